"""Indicators over a million cases, beside what the same database takes to count them once.

The rows are made by the database, as they would lie there after years: what is measured is how a
question is answered, not how it came about. From the log alone indicators are counted over the log
of the street, whose events are real.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median, quantiles
from time import perf_counter

import psycopg

from application.queries.figures import Cohort, Group
from application.scenarios.clock import StoryClock
from application.use_cases.request import Caller
from domain.calendar.local_time import start_of
from domain.indicators.facts import Fact, bits_of
from infrastructure.projections.indicator_facts import INDICATOR_FACTS
from interfaces.bootstrap import wired
from tests.benchmarks.measure import Sample
from tests.benchmarks.results import COUNT_ALL, FROM_LOG, Line, Target, line
from tests.benchmarks.street import FOUNDER, MASTER_KEY, Street, street

_PACK, _PLACE, _BY = "kundulun", "million", Caller("fan")
_NOW = datetime(2021, 12, 31, 1, tzinfo=UTC)
_LIMIT = 0.050  # seconds
_TURNS = 3
_EVIDENCE = "evidence, a page of 1,000"
_TAIL = 20  # the last of so many parts is the p95
_OCTOBER = Cohort(since=start_of(date(2021, 10, 1)), until=start_of(date(2021, 11, 1)))
Task = Callable[[str, int], AbstractContextManager[Callable[[], None]]]

_CASE = [Fact.CASE, Fact.UPLOADED, Fact.ROUTED, Fact.ACCEPTED, Fact.BOUND]
_CLOSED = [*_CASE, Fact.DISPOSED, Fact.CLOSED, Fact.CLOSED_WITH_BOUND]
_MIX = (
    # share of a hundred, facts
    (60, [*_CLOSED, Fact.DISPOSED_IN_TIME, Fact.CLOSED_IN_TIME]),
    (25, [*_CLOSED, Fact.DISPOSED_IN_TIME, Fact.CLOSED_IN_TIME, Fact.CLOSING_RATED, Fact.SCORED]),
    (5, [*_CLOSED, Fact.REWORKED]),
    (3, [Fact.CASE, Fact.UPLOADED, Fact.MERGED]),
    (1, [*_CASE, Fact.OPEN, Fact.DEFERRED]),
    (6, [*_CASE, Fact.OPEN]),
)
_FILL = """
INSERT INTO indicator_facts_v1
SELECT %(place)s, gen_random_uuid(), '', m.facts, m.facts & %(open)s <> 0, %(pack)s,
    CASE WHEN m.facts & %(closed)s <> 0 THEN 'STREET' END,
    'g' || n %% 100, 'c' || n %% 8, 'k' || n %% 12, 'r' || n %% 50000,
    ARRAY['u' || n %% 60], ARRAY['u' || n %% 60], t.at, t.at,
    CASE WHEN m.facts & %(bound)s <> 0 THEN date_trunc('day', t.at) + interval '4 days' END,
    CASE WHEN m.facts & %(closed)s <> 0 THEN t.at + interval '2 days' END, NULL,
    CASE WHEN m.facts & %(scored)s <> 0 THEN 1 + n %% 5 END,
    2, 5, 4, 6, 7, 8, NULL, NULL, ARRAY[4], '{}', '{}'
FROM generate_series(1, %(cases)s) AS n
CROSS JOIN LATERAL (SELECT timestamptz '2020-01-01' + n %% 730 * interval '1 day'
    + n %% 600 * interval '1 minute' AS at) AS t
CROSS JOIN LATERAL (SELECT facts FROM unnest(%(beyond)s::int[], %(facts)s::bigint[])
    AS s (beyond, facts) WHERE n * 61 %% 100 < beyond ORDER BY beyond LIMIT 1) AS m
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run found.

    Attributes:
        seconds: of each answer, by question.
        counting: of ``count(*)`` over the same rows.
        from_log: events per second, folded and counted from the log alone.
    """

    cases: int
    seconds: Mapping[str, Sequence[float]]
    counting: Sequence[float]
    from_log: Sequence[Sample]

    def lines(self) -> list[Line]:
        """For the table."""
        return [
            line(COUNT_ALL, 1, [_sample(self.counting)]),
            *(line(name, 1, [_sample(found)]) for name, found in self.seconds.items()),
            line(FROM_LOG, 1, self.from_log),
        ]

    def targets(self) -> list[Target]:
        """Every question within the limit, and well within one count of the rows."""
        figures = [found for name, found in self.seconds.items() if name != _EVIDENCE]
        slowest = max(map(_p95, figures))
        typical = median(map(median, figures))
        return [
            Target(f"p95 of the slowest figure over {self.cases:,} cases / 50 ms", 1.0,
                   least=False, measured=slowest / _LIMIT),
            Target(f"a figure over {self.cases:,} cases / count(*) of them", 1.0,
                   least=False, measured=typical / median(self.counting)),
        ]  # fmt: skip


def measured(dsn: str, task: Task, *, cases: int, answers: int) -> Figures:
    """Ask each question so often, over so many cases."""
    clock = StoryClock(_NOW)
    with wired(dsn, master_key=MASTER_KEY, clock=clock) as wiring:
        wiring.service.organisation.open_jurisdiction(_PLACE, _PACK, "fan", body="top")
        _fill(dsn, cases, wiring.service.packs.current(_PLACE, _NOW.date()).ref)
        desk = wiring.service.queries
        asked: dict[str, Callable[[], object]] = {
            "closure": lambda: desk.indicator(_PLACE, _BY, "closure"),
            "closed on time, of all due": lambda: desk.indicator(
                _PLACE, _BY, "closing_in_time_rate_deferred"
            ),
            "unrated": lambda: desk.indicator(_PLACE, _BY, "unrated"),
            "closure of a month": lambda: desk.indicator(_PLACE, _BY, "closure", cohort=_OCTOBER),
            "closure of a unit": lambda: desk.indicator(
                _PLACE, _BY, "closure", cohort=Cohort(unit="u7")
            ),
            "closure by month": lambda: desk.series(_PLACE, _BY, "closure", Group.MONTH),
            "closure by unit": lambda: desk.series(_PLACE, _BY, "closure", Group.UNIT),
            _EVIDENCE: lambda: desk.indicator_evidence(_PLACE, _BY, "closure"),
        }
        found: dict[str, Sequence[float]] = {}
        with task(f"figures over {cases:,} cases", len(asked) * answers) as step:
            for name, question in asked.items():
                question()
                found[name] = [_timed(question, step) for _ in range(answers)]
        counting = _counted(dsn)
        with street(dsn) as town, task("figures from the log alone", _TURNS) as step:
            from_log = [_folded(town, step) for _ in range(_TURNS)]
    return Figures(cases, found, counting, from_log)


def _fill(dsn: str, cases: int, pack: str) -> None:
    beyond = [sum(share for share, _ in _MIX[: place + 1]) for place in range(len(_MIX))]
    with psycopg.connect(dsn, autocommit=True) as owner, owner.cursor() as cursor:
        cursor.execute(
            _FILL,
            {
                "place": _PLACE,
                "pack": pack,
                "cases": cases,
                "open": Fact.OPEN.bit,
                "closed": Fact.CLOSED.bit,
                "bound": Fact.BOUND.bit,
                "scored": Fact.SCORED.bit,
                "beyond": beyond,
                "facts": [bits_of(facts) for _, facts in _MIX],
            },
        )
        INDICATOR_FACTS.sum_up(cursor)
        cursor.execute("VACUUM ANALYZE indicator_facts_v1, indicator_counts_v1")


def _counted(dsn: str, times: int = 5) -> list[float]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        return [
            _timed(
                lambda: connection.execute(
                    "SELECT count(*) FROM indicator_facts_v1 WHERE jurisdiction = %s", [_PLACE]
                ).fetchone(),
                lambda: None,
            )
            for _ in range(times)
        ]


def _folded(town: Street, step: Callable[[], None]) -> Sample:
    events = 0

    def report(read: int, _total: int) -> None:
        nonlocal events
        events = read

    began = perf_counter()
    town.service.queries.values(town.jurisdiction, FOUNDER, from_log=report)
    step()
    return Sample(events / (perf_counter() - began))


def _timed(question: Callable[[], object], step: Callable[[], None]) -> float:
    began = perf_counter()
    question()
    seconds = perf_counter() - began
    step()
    return seconds


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=_TAIL)[-1]


def _sample(seconds: Sequence[float]) -> Sample:
    return Sample(1 / median(seconds), median(seconds), _p95(seconds))
