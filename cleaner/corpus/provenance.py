"""Provenance: which program, level, settings and rules cleaned a text."""

from typing import Any

from cleaner.corpus.settings import Settings
from cleaner.ruleset.digest import rules_digest


def provenance(settings: Settings) -> dict[str, Any]:
    """Return what the edit log says of a run."""
    chosen: dict[str, Any] = {
        "level": str(settings.level),
        "rules": rules_digest(settings.rules, shipped=settings.shipped),
    }
    for name in ("select", "ignore", "repair"):
        chosen[name] = list(getattr(settings, name))
    return {**chosen, "max_removed": settings.max_removed}
