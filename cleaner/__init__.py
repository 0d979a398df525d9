r"""Strip what a web site printed around an article from text that has already been extracted.

>>> import cleaner
>>> page = "News ID: 314510\nThe old wall will hold.\nPage Generated in 0/0544 sec"
>>> cleaning = cleaner.clean(page)
>>> cleaning.text
'The old wall will hold.\n'
>>> [edit.rule for edit in cleaning.edits]
['en/metadata/article-id', 'common/generated/page-generated']
>>> cleaning.fields
{'id': ('314510',)}
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.api import Cleaner, clean
    from cleaner.deciding.cleaning import Cleaning
    from cleaner.errors import CleanerError, ConfigError, RuleError
    from cleaner.ruleset.choice import Keep
    from cleaner.ruleset.drop import Drop
    from cleaner.text.edits import Edit, apply, invert

__all__ = [
    "Cleaner",
    "CleanerError",
    "Cleaning",
    "ConfigError",
    "Drop",
    "Edit",
    "Keep",
    "RuleError",
    "__version__",
    "apply",
    "clean",
    "invert",
]

_HOMES = {
    "Cleaner": "api",
    "clean": "api",
    "Cleaning": "deciding.cleaning",
    "CleanerError": "errors",
    "ConfigError": "errors",
    "RuleError": "errors",
    "Keep": "ruleset.choice",
    "Drop": "ruleset.drop",
    "Edit": "text.edits",
    "apply": "text.edits",
    "invert": "text.edits",
}
"""The module of each public name: it is imported when the name is asked for, so that the command starts sooner."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute '{name}'")
    value = globals()[name] = getattr(import_module(f"cleaner.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
