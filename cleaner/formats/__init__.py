"""Bytes to documents and back: files, compression, plain text, records, the edit log."""
