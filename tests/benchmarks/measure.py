"""Drives a step from several threads for a while, and says how often and how fast it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from threading import Barrier
from time import perf_counter

from infrastructure.processor import one_core


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement.

    Attributes:
        rate: steps per second.
        p50, p95: seconds that a step took; None where only the rate was measured.
    """

    rate: float
    p50: float | None = None
    p95: float | None = None


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def drive(clients: int, seconds: float, step: Callable[[int], None]) -> Sample:
    """Let each client take one step after the other, in a process that keeps to one core.

    Args:
        step: takes the client's number, from 0.
    """
    gate = Barrier(clients)

    def client(number: int) -> tuple[list[float], float, float]:
        took: list[float] = []
        gate.wait()
        began = now = perf_counter()
        end = began + seconds
        while now < end:
            step(number)
            took.append(-now + (now := perf_counter()))
        return took, began, now

    with one_core(), ThreadPoolExecutor(clients) as threads:
        runs = list(threads.map(client, range(clients)))
    took = sorted(one for run in runs for one in run[0])
    elapsed = max(run[2] for run in runs) - min(run[1] for run in runs)
    return Sample(len(took) / elapsed, quantile(took, 0.5), quantile(took, 0.95))
