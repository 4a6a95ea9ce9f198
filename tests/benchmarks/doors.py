"""The doors: the API, its live feed and a rebuild, on one log with many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

import psycopg

from tests.benchmarks import rebuilding, web
from tests.benchmarks.fan_out import Delivery, FanOut
from tests.benchmarks.filling import fill
from tests.benchmarks.measure import Sample
from tests.benchmarks.results import AT, CREATE, FOLLOW, LIST, READ, Line, Target, line
from tests.benchmarks.street import EVENTS_PER_CASE, street
from tests.benchmarks.street_cases import case_ids, open_cases

Task = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Shows the progress of so many steps under a title."""

_DIGESTED, _FILLED = 120, 1_200  # seconds for one contender's writes, and for all the filling
_WARM_UP = 0.5


@dataclass(frozen=True, slots=True)
class Doors:
    """What was measured at the doors.

    Attributes:
        requests: by what was asked.
        delivered: rounds of the live feed.
        rebuilt: rebuilds and their limits, by name.
    """

    requests: Mapping[str, Sequence[Sample]]
    delivered: Sequence[Delivery]
    rebuilt: Mapping[str, Sequence[Sample]]

    def lines(self) -> list[Line]:
        """The table."""
        followed = [Sample(one.rate, one.p50, one.p95) for one in self.delivered]
        streams = max((one.streams for one in self.delivered), default=0)
        return [
            *(line(name, AT, found) for name, found in self.requests.items()),
            line(FOLLOW, streams, followed),
            *(line(name, 1, found) for name, found in self.rebuilt.items()),
        ]

    def targets(self) -> list[Target]:
        """What the product promises on two cores with everything on them."""

        def rate(name: str) -> float:
            return median(sample.rate for sample in self.requests[name])

        listed = median(sample.p95 or 0.0 for sample in self.requests[LIST])
        followed = median(one.p99 for one in self.delivered)
        at = f"{AT} clients"
        return [
            Target(f"create a case, per second, {at}", 400, least=True, measured=rate(CREATE)),
            Target(f"read a case, per second, {at}", 1_000, least=True, measured=rate(READ)),
            Target(f"list 50 cases, per second, {at}", 400, least=True, measured=rate(LIST)),
            Target(f"list 50 cases, p95 in ms, {at}", 25, least=False, measured=listed * 1e3),
            Target("live feed, 500 streams, p99, ms", 250, least=False, measured=followed * 1e3),
            Target(
                "rebuild / COPY events TO STDOUT",
                rebuilding.TARGET,
                least=True,
                measured=rebuilding.ratio(self.rebuilt),
            ),
        ]


def measured(  # on what, how often, for how long
    dsn: str, task: Task, *, cases: int, rounds: int, seconds: float, rebuilds: int
) -> Doors:
    """Measure all three, one after the other.

    Args:
        dsn: a street with some cases; half of them are closed, then all are multiplied.
        cases: that many in the end.
    """
    with task("fill the board", 1) as step, street(dsn) as town:
        for case_id in case_ids(dsn, town.jurisdiction)[::2]:
            rebuilding.finish(town, case_id)
        town.service.projector.catch_up()
        per_case = EVENTS_PER_CASE + rebuilding.FINISHING / 2
        fill(dsn, town.jurisdiction, int(cases * per_case), boards=True)
        _swept(dsn)
        every = case_ids(dsn, town.jurisdiction)
        followed = open_cases(dsn, town.jurisdiction)  # all with a unit, which follows them, too
        name = town.jurisdiction
        step()
    samples: dict[str, list[Sample]] = defaultdict(list)
    with web.door(dsn, name) as door, task("the API", 3 * (rounds + 1)) as step:
        _caught_up(dsn, name, within=_FILLED)
        runs = {CREATE: door.creating(), READ: door.reading(every), LIST: door.listing()}
        for turn in range(rounds + 1):
            for asked, request in runs.items():
                sample = door.run(request, AT, seconds if turn else _WARM_UP)
                if turn:
                    samples[asked].append(sample)
                _caught_up(dsn, name)
                step()
    following = FanOut(dsn, followed)
    with task("the live feed", rounds) as step:
        delivered = []
        for _ in range(rounds):
            delivered.append(following.run(seconds))
            step()
    with task("rebuild", rebuilds * len(rebuilding.TITLES)) as step:
        rebuilding.spread_over_years(dsn, name)
        rebuilt = rebuilding.measure(dsn, rebuilds, step)
    return Doors(samples, delivered, rebuilt)


def _caught_up(dsn: str, jurisdiction: str, within: int = _DIGESTED) -> None:
    """What follows the log digests what was written before the next contender begins.

    Raises:
        web.DoorShut: it did not within so many seconds.
    """
    lag = (
        "SELECT max(heads.position - followed.position) FROM log_heads AS heads "
        "JOIN tracking AS followed USING (jurisdiction) WHERE jurisdiction = %s"
    )
    with psycopg.connect(dsn, autocommit=True) as owner:
        for _ in range(within * 10):
            if owner.execute(lag, [jurisdiction]).fetchone() in {(0,), (None,)}:
                return
            owner.execute("SELECT pg_sleep(0.1)")
    raise web.DoorShut("what follows the log did not catch up")


def _swept(dsn: str) -> None:
    """As if the scheduler had been through: what years of bounds cost it is not the API's doing."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("UPDATE case_heads_v1 SET next_bound = NULL")
        owner.execute("VACUUM (ANALYZE) case_heads_v1")
