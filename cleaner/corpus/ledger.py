"""The ledger: what a run counts, logs and reports of everything that comes along the road."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.records import REMEDY
from cleaner.corpus.source import Source
from cleaner.errors import CleanerError, InputError
from cleaner.formats.files import shown
from cleaner.formats.log import LogWriter, Sink, to_json
from cleaner.text.edits import Edit

if TYPE_CHECKING:  # only a run with statistics needs it
    from cleaner.corpus.observer import Observer

MAX_ERRORS_REPORTED = 10
"""Bad records of a file that are reported one by one."""

MAX_REJECTED_BYTES = 1 << 24
"""Bytes of a bad record that are written to the rejects; of longer ones the beginning."""

MAX_VALUES_CAPTURED = 100
"""Values of one field that are captured of a document; articles have one or two."""


@dataclass(slots=True)
class Tally:
    """What was counted."""

    documents: int = 0
    changed: int = 0
    over_cap: int = 0
    failed: int = 0
    lines: int = 0
    removed: int = 0
    edits: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    """Edits by rule id."""


class Ledger:
    """Takes note of pieces, file by file."""

    def __init__(
        self,
        report: Callable[[str], None],
        *,
        log: LogWriter | None = None,
        captures: Sink | None = None,
        observer: "Observer | None" = None,
        rejects: Sink | None = None,
        is_strict: bool = False,
        is_quiet: bool = False,
    ) -> None:
        """`report` shows a message to the user; `is_strict` raises the first error instead of reporting it."""
        self.tally = Tally()
        self._report, self._log, self._captures, self._rejects = report, log, captures, rejects
        self._observer = observer
        self._is_strict, self._is_quiet = is_strict, is_quiet
        self._file = _File("")
        self._remedies: set[str] = set()  # that were said

    def begin(self, path: str, source: Source) -> None:
        """Begin a file."""
        records = source.settings.head_of(path)
        self._file = _File(path, is_records=bool(records))
        if self._log is not None:
            self._log.begin(path, source.settings.encoding, records)
        if self._observer is not None:
            self._observer.begin(path, source)
        if source.hint and not self._is_quiet:
            self._report(f"cleaner: {_name(path)} {source.hint}")

    def add(self, piece: Cleaned) -> None:
        """Take note of a piece. Raises its error if the run is strict."""
        tally, file = self.tally, self._file
        if piece.error is not None:
            if self._is_strict:
                raise piece.error
            tally.failed += 1
            self._tell(f"cleaner: {piece.error if piece.record is None else self._once(piece.error)}")
            self._reject(piece.error, piece)
        tally.documents += piece.documents
        file.parts += 1
        edits = piece.edits
        tally.lines += piece.lines
        if edits:
            tally.removed += sum(edit.removes_line for edit in edits)
            tally.edits += len(edits)
            tally.rules.update(edit.rule for edit in edits)
            tally.changed += file.is_records or not file.is_changed
            file.is_changed = True
        if piece.over_cap is not None:
            self._leave_alone(piece, piece.over_cap)
        if self._log is not None:
            self._log.add(
                piece.before,
                piece.after,
                edits,
                chars=piece.chars,
                record=piece.record,
                records=piece.records,
                literal=piece.literal,
            )
        if self._captures is not None:
            self._capture(edits, piece.record)
        if self._observer is not None:
            self._observer.add(piece)

    def end(self) -> None:
        """End the file."""
        file = self._file
        if self._log is not None:
            self._log.end()
        if self._observer is not None:
            self._observer.end()
        if self._captures is not None and file.captured:
            self._captures.write(to_json({"document": shown(file.path), "fields": file.captured}))
        if file.parts > 1 and not file.is_records and not self._is_quiet:
            self._report(
                f"cleaner: {_name(file.path)} is long, so it was decided in {file.parts} parts; see the documentation of clean"
            )
        if file.untold and not self._is_quiet:
            self._report(f"cleaner: {_name(file.path)}: {file.untold} more such messages are not shown")

    def fail(self, error: CleanerError) -> None:
        """Take note of a file that could not be read, or not to its end. Raises the error if the run is strict."""
        if self._is_strict:
            raise error
        self.tally.failed += 1
        if self._log is not None:
            self._log.close()
        if self._observer is not None:
            self._observer.fail(error)
        self._report(f"cleaner: {error}")
        self._reject(error)

    def _reject(self, error: CleanerError, piece: Cleaned | None = None) -> None:
        """Write what failed: a file that could not be read, or a record with its bytes."""
        if self._rejects is None:
            return
        rejected: dict[str, Any] = {"document": shown(self._file.path if piece else error.where)}
        if piece is not None:
            data = piece.before[:MAX_REJECTED_BYTES].decode("utf-8", "surrogateescape")
            cut = {"cut": True} if len(piece.before) > MAX_REJECTED_BYTES else {}
            rejected |= {} if piece.record is None else {"record": piece.record}
            rejected |= {"data": data, **cut}
        self._rejects.write(to_json({**rejected, "problem": error.what}))

    def _leave_alone(self, piece: Cleaned, share: float) -> None:
        self.tally.over_cap += 1
        place = self._file.path if piece.record is None else f"{self._file.path}:{piece.record}"
        if not self._is_quiet:
            self._tell(
                f"cleaner: {place}: {share:.0%} of its content would be removed, more than --max-removed allows; it was passed through unchanged"
            )

    def _once(self, error: InputError) -> InputError:
        """Return what is wrong with a record; what to do about it, only the first time in a run."""
        if error.remedy not in self._remedies:
            self._remedies.add(error.remedy)
            return error
        return InputError(error.where, error.what, REMEDY)

    def _tell(self, message: str) -> None:
        """Report what was found of a document; of one file only so many times."""
        if self._file.told < MAX_ERRORS_REPORTED:
            self._file.told += 1
            self._report(message)
        else:
            self._file.untold += 1

    def _capture(self, edits: Sequence[Edit], record: int | None) -> None:
        captured = self._file.captured if record is None else {}
        for edit in edits:
            for name, value in edit.fields.items():
                values = captured.setdefault(name, [])
                if len(values) < MAX_VALUES_CAPTURED:
                    values.append(value)
        if record is not None and captured and self._captures is not None:
            place = shown(f"{self._file.path}:{record}")
            self._captures.write(to_json({"document": place, "fields": captured}))


@dataclass(slots=True)
class _File:
    """What is known of the file at hand."""

    path: str
    is_records: bool = False
    is_changed: bool = False
    parts: int = 0
    told: int = 0
    untold: int = 0
    captured: dict[str, list[str]] = field(default_factory=dict)


def _name(path: str) -> str:
    return "standard input" if path == "-" else path
