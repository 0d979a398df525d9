"""Writing: what is proposed for a site as a rule file, with the evidence as comments."""

import re
from collections.abc import Callable, Iterable

from cleaner.corpus.sites import site_of_path
from cleaner.mining.elsewhere import Elsewhere
from cleaner.mining.mined_file import Entry, MinedFile, State
from cleaner.mining.proposals import CONTEXTS, MAX_EXAMPLES, Proposal, SiteProposals
from cleaner.ruleset.draft import quoted, text_block
from cleaner.ruleset.sites import SITES, problems_of_hosts
from cleaner.ruleset.view import Zone

SHOWN_CHARS = 70
"""Characters of a line that evidence quotes."""

PLACES = {
    "head": "above the text",
    "body": "amid the text",
    "tail": "below the text",
    "bare": "where there is no prose",
}

OnOthers = Callable[[str], Elsewhere]
"""Returns on how many other sites a template recurs."""


def file_name(site: str) -> str:
    """Return the name of the rule file of a site.

    >>> file_name("news.example.org"), file_name("[::1]")
    ('news.example.org.toml', '-1-.toml')
    """
    name = re.sub(r"[^a-z0-9.-]+", "-", site.lower()).strip(".")
    return f"{name or 'site'}.toml"


def file_names(sites: Iterable[str]) -> list[str]:
    """Return a name for the file of each site; where two would have the same, the later one gets a number."""
    names: dict[str, None] = {}
    for site in sites:
        name, number = file_name(site), 1
        while name in names:
            number += 1
            name = f"{file_name(site).removesuffix('.toml')}-{number}.toml"
        names[name] = None
    return list(names)


def mined_file(found: SiteProposals, date: str, elsewhere: OnOthers) -> MinedFile:
    """Return the rule file of a site. `date` is that of the newest document, as `2021-03-31`."""
    header = (
        f"# Mined from {_counted(found.documents, 'document')} of {found.site} "
        f"({_counted(found.bytes, 'byte')}, the newest of {date}, digest {found.digest}).\n"
        "# Read each rule before you use it: `cleaner review` walks through them.\n"
        f"about = {quoted(f'What {found.site} prints around its documents')}\n"
        + (f"sites = [{quoted(found.site)}]\n" if _is_host(found.site) else "")
    )
    return MinedFile(header, tuple(_entry(one, found, elsewhere) for one in found.proposals))


def _is_host(site: str) -> bool:
    """Return whether a site has the name of one, so that its rules are for its documents alone."""
    return site_of_path(f"{site}/") == site and not list(problems_of_hosts(SITES.name, [site]))


def _entry(proposal: Proposal, found: SiteProposals, elsewhere: OnOthers) -> Entry:
    return Entry(
        State.PROPOSED,
        proposal.name,
        "\n".join(_evidence(proposal, found, elsewhere)),
        _table(proposal, found),
    )


def _evidence(proposal: Proposal, found: SiteProposals, elsewhere: OnOthers) -> list[str]:
    places = ", ".join(f"{PLACES[place]} in {count}" for place, count in proposal.places)
    above, below = proposal.neighbours
    lines = [
        (
            f"in {proposal.documents} of {_counted(found.documents, 'document')}; "
            f"{_counted(proposal.looked_at, 'distinct one')} looked at: {places}"
        ),
        f"nearest to it stand {_counted(above, 'different line')} above and {below} below",
    ]
    others = [elsewhere(line.template) for line in proposal.lines]
    sites, amid = max(other.sites for other in others), max(other.amid for other in others)
    amid = max(0, amid - (2 * dict(proposal.places).get("body", 0) > proposal.looked_at))
    in_prose = sum(line.in_prose for line in proposal.lines)
    lines.append(
        f"against it: the same words as a sentence of prose {_counted(in_prose, 'time')}; "
        f"recurs on {_counted(sites, 'other site')}, amid the text of {amid}"
    )
    for above_, line, below_ in proposal.contexts[:CONTEXTS]:
        lines.append(f"  {_shown(above_)} ▸ {_shown(line)} ◂ {_shown(below_)}")
    return lines


def _table(proposal: Proposal, found: SiteProposals) -> str:
    """Return the rule as TOML."""
    share = f"{proposal.documents} of {_counted(found.documents, 'document')}"
    where = PLACES[max(proposal.places, key=lambda place: place[1])[0]]
    rows = [
        f"[{proposal.kind}.{proposal.name}]",
        f"why = {quoted(f'{found.site} prints it {where}, on {share}, among lines that vary.')}",
        *_wording(proposal),
    ]
    if proposal.zone != Zone.ANYWHERE:
        rows.append(f"zone = {quoted(proposal.zone)}")
    if proposal.is_unguarded:
        rows.append("not = []")
    rows.append(f"level = {quoted(proposal.level)}")
    rows.append(f"examples = {text_block(_example(proposal))}")
    return "\n".join(rows) + "\n"


def _wording(proposal: Proposal) -> list[str]:
    if proposal.kind == "block":
        return [
            f"start = [{quoted(proposal.lines[0].phrase)}]",
            f"end = [{quoted(proposal.lines[-1].phrase)}]",
            f"max_lines = {len(proposal.lines)}",
        ]
    phrases = [quoted(phrase) for phrase in proposal.phrases]
    if len(phrases) == 1:
        return [f"phrases = [{phrases[0]}]"]
    return ["phrases = [", *(f"  {phrase}," for phrase in phrases), "]"]


def _example(proposal: Proposal) -> str:
    """Return a document in diff notation: lines that go, and one that stays."""
    lines = proposal.lines if proposal.kind == "block" else proposal.lines[:MAX_EXAMPLES]
    going = [f"- {line.seen}" for line in lines]
    staying = f"  {proposal.counter_example or 'What the author of the document wrote stays.'}"
    if proposal.zone == Zone.TAIL:
        return "\n".join([staying, "...", *going])
    if proposal.zone == Zone.HEAD:
        return "\n".join([*going, staying, "..."])
    return "\n".join([*going, staying])


def _shown(line: str) -> str:
    line = "".join(mark if mark.isprintable() else " " for mark in line)
    return (line if len(line) <= SHOWN_CHARS else line[:SHOWN_CHARS] + "…") or "(edge)"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
