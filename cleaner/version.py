"""The version of the program, as the edit log names it."""

__version__ = "1.0.0"
