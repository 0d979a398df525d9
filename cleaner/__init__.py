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

from cleaner.api import Cleaner, clean
from cleaner.deciding.cleaning import Cleaning
from cleaner.errors import CleanerError, ConfigError, RuleError
from cleaner.ruleset.choice import Keep
from cleaner.ruleset.drop import Drop
from cleaner.text.edits import Edit, apply, invert
from cleaner.version import __version__

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
