"""Dolma attributes: the edits of records as spans beside documents that stay as they are.

Dolma's mixer takes the spans out. It looks for attributes under the path of the documents, `documents` replaced by
`attributes/NAME`, and wants a line for every document: https://github.com/allenai/dolma/blob/main/docs/data-format.md
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import orjson

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.road import CleanedFile
from cleaner.errors import ConfigError
from cleaner.formats.log import adjacent, to_json
from cleaner.text.edits import Edit

REMOVED, CHANGED = "removed", "changed"
"""What is done to spans: they are taken out, or get another text, which the mixer cannot do."""


class Attributes:
    """Turns files of records into files of attributes, and counts the spans that the mixer cannot carry out."""

    def __init__(self, name: str) -> None:
        """`name` begins the names of the attributes: `NAME__removed` and `NAME__changed`."""
        self._name = name
        self.changed = 0

    def of(self, file: CleanedFile) -> CleanedFile:
        """Return a file whose bytes are attributes. Its pieces raise `ConfigError` for what has no id: the run ends."""
        return file._replace(pieces=self._pieces(file))

    def _pieces(self, file: CleanedFile) -> Iterator[Cleaned]:
        for piece in file.pieces:
            if piece.record is None:
                raise ConfigError(
                    "--dolma", f"{file.path} has no records", "give JSON lines, or --format jsonl"
                )
            lines = piece.before.splitlines(keepends=True) if not piece.edits else [piece.before]
            rows = [
                self._row(line, f"{file.path}:{number}", piece.edits)
                for number, line in enumerate(lines, piece.record)
                if not line.isspace()
            ]
            yield replace(piece, after=b"".join(rows))

    def _row(self, line: bytes, where: str, edits: Sequence[Edit]) -> bytes:
        try:
            record = orjson.loads(line)
        except ValueError:
            record = None
        name = record.get("id") if isinstance(record, dict) else None
        if not isinstance(name, str):
            what = f"{where} has no text in field 'id', which Dolma needs"
            raise ConfigError("--dolma", what, "add ids first")
        spans: dict[str, list[list[float]]] = {}
        for place in adjacent(edits):
            for is_removed, group in groupby(place, lambda edit: not edit.new):
                members = list(group)
                spans.setdefault(f"{self._name}__{REMOVED if is_removed else CHANGED}", []).append(
                    [members[0].start, members[-1].end, 1.0]
                )
                self.changed += 0 if is_removed else len(members)
        return to_json({"id": name, "attributes": spans})
