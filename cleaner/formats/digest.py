"""Digests: how many bytes and code points a text has, and its hash."""

from typing import Any


class Digest:
    """Counts and hashes what passes: bytes, code points where they matter, SHA-256."""

    def __init__(self) -> None:
        import hashlib  # noqa: PLC0415 — most runs keep no log

        self.bytes = 0
        self.chars = 0
        self._hash = hashlib.sha256()

    def add(self, data: bytes, chars: int = 0) -> None:
        """Take in bytes, and how many code points they are."""
        self.bytes += len(data)
        self.chars += chars
        self._hash.update(data)

    @property
    def sha256(self) -> str:
        """The hash so far, as hexadecimal digits."""
        return self._hash.hexdigest()

    def sizes(self, *, has_chars: bool) -> dict[str, Any]:
        """Return what the edit log writes of it."""
        chars = {"chars": self.chars} if has_chars else {}
        return {"bytes": self.bytes, **chars, "sha256": self.sha256}
