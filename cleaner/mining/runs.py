"""Runs: templates that always stand together, one below the other, on the documents of a site."""

from collections.abc import Mapping, Sequence

from cleaner.mining.judging import Judged

TOGETHER = 0.8
"""The share of the sightings in which a line must have the same line above or below it, to be in a run with it."""


def runs(judged: Sequence[Judged]) -> list[list[Judged]]:
    """Return the templates of a site as runs, in the order in which they stand; most are of one template."""
    by_template = {each.template: each for each in judged}
    below = {each.template: _neighbour(each, by_template) for each in judged}
    above = {template: each for each, template in below.items() if template is not None}
    heads = [each.template for each in judged if each.template not in above]
    found: list[list[Judged]] = []
    seen: set[str] = set()
    for head in [*heads, *below]:  # those that follow each other in a circle come last
        run: list[Judged] = []
        at: str | None = head
        while at is not None and at not in seen:
            seen.add(at)
            run.append(by_template[at])
            at = below[at]
        if run:
            found.append(run)
    return found


def _neighbour(each: Judged, by_template: Mapping[str, Judged]) -> str | None:
    """Return the template that is nearly always right below one, and nearly always has it right above."""
    names = [sighting.template_below for sighting in each.sightings]
    name = max(sorted({name for name in names if name is not None}), key=names.count, default=None)
    if name is None or name == each.template or name not in by_template:
        return None
    if names.count(name) < TOGETHER * len(names):
        return None
    others = [sighting.template_above for sighting in by_template[name].sightings]
    return name if others.count(each.template) >= TOGETHER * len(others) else None
