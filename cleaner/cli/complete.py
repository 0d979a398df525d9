"""Completion of rule ids and packs, for shells that ask with the Tab key."""

import click
from click.shell_completion import CompletionItem

from cleaner.errors import CleanerError
from cleaner.ruleset.packs import Pack, load_packs


def choices(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer packs, and the rules of one that is written out: a list of all rules helps nobody."""
    packs = [pack for pack in _packs(context) if pack.name.startswith(incomplete)]
    offered = [CompletionItem(pack.name, help=pack.about) for pack in packs]
    written = (
        packs
        if len(packs) == 1
        else [pack for pack in _packs(context) if incomplete.startswith(f"{pack.name}/")]
    )
    rules = [rule for pack in written for rule in pack.rules if rule.id.startswith(incomplete)]
    return [*offered, *(CompletionItem(rule.id, help=rule.why) for rule in rules)]


def _packs(context: click.Context) -> list[Pack]:
    """Return the shipped packs, and those of the rule files that the line names already."""
    own = context.params.get("rules") or ()
    try:
        return [*load_packs(), *(load_packs(own) if own else ())]
    except CleanerError:  # the run itself says what is wrong with a rule file
        return []
