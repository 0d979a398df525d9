"""SARIF: findings in the format that code-scanning services and editors read, version 2.1.0.

The results are written as they come, and the rules behind them, so that memory holds no more than the rules
that were met. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cleaner.corpus.findings import Finding
from cleaner.corpus.rule_book import RuleBook
from cleaner.errors import InputError
from cleaner.formats.files import seen_from
from cleaner.ruleset.packs import Pack
from cleaner.ruleset.rule import Level, Rule
from cleaner.text.repair import RULE as REPAIR
from cleaner.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

PACKAGE = "unchrome"
"""The installed package, whose metadata has the addresses of the project under `[project.urls]`."""

FINGERPRINT = "cleaner/v1"
"""The name under which a result carries its fingerprint, the one that the baseline knows."""

MAX_FAILURES_LISTED = 100
"""Documents and records that could not be read, listed one by one; the others are counted."""

LINE_ENDS = ["\r\n", "\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"]
"""Where a line ends (`cleaner.text.lines`): readers of SARIF count lines by it."""


def sarif(found: "Iterable[Finding | InputError]", rules: RuleBook) -> Iterator[str]:
    """Yield the pieces of a SARIF log with one run, a line for each result and each rule."""
    met: dict[str, int] = {}
    failures: list[InputError] = []
    failed = 0
    yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{\n'
    yield f'"columnKind": "unicodeCodePoints", "newlineSequences": {json.dumps(LINE_ENDS)},\n"results": ['
    between = "\n"
    for finding in found:
        if isinstance(finding, InputError):
            failed += 1
            failures += [finding] if failed <= MAX_FAILURES_LISTED else []
            continue
        index = met.setdefault(finding.rule, len(met))
        yield between + json.dumps(_result(finding, index, rules))
        between = ",\n"
    driver = {"name": "cleaner", "version": __version__, "semanticVersion": __version__}
    driver |= _address("informationUri", "Homepage", "Documentation")
    yield f'\n],\n"tool": {{"driver": {{{json.dumps(driver)[1:-1]}, "rules": ['
    help_uri = _address("helpUri", "Documentation", "Homepage")
    yield ",".join(f"\n{json.dumps(_descriptor(each, rules) | help_uri)}" for each in met)
    yield f'\n]}}}},\n"invocations": [{json.dumps(_invocation(failures, failed))}],'
    yield f'\n"properties": {json.dumps({"settings": rules.provenance})}\n}}]}}\n'


def uri(path: str) -> str:
    """Write the path of a file as a reference: relative if it is below the working folder.

    >>> uri("news/tide & time: 50 %.txt")
    'news/tide%20%26%20time%3A%2050%20%25.txt'
    """
    seen = seen_from(path, Path())
    if seen.startswith("../") or Path(seen).is_absolute():
        return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 — without the dots, and without following links
    return quote(seen, safe="/", errors="surrogateescape")


def _address(key: str, *labels: str) -> dict[str, str]:
    """Return a key with the first of the addresses that the installed package names; nothing if it names none."""
    from importlib.metadata import PackageNotFoundError, metadata  # noqa: PLC0415 — 30 ms, for this report only

    try:
        lines = metadata(PACKAGE).get_all("Project-URL") or []
    except PackageNotFoundError:
        return {}
    addresses = dict(line.split(", ", 1) for line in lines if ", " in line)
    return next(({key: addresses[label]} for label in labels if label in addresses), {})


def _result(finding: Finding, index: int, rules: RuleBook) -> dict[str, Any]:
    edit = finding.first
    message = finding.message
    result = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _level(finding.rule, rules),
        "message": {"text": message},
        "locations": [_location(finding.path, _region(finding))],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    if finding.record is not None:
        result["message"] = {"text": f"line {edit.line} of its text: {message}"}
    elif edit.anchor:
        related = _location(finding.path, {"startLine": edit.anchor})
        result["relatedLocations"] = [
            related | {"message": {"text": "the line because of which it is removed"}}
        ]
    return result


def _location(path: str, region: Mapping[str, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region}}


def _region(finding: Finding) -> dict[str, int]:
    """Return what the finding covers, without a line ending; of a record, the line of its file."""
    if finding.record is not None:
        return {"startLine": finding.record}
    edit = finding.edits[0]
    return {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": finding.last_line,
        "endColumn": finding.end_column,
    }


_PRECISION = {Level.GENTLE: "very-high", Level.NORMAL: "high", Level.STRONG: "medium"}


def _level(rule_id: str, rules: RuleBook) -> str:
    """Repairs, and rules that are less sure, are worth a note; the others a warning."""
    known = filter(None, map(rules.known, rules.sources(rule_id)))
    return "warning" if any(rule.level is not Level.STRONG for _, rule in known) else "note"


def _descriptor(rule_id: str, rules: RuleBook) -> dict[str, Any]:
    """Describe a rule, a repair step, or several that touched the same place."""
    reason = rules.why(rule_id)
    parts = {each: rules.known(each) for each in rules.sources(rule_id)}
    known = [each for each in parts.values() if each]
    full = " ".join([reason, *(f"{pack.about}." for pack, _ in known)])
    helps = [_help(each, *(found or (None, None))) for each, found in parts.items()]
    levels = [rule.level for _, rule in known]
    return {
        "id": rule_id,
        "shortDescription": {"text": reason},
        "fullDescription": {"text": full},
        "help": {
            "text": "\n\n".join(text for text, _ in helps),
            "markdown": "\n\n".join(text for _, text in helps),
        },
        "defaultConfiguration": {"level": _level(rule_id, rules)},
        "properties": {
            "tags": sorted({found[1].kind if found else "repair" for found in parts.values()}),
            "precision": _PRECISION[max(levels, key=list(Level).index)] if levels else "very-high",
        },
    }


def _help(rule_id: str, pack: Pack | None, rule: Rule | None) -> tuple[str, str]:
    """Say how to keep what a rule or a repair step would change, as text and as Markdown."""
    if rule is None or pack is None:
        setting = f"repair = {{ {rule_id.removeprefix(REPAIR)} = false }}"
        return (
            f"To leave such text as it is, write into cleaner.toml: {setting}",
            f"To leave such text as it is, write into `cleaner.toml`: `{setting}`",
        )
    example = "\n".join(
        f"{mark} {text}".rstrip() if mark != "..." else mark for mark, text in pack.examples[rule_id][0].lines
    )
    setting = f'ignore = ["{rule_id}"]'
    keeps = (
        f"To keep such lines, write into cleaner.toml: {setting}, or call cleaner with --ignore {rule_id}."
    )
    marked = keeps.replace("cleaner.toml", "`cleaner.toml`").replace(setting, f"`{setting}`")
    return (
        f"An example; lines marked with - are removed:\n\n{example}\n\n{keeps}",
        f"An example; lines marked with - are removed:\n\n```diff\n{example}\n```\n\n{marked}",
    )


def _invocation(failures: Iterable[InputError], failed: int) -> dict[str, Any]:
    """Say whether all could be looked at."""
    texts = [str(each) for each in failures]
    if failed > len(texts):
        texts.append(f"{failed - len(texts)} more could not be read")
    notes = [{"level": "error", "message": {"text": text}} for text in texts]
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}
