"""Sites: for which sites the rules of a file are."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.ruleset.key_types import KeyType
from cleaner.ruleset.keys import Key
from cleaner.ruleset.problem import Problem, must_be, shown


def is_one_of(site: str, sites: Sequence[str]) -> bool:
    """Return whether a site is among some, or below one of them.

    >>> is_one_of("blog.example.org", ["example.org"]), is_one_of("example.org", ["blog.example.org"])
    (True, False)
    """
    return any(site == known or site.endswith(f".{known}") for known in sites)


def problems_of_hosts(name: str, value: Any) -> Iterator[Problem]:
    """Yield what is wrong with a list of sites."""
    if not isinstance(value, list) or not all(isinstance(host, str) for host in value):
        yield must_be(name, "a list of hosts", value)
        return
    if not value:
        yield Problem(f"'{name}' is empty", "leave it out for all sites")
    for host in value:
        if not _HOST.fullmatch(host) or host.startswith("www."):
            remedy = "write it in small letters, without scheme, www, port and path: example.org"
            yield Problem(f"'{name}': {shown(host)} is not a host", remedy)


_HOST = re.compile(r"[^\s/:@?#A-Z.]+(?:\.[^\s/:@?#A-Z.]+)*")

HOSTS = KeyType(
    "list of hosts",
    {"type": "array", "items": {"type": "string"}, "minItems": 1},
    problems_of_hosts,
    tuple,
    list,
)

SITES = Key(
    "sites", "sites", "The sites that the rules are for, and those below them; without it, all.", HOSTS, ()
)
"""The key above complete rules that are for some sites only."""
