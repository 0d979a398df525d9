"""Samples: a few of very many things, the same ones in whatever order and in however many runs they are met."""

import hashlib
from bisect import insort
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

Data = dict[str, Any]
"""What a file of statistics says of one thing; `where` says where it was met."""


class _Kept(NamedTuple):
    key: str
    where: str
    data: Data


class Samples:
    """So many of the things met, chosen by the hash of their names: each has the same chance, and no run matters."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: list[_Kept] = []

    def add(self, name: str, where: str, tell: Callable[[], Data]) -> None:
        """Meet a thing; `tell` is called if it is kept. Of things with one name the first place is kept."""
        self._take(
            hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest(), where, tell
        )

    def merge(self, told: Iterable[Data]) -> None:
        """Take in what another sample told."""
        for data in told:
            self._take(data["key"], data["where"], partial(dict, data))

    def as_data(self) -> list[Data]:
        """Return what a file of statistics says of them."""
        return [{**kept.data, "key": kept.key, "where": kept.where} for kept in self._kept]

    def _take(self, key: str, where: str, tell: Callable[[], Data]) -> None:
        if len(self._kept) == self._size and key > self._kept[-1].key:
            return
        same = next((kept for kept in self._kept if kept.key == key), None)
        if same is not None:
            if same.where <= where:
                return
            self._kept.remove(same)
        insort(self._kept, _Kept(key, where, tell()), key=_key)
        del self._kept[self._size :]


class Highest:
    """So many of the things met: those of the highest rank."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: list[tuple[Any, ...]] = []

    def add(self, rank: float, where: str, data: Data) -> None:
        """Meet a thing."""
        if len(self._kept) == self._size and (-rank, where) > self._kept[-1][:2]:
            return
        insort(self._kept, (-rank, where, data), key=_place)
        del self._kept[self._size :]

    def merge(self, told: Iterable[Data], rank: str) -> None:
        """Take in what another told; `rank` names the field that has the rank, if there is one."""
        for data in told:
            self.add(data.get(rank, 0), data["where"], data)

    def as_data(self) -> list[Data]:
        """Return what a file of statistics says of them, the highest first."""
        return [{**data, "where": where} for _, where, data in self._kept]


def _key(kept: _Kept) -> str:
    return kept.key


def _place(kept: tuple[Any, ...]) -> tuple[Any, ...]:
    return kept[:2]
