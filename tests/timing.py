"""The time that work takes: that of its thread alone, without the collector of garbage."""

import gc
from contextlib import contextmanager
from time import thread_time


class Stopwatch:
    """The seconds that some work has taken, once it is done."""

    seconds = 0.0


@contextmanager
def timed():
    """Measure what is done inside; neither other processes nor other threads count.

    The collector is off meanwhile: to look at what other tests left in this process takes longer than most work here.
    """
    watch = Stopwatch()
    gc.disable()
    try:
        begin = thread_time()
        yield watch
        watch.seconds = thread_time() - begin
    finally:
        gc.enable()
