"""Where the rules and the other data that come with this package are."""

from functools import cache
from pathlib import Path


@cache
def rules_folder() -> Path:
    """Return the folder of the rules: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"
