"""The digest of rules: which rules cleaned a text, in twelve digits."""

from functools import cache
from pathlib import Path

from cleaner.data import rules_folder
from cleaner.ruleset.rule_files import rule_files

DIGITS = 12


@cache
def rules_digest(own: tuple[str, ...] = (), *, shipped: bool = True) -> str:
    """Return twelve hexadecimal digits that change with any rule file, and with the shipped points of evidence: a SHA-256.

    `own` names further rule files and folders; with `shipped=False` they are taken alone. Raises `RuleError`.
    """
    import hashlib  # noqa: PLC0415 — most runs keep no log

    files = [*(rule_files() if shipped else ()), *(rule_files(own) if own else ())]
    digest = hashlib.sha256()
    named = [(file.name, Path(file.path)) for file in files]
    named += [("evidence", rules_folder() / "evidence.toml")] if shipped else []
    for name, data in sorted((name, path.read_bytes()) for name, path in named):
        digest.update(f"{name} {len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()[:DIGITS]
