"""What a process counts for Prometheus.

Labels have few values: templates of routes, names from the catalogue, codes of refusals, codes of
jurisdictions; never an id, a path or a text.

The processes of one service each count for themselves in files of one folder (``shared_counters``).
Whoever answers on the admin port adds them up: counters and histograms are sums over all processes
that ever ran there, pools are sums over those that live.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from infrastructure.observation.shared_counters import FOLDER

_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # one series more for each
        own = CollectorRegistry()
        self.requests = Histogram(
            "closeout_http_request_duration_seconds",
            "Time to the complete answer, to the first byte of a stream.",
            ["method", "route", "status"],
            registry=own,
            buckets=_SECONDS,
        )
        self.problems = Counter(
            "closeout_http_problems",
            "Requests answered with a problem, by its permanent code.",
            ["code"],
            registry=own,
        )
        self.commands = Counter(
            "closeout_commands",
            "Commands by name and by what became of them.",
            ["command", "outcome"],
            registry=own,
        )
        self.refusals = Counter(
            "closeout_security_refusals",
            "Lines written to the security log (ENV-05).",
            ["code"],
            registry=own,
        )
        self.projected = Counter(
            "closeout_projected_events",
            "Events this process brought into read models.",
            registry=own,
        )
        self.reacted = Counter(
            "closeout_reacted_events",
            "Positions of the log that this process's reactions went on, each for itself.",
            registry=own,
        )
        self.swept = Counter(
            "closeout_swept_cases", "Cases changed because something was due.", registry=own
        )
        pools = Gauge(
            "closeout_pool_requests",
            "Requests that hold a thread or wait for one.",
            ["pool"],
            registry=own,
            multiprocess_mode="livesum",
        )
        self._limits = Gauge(
            "closeout_pool_threads",
            "Threads that carry them out.",
            ["pool"],
            registry=own,
            multiprocess_mode="livesum",
        )
        self.pools: Mapping[str, Gauge] = {
            name: pools.labels(pool=name) for name in ("commands", "reads")
        }
        if FOLDER in os.environ:
            self.registry = CollectorRegistry()
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]  # has no types
        else:
            self.registry = own

    def ended(
        self, *, method: str, route: str, status: int, code: str | None, seconds: float
    ) -> None:
        """A request was answered."""
        self.requests.labels(method, route, str(status)).observe(seconds)
        if code is not None:
            self.problems.labels(code).inc()

    def threads(self, **limits: int) -> None:
        """How many threads each pool has."""
        for pool, threads in limits.items():
            self._limits.labels(pool=pool).set(threads)


def exposition(*registries: CollectorRegistry) -> tuple[str, bytes]:
    """All that registries hold, as Prometheus reads it, with its media type."""
    return CONTENT_TYPE_LATEST, b"".join(map(generate_latest, registries))
