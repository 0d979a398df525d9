"""The forms in which `cleaner check` lists what it found: one function each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click

from cleaner.cli.colors import is_colored
from cleaner.corpus.findings import Finding
from cleaner.corpus.rule_book import RuleBook
from cleaner.corpus.sarif import sarif
from cleaner.deciding.cleaning import Line
from cleaner.errors import InputError
from cleaner.formats.files import seen_from, shown
from cleaner.formats.log import as_record, to_json
from cleaner.text.lines import body_and_end

WIDTH = 100
"""Characters of a line that the full report shows."""

Found = Iterable[Finding | InputError]
"""Findings in order, and in their places the documents and records that could not be read. Those are told
on standard error by whoever looks; a report need not."""


def _text(found: Found, rules: RuleBook) -> Iterator[str]:  # noqa: ARG001 — every report is called alike
    """Write a line for each finding, for people and for grep."""
    colored = is_colored()
    for finding in _only(found):
        yield _row(finding, colored=colored)


def _full(found: Found, rules: RuleBook) -> Iterator[str]:
    """Write each finding with the lines around it and the reason for it."""
    colored = is_colored()
    for finding in _only(found):
        yield _row(finding, colored=colored)
        for line in (finding.above, *finding.lines, finding.below):
            if line is not None:
                yield _excerpt(line, colored=colored)
        yield f"  why: {rules.why(finding.rule)}\n\n"


def _json(found: Found, rules: RuleBook) -> Iterator[str]:  # noqa: ARG001
    """Write a JSON object a line: the finding, and its edits as the log has them."""
    for finding in _only(found):
        record = {} if finding.record is None else {"record": finding.record}
        place = {
            "path": shown(finding.path),
            **record,
            "line": finding.lines[0].number,
            "last_line": finding.last_line,
        }
        edits = [as_record(edit) for edit in finding.edits]
        said = {"rule": finding.rule, "message": finding.message, "fingerprint": finding.fingerprint}
        yield to_json({**place, **said, "edits": edits}).decode()


def _github(found: Found, rules: RuleBook) -> Iterator[str]:
    """Write workflow commands, from which GitHub makes annotations of a pull request.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    for finding in found:
        if isinstance(finding, InputError):
            yield f"::error title=cleaner::{_escaped(str(finding))}\n"
            continue
        first = finding.record or finding.edits[0].line
        place = {"file": seen_from(finding.path, Path()), "line": first}
        message = finding.message
        if finding.record is None:
            place |= {"endLine": finding.last_line, "col": finding.edits[0].column}
            place["endColumn"] = max(finding.end_column, 2)
        else:
            place["endLine"] = first
            message = f"line {finding.first.line} of its text: {message}"
        place["title"] = finding.rule
        properties = ",".join(f"{key}={_escaped_property(str(value))}" for key, value in place.items())
        reason = rules.why(finding.rule)
        yield f"::warning {properties}::{_escaped(message)}%0A{_escaped(reason)}\n"


def _summary(found: Found, rules: RuleBook) -> Iterator[str]:  # noqa: ARG001
    """Write how many edits each rule and each file has; in a file of records, each record is a document."""
    by_rule: Counter[str] = Counter()
    by_file: Counter[str] = Counter()
    documents: dict[str, Counter[str]] = {"rule": Counter(), "file": Counter()}
    last: dict[tuple[str, str], tuple[str, int | None]] = {}  # the document in which it was met last
    for finding in _only(found):
        by_rule.update(edit.rule for edit in finding.edits)
        by_file[finding.path] += len(finding.edits)
        document = finding.path, finding.record
        names = [("rule", edit.rule) for edit in finding.edits]
        for what, name in dict.fromkeys([*names, ("file", finding.path)]):
            documents[what][name] += last.get((what, name)) != document
            last[what, name] = document
    yield from _table("rule", by_rule, documents["rule"])
    if by_file:
        yield "\n"
    yield from _table("file", by_file, documents["file"])


REPORTS: Mapping[str, Callable[[Found, RuleBook], Iterator[str]]] = {
    "text": _text,
    "full": _full,
    "json": _json,
    "github": _github,
    "sarif": sarif,
    "summary": _summary,
}


def _only(found: Found) -> Iterator[Finding]:
    return (each for each in found if isinstance(each, Finding))


def _row(finding: Finding, *, colored: bool) -> str:
    path, edit, rule = finding.path, finding.first, finding.rule
    place = f"{edit.line}:{edit.column}" if finding.record is None else f"{finding.record}:{edit.line}"
    if colored:
        path, rule = (
            click.style(path, bold=True),
            click.style(rule, fg="red" if edit.removes_line else "yellow"),
        )
    return f"{path}:{place}: {rule} {finding.message}\n"


def _excerpt(line: Line, *, colored: bool) -> str:
    """Show a line of the document, with the mark that `explain` gives it."""
    body = body_and_end(line.raw)[0].expandtabs(4)
    shown = body if len(body) <= WIDTH else body[: WIDTH - 1] + "…"
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in shown)
    mark, color = ("-", "red") if not line.text else (" ", None) if line.text == line.raw else ("~", "yellow")
    row = f"{line.number:5} {mark} {text}".rstrip()
    return (click.style(row, fg=color) if colored else row) + "\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _table(what: str, edits: Mapping[str, int], documents: Mapping[str, int]) -> Iterator[str]:
    if edits:
        yield f"{'edits':>9}  {'documents':>9}  {what}\n"
    for name, count in sorted(edits.items(), key=lambda each: (-each[1], each[0])):
        yield f"{count:9}  {documents[name]:9}  {name}\n"
