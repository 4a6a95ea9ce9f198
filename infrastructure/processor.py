"""Where a process of the service runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_core(number: int | None = None) -> Iterator[None]:
    """Keep this thread, and those it starts meanwhile, to one of the cores it may use.

    Python code of one process runs on one core at a time. Left to several, its threads hand the
    interpreter from core to core with every blocking call and find each cache cold: that costs up
    to half of the commands per second. More cores are used by more processes. Where the system
    cannot do it, nothing changes.

    Args:
        number: which of them, counted from 0 and round again; None: any.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(
        0, {sorted(allowed)[(os.getpid() if number is None else number) % len(allowed)]}
    )
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
