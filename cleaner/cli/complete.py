"""Completion of rule ids and packs, for shells that ask with the Tab key."""

import click
from click.shell_completion import CompletionItem

from cleaner.errors import CleanerError
from cleaner.packs import Pack, load_packs


def rules(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the ids of rules."""
    return [
        CompletionItem(rule.id, help=rule.why)
        for pack in _packs(context)
        for rule in pack.rules
        if rule.id.startswith(incomplete)
    ]


def choices(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer packs, and the rules of one that is written out: a list of all rules helps nobody."""
    offered = [
        CompletionItem(pack.name, help=pack.about)
        for pack in _packs(context)
        if pack.name.startswith(incomplete)
    ]
    is_written = any(incomplete.startswith(f"{pack.name}/") for pack in _packs(context))
    return [*offered, *(rules(context, parameter, incomplete) if is_written or len(offered) == 1 else ())]


def _packs(context: click.Context) -> list[Pack]:
    """Give the shipped packs, and those of the rule files that the line names already."""
    own = context.params.get("rules") or ()
    try:
        return [*load_packs(), *(load_packs(own) if own else ())]
    except CleanerError:  # the run itself says what is wrong with a rule file
        return []
