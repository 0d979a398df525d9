"""The kinds of rules, by the name that rule files use. Adding one is a module and a line here."""

from cleaner.kinds.base import Level, Rule, Zone, keys
from cleaner.kinds.block import Block
from cleaner.kinds.interlude import Interlude
from cleaner.kinds.line import Line
from cleaner.kinds.neighbour import Neighbour
from cleaner.kinds.repeat import Repeat
from cleaner.kinds.rewrite import Rewrite
from cleaner.kinds.run import Run
from cleaner.kinds.section import Section
from cleaner.kinds.squeeze import Squeeze

KINDS: dict[str, type[Rule]] = {
    kind.kind: kind for kind in (Line, Block, Section, Run, Repeat, Neighbour, Interlude, Rewrite, Squeeze)
}

__all__ = ["KINDS", "Level", "Rule", "Zone", "keys"]
