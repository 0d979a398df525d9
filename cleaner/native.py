"""Native code: what this package does in C++ where it was installed with a compiler, or from a wheel.

It covers what is known of one line and of what stands around it, and folding: the same results as from Python, in half
of the whole time on real pages. `CLEANER_PURE=1` leaves it out.
"""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

__all__ = ["is_left_out", "native"]

PURE = "CLEANER_PURE"
"""The environment variable that, if it is not empty, says not to use native code."""

is_left_out = bool(os.environ.get(PURE))
"""Whether somebody said so."""

if TYPE_CHECKING:
    import cleaner._native as native
else:
    native = None
    if not is_left_out:
        with suppress(ImportError):
            import cleaner._native as native
