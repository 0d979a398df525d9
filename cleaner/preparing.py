"""Preparing: works out from the shipped rules what a wheel has of them (`cleaner.prepared`)."""

from collections.abc import Iterator
from pathlib import Path

from cleaner.compiled import ENGINE, compiled_form, made_with
from cleaner.prepared import digest_of
from cleaner.ruleset.choice import Choice
from cleaner.ruleset.packs import PACKS, packs_as_data, packs_of, rules_of
from cleaner.ruleset.rule_files import rule_files
from cleaner.text.repair import ALL_STEPS


def prepare(folder: Path) -> Iterator[Path]:
    """Write the files for the default choice of rules to a folder, and yield them.

    Without Hyperscan there are the rules only, for which no file need be read.
    """
    files = rule_files()
    packs = packs_of(files)
    yield _written(folder, PACKS, digest_of(files) + packs_as_data(packs))
    choice = Choice().of_all_levels()
    try:
        data = compiled_form(choice.known(rules_of(packs)), ALL_STEPS)
    except ImportError:
        return
    yield _written(folder, ENGINE, digest_of(files, made_with(choice, ALL_STEPS)) + data)


def _written(folder: Path, what: str, data: bytes) -> Path:
    path = folder / f"{what}.prepared"
    path.write_bytes(data)
    return path
