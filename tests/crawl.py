"""A made-up crawl: sites with templates around texts of their own, from a seed."""

import json
import random

PLACES = ["harbour", "market", "school", "bridge", "tower", "library", "station", "garden", "mill", "ferry"]
DOINGS = ["opens", "closes", "mends", "sells", "paints", "moves", "counts", "blesses", "measures", "rents"]
THINGS = [
    "its oldest bell",
    "a wooden stair",
    "the lower quay",
    "two iron gates",
    "the summer tables",
    "a green boat",
]
REASONS = [
    "after the storm",
    "before the winter",
    "for the first time",
    "against all advice",
    "with some delay",
]
NAMES = ["Jane Miller", "Tom Archer", "Ida Berg", "Paul Rose", "Ann Weller", "Ole Strand"]


def sentence(random_):
    subject, doing = random_.choice(PLACES), random_.choice(DOINGS)
    return (
        f"The {subject} {doing} {random_.choice(THINGS)} {random_.choice(REASONS)}, and {random_.randint(3, 900)} people of "
        f"the town came to see what the {random_.choice(PLACES)} master had to say about the cost of it."
    )


def headline(random_, number):
    return (
        f"{random_.choice(PLACES).title()} number {number} {random_.choice(DOINGS)} {random_.choice(THINGS)}"
    )


def article(random_, number):
    """Return the lines of a text: a headline and some paragraphs."""
    body = [
        " ".join(sentence(random_) for _ in range(random_.randint(1, 3)))
        for _ in range(random_.randint(3, 7))
    ]
    return [headline(random_, number), *body]


def page(random_, number, *, above=(), below=(), amid=()):
    """Return a document: an article with a template around it; `amid` goes between two paragraphs."""
    head, *body = article(random_, number)
    at = random_.randint(1, len(body) - 1)
    return "\n".join([*above, head, *body[:at], *amid, *body[at:], *below]) + "\n"


def write_records(path, documents):
    """Write (site, text) pairs as records."""
    lines = [
        json.dumps({"url": f"https://{site}/{number}", "text": text})
        for number, (site, text) in enumerate(documents)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def daily(count=12, seed=1, site="daily.example.org"):
    """Return the documents of a site with a byline, a footer of three lines, and a teaser amid the text."""
    random_ = random.Random(f"{site} {seed}")
    return [
        (
            site,
            page(
                random_,
                number,
                above=["The Tidewater Daily", f"Issue no. {random_.randint(100, 999)} of the paper"],
                amid=["Read the letters of our neighbours"] if number % 2 else [],
                below=[
                    "Tidewater Daily, Quay Street",
                    "Ask for the paper boy",
                    f"Press run: {random_.randint(1000, 9000)} copies",
                ],
            ),
        )
        for number in range(count)
    ]


def mixed_sites():
    """Return (url, text) pairs of three daily papers, in an order that mixes them."""
    found = [
        (f"https://{site}/{number}", text)
        for seed in range(3)
        for number, (site, text) in enumerate(daily(count=8, site=f"daily-{seed}.example.org", seed=seed))
    ]
    random.Random(1).shuffle(found)
    return found
