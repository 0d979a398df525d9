r"""Strip what a web site printed around an article from text that has already been extracted.

>>> from cleaner import Cleaner
>>> page = "News ID: 314510\nThe old wall will hold.\nPage Generated in 0/0544 sec"
>>> result = Cleaner().clean(page)
>>> result.text
'The old wall will hold.\n'
>>> [edit.rule for edit in result.edits]
['en/metadata/article-id', 'common/generated/page-generated']
>>> result.fields
{'id': ('314510',)}
"""

from cleaner.document import Cleaner, Result
from cleaner.edits import Edit, Offsets, apply, invert
from cleaner.errors import CleanerError, ConfigError, InputError, LogError, RuleError
from cleaner.kinds import Level, Rule
from cleaner.lines import Line
from cleaner.packs import Pack, load_packs

__all__ = [
    "Cleaner",
    "CleanerError",
    "ConfigError",
    "Edit",
    "InputError",
    "Level",
    "Line",
    "LogError",
    "Offsets",
    "Pack",
    "Result",
    "Rule",
    "RuleError",
    "apply",
    "invert",
    "load_packs",
]
