"""Provenance: which program, level, settings and rules cleaned a text."""

from functools import cache
from pathlib import Path
from typing import Any

from cleaner.corpus.settings import Settings
from cleaner.ruleset.rule_files import rule_files


def provenance(settings: Settings) -> dict[str, Any]:
    """Return what the edit log says of a run."""
    chosen: dict[str, Any] = {
        "level": str(settings.level),
        "rules": rules_digest(settings.rules, shipped=settings.shipped),
    }
    for name in ("select", "ignore", "repair"):
        chosen[name] = list(getattr(settings, name))
    return {**chosen, "max_removed": settings.max_removed}


@cache
def rules_digest(own: tuple[str, ...] = (), *, shipped: bool = True) -> str:
    """Return twelve hexadecimal digits that change with any rule file: their SHA-256."""
    import hashlib  # noqa: PLC0415 — most runs keep no log

    files = [*(rule_files() if shipped else ()), *(rule_files(own) if own else ())]
    digest = hashlib.sha256()
    for name, data in sorted((file.name, Path(file.path).read_bytes()) for file in files):
        digest.update(f"{name} {len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()[:12]
