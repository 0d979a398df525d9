"""The kinds of rules, by the name that rule files use. A new kind is a module here and a line below."""

from cleaner.ruleset.kinds.block import BlockRule
from cleaner.ruleset.kinds.evidence import EvidenceRule
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.repeat import RepeatRule
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.ruleset.kinds.section import SectionRule
from cleaner.ruleset.kinds.squeeze import SqueezeRule
from cleaner.ruleset.rule import Rule

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind
    for kind in (
        LineRule,
        BlockRule,
        SectionRule,
        RepeatRule,
        RewriteRule,
        SqueezeRule,
        EvidenceRule,
    )
}
"""In their order of precedence: where rules of two kinds remove one line, the earlier kind is named."""
