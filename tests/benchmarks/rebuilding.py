"""``closeout rebuild`` beside its limit: the log copied out of the database and thrown away.

What counts is rows of the log per second of wall time, of a whole rebuild: processes started, all
read models filled and indexed, caught up and swapped. The limit reads the same rows over one
stream, as fast as libpq hands them out; two streams are measured for comparison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from statistics import median
from time import perf_counter
from uuid import UUID

import psycopg
from psycopg import sql

from application.use_cases.cases.close_case import CloseCase
from application.use_cases.cases.give_feedback import GiveFeedback
from application.use_cases.cases.note_follow_up import NoteFollowUp
from application.use_cases.cases.report_resolution import ReportResolution
from application.use_cases.cases.report_result_to_head import ReportResultToHead
from application.use_cases.command import CaseCommand
from application.use_cases.request import Caller
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from infrastructure.projections.rebuild import rebuild
from tests.benchmarks.measure import Sample
from tests.benchmarks.street import ANNA, NOTE, UMA, Street

COPY, TWO_COPIES, REBUILD = "copy", "two_copies", "rebuild"
TITLES = {
    COPY: "COPY events TO STDOUT (FORMAT binary)",
    TWO_COPIES: "the same, two streams of half the log each",
    REBUILD: "closeout rebuild",
}
TARGET = 0.25
"""Of one stream."""

_NOTES = 3
FINISHING = _NOTES + 4
"""Events that ``finish`` adds."""

_YEARS = """
UPDATE events SET state = convert_to(
    replace(
        convert_from(state, 'UTF8'),
        '"2021-',
        format('"%%s-', 1000 + ('x' || left(aggregate_id::text, 4))::bit(16)::int %% 8000)
    ), 'UTF8')
 WHERE jurisdiction = %s AND aggregate_id IN (SELECT case_id FROM case_heads_v1)
"""


def finish(town: Street, case_id: UUID) -> None:
    """Bring a prepared case to its closing, as nearly all of a log of years are."""
    steps: Sequence[tuple[Caller, CaseCommand]] = [
        *[(ANNA, NoteFollowUp(case_id=case_id, note=f"{n}: {NOTE}")) for n in range(_NOTES)],
        (UMA, GiveFeedback(case_id=case_id, content=NOTE)),
        (UMA, ReportResolution(case_id=case_id, measures=NOTE)),
        (ANNA, ReportResultToHead(case_id=case_id, result=NOTE)),
        (ANNA, CloseCase(case_id=case_id, verification=NOTE)),
    ]
    for number, (caller, command) in enumerate(steps):
        key = f"{case_id.hex}-{number}"
        town.service.cases.execute(town.jurisdiction, caller, command, key=key)


def spread_over_years(dsn: str, jurisdiction: str) -> None:
    """Give each case of a filled log a year of its own.

    A rebuild remembers instants that it has packed before, and with those of the few cases that a
    log was multiplied from it would never meet a new one. Tables are as after years of appending.
    """
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute(_YEARS, [jurisdiction])
        owner.execute("VACUUM (FULL, ANALYZE) events")
        owner.execute("CHECKPOINT")


def measure(dsn: str, rounds: int, step: Callable[[], None]) -> Mapping[str, Sequence[Sample]]:
    """Each contender in turn, so that a busy minute slows all of them.

    Args:
        dsn: the owner's, of a filled log; its read models are made anew.
        step: called after each turn.
    """
    samples: dict[str, list[Sample]] = defaultdict(list)
    with closing(Sessions(dsn)) as sessions, closing(PostgresEventLog(sessions)) as log:
        runs: Mapping[str, Callable[[], Sample]] = {
            COPY: partial(_copied, dsn, 1),
            TWO_COPIES: partial(_copied, dsn, 2),
            REBUILD: partial(_rebuilt, dsn, log),
        }
        for _ in range(rounds):
            for name, run in runs.items():
                samples[name].append(run())
                step()
    return samples


def ratio(samples: Mapping[str, Sequence[Sample]], limit: str = COPY) -> float:
    """Of a rebuild's rate to that of a limit, round by round; their median."""
    pairs = zip(samples[REBUILD], samples[limit], strict=True)
    return median(ours.rate / theirs.rate for ours, theirs in pairs)


def _rebuilt(dsn: str, log: PostgresEventLog) -> Sample:
    done = rebuild(dsn, log)
    return Sample(done.events / done.seconds)


def _copied(dsn: str, streams: int) -> Sample:
    with ThreadPoolExecutor(streams) as threads:
        began = perf_counter()
        rows = sum(threads.map(partial(_stream, dsn, streams), range(streams)))
        return Sample(rows / (perf_counter() - began))


def _stream(dsn: str, streams: int, number: int) -> int:
    """Copy a share of the table's pages out; returns rows."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        statement = b"COPY events TO STDOUT (FORMAT binary)"
        if streams > 1:
            found = connection.execute("SELECT pg_relation_size('events') / 8192").fetchone()
            assert found is not None, "a query without a table has one row"
            bounds = [found[0] * n // streams for n in (number, number + 1)]
            statement = (
                sql.SQL(
                    "COPY (SELECT * FROM events WHERE ctid >= {}::tid AND ctid < {}::tid) "
                    "TO STDOUT (FORMAT binary)"
                )
                .format(*[sql.Literal(f"({page},0)") for page in bounds])
                .as_bytes(connection)
            )
        raw = connection.pgconn
        raw.exec_(statement)
        rows = -1  # the end of the data is one more
        while raw.get_copy_data(0)[0] > 0:
            rows += 1
        while raw.get_result():
            pass
        return rows
