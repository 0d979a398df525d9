"""Contexts: what rules remove in a corpus, and what stands around it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.corpus.findings import Finding, find
from cleaner.corpus.road import CleanedFile
from cleaner.errors import InputError
from cleaner.text.lines import body_and_end

KEPT_CONTEXTS = 5
"""Contexts that are kept for a rule: the first of the corpus."""


@dataclass(slots=True)
class Removed:
    """What one rule removes in a corpus."""

    lines: int = 0
    documents: int = 0
    contexts: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    """The line above, the lines that go, and the line below."""


def removed_by_rule(files: Iterable[CleanedFile]) -> dict[str, Removed]:
    """Return what each rule removes, by its id. Raises `InputError` for a file that cannot be read."""
    by_rule: dict[str, Removed] = {}
    last: dict[str, tuple[str, int | None]] = {}
    for file in files:
        for finding in find(file.path, file.pieces):
            if isinstance(finding, InputError) or not finding.first.removes_line:
                continue
            removed = by_rule.setdefault(finding.rule, Removed())
            removed.lines += len(_texts(finding))
            document = finding.path, finding.record
            removed.documents += last.get(finding.rule) != document
            last[finding.rule] = document
            if len(removed.contexts) < KEPT_CONTEXTS:
                above = finding.above.raw if finding.above else ""
                below = finding.below.raw if finding.below else ""
                removed.contexts.append((above.strip(), _texts(finding), below.strip()))
    return by_rule


def _texts(finding: Finding) -> tuple[str, ...]:
    texts = (body_and_end(line.raw)[0].strip() for line in finding.lines)
    return tuple(text for text in texts if text)
