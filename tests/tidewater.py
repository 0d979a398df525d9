"""Writes a small crawl of a made-up newspaper, on which the guide to mining is shown: FOLDER [PAGES]."""

import random
import sys
from pathlib import Path

SUBJECTS = ["harbour", "market", "school", "mill", "ferry", "library"]
DOINGS = ["opens", "mends", "sells", "paints", "moves", "counts"]
THINGS = ["its oldest bell", "a wooden stair", "the lower quay", "two iron gates", "a green boat"]
REASONS = ["after the storm", "before winter", "for the first time", "against all advice"]
WRITERS = ["Jane Miller", "Tom Archer", "Ida Berg", "Ole Strand"]


def sentence(chance):
    what = (
        f"{chance.choice(SUBJECTS)} {chance.choice(DOINGS)} {chance.choice(THINGS)} {chance.choice(REASONS)}"
    )
    return f"The {what}, and {chance.randint(3, 900)} people of the town came to see what it had to say about the cost."


def page(number):
    """Return the lines of a page: a masthead, an article with a byline, a teaser amid every second, a footer."""
    chance = random.Random(f"tidewater {number}")
    head = (
        f"{chance.choice(SUBJECTS).title()} number {number} {chance.choice(DOINGS)} {chance.choice(THINGS)}"
    )
    body = [" ".join(sentence(chance) for _ in range(2)) for _ in range(4)]
    teaser = ["Read the letters of our neighbours"] * (number % 2)
    footer = [
        "Tidewater Daily, Quay Street",
        "Ask for the paper boy",
        f"Press run: {chance.randint(1000, 9000)} copies",
    ]
    news = ["Ring the quay bell for our evening paper"] * (number >= 40)
    return [
        "The Tidewater Daily",
        head,
        f"Typeset: {chance.choice(WRITERS)}",
        *body[:2],
        *teaser,
        *body[2:],
        *footer,
        *news,
    ]


if __name__ == "__main__":
    folder = Path(sys.argv[1]) / "tidewater.example.org"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 40):
        (folder / f"{number:03}.txt").write_text("\n".join(page(number)) + "\n", "utf-8")
