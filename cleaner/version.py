"""The version of the program, as the edit log names it."""

__version__ = "0.1.0"
