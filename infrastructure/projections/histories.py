"""Whole histories of cases, from pages of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol
from uuid import UUID

from domain.cases.case import Case
from domain.kernel import Event
from infrastructure.event_log.reading import LogRow
from infrastructure.projections.case_board import CASE_BOARD
from infrastructure.projections.case_heads import CASE_HEADS
from infrastructure.projections.close_out_register import CLOSE_OUT_REGISTER
from infrastructure.projections.feedback_obligations import FEEDBACK_OBLIGATIONS
from infrastructure.projections.table import CaseTable

PROJECTED: Sequence[CaseTable[Any]] = (CASE_BOARD, FEEDBACK_OBLIGATIONS, CLOSE_OUT_REGISTER)
"""Read models that follow the log."""

HOT: Sequence[CaseTable[Any]] = (CASE_HEADS,)
"""Read models written in the appending transaction."""

TABLES: Sequence[CaseTable[Any]] = (*HOT, *PROJECTED)

TRACKING = "case_read_models"
"""Name under which the followers of the log keep their position."""


class Log(Protocol):
    """The log, read in pages."""

    def head(self, jurisdiction: str) -> int: ...
    def decode(self, row: LogRow) -> Event: ...
    def events_after(
        self, jurisdiction: str, position: int, limit: int, *, up_to: int | None = None
    ) -> Sequence[LogRow]: ...
    def streams_of(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID], up_to_position: int | None = None
    ) -> Mapping[UUID, Sequence[LogRow]]: ...
    def stream_all(
        self, jurisdiction: str, *, up_to: int, first: UUID = ..., last: UUID = ...
    ) -> Iterator[LogRow]: ...


def case_histories(log: Log, rows: Iterable[LogRow]) -> Iterator[Sequence[Event]]:
    """The history of each case among rows ordered by aggregate and version.

    Other aggregates are passed over without decoding them.
    """
    for _, group in groupby(rows, key=attrgetter("aggregate_id")):
        stream = list(group)
        if stream[0].topic == Case.Reported.TOPIC:
            yield [log.decode(row) for row in stream]


def histories_of(
    log: Log, jurisdiction: str, aggregate_ids: Sequence[UUID], up_to: int
) -> Iterator[Sequence[Event]]:
    """The histories of the cases among these aggregates, up to a position of the log."""
    streams = log.streams_of(jurisdiction, aggregate_ids, up_to)
    for stream in streams.values():
        yield from case_histories(log, stream)
