"""Cases as Open311 asks for them: by the time they were reported, not by their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self
from uuid import UUID

from application.directory import Scope
from application.read_models.case_row import CaseRow


class By(StrEnum):
    """Which instant of a case a span is about."""

    REPORTED = "REPORTED"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which cases a list shows, the latest first.

    Attributes:
        start, end: inclusive.
        categories: empty: all that have one.
        is_open: None: both.
    """

    by: By = By.REPORTED
    start: datetime
    end: datetime
    categories: frozenset[str] = frozenset()
    is_open: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """What of a case's line is told over Open311, and who may be told; fields as in ``CaseRow``.

    A list has a thousand of them and no other field of the wide line.
    """

    case_id: UUID
    version: int
    pack: str
    category: str | None
    state: str
    is_open: bool
    grid_id: str | None
    community_id: str | None
    reporter_ref: str | None
    taken_in_by: str
    units: Sequence[str]
    units_ever: Sequence[str]
    lead: str | None
    reported_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None

    @classmethod
    def of(cls, row: CaseRow) -> Self:
        """Those fields of a whole line."""
        return cls(**{name: getattr(row, name) for name in SERVICE_COLUMNS})


SERVICE_COLUMNS = tuple(field.name for field in fields(ServiceRow))
"""Names of the fields, in their order."""


class ServiceRequestRows(Protocol):
    """Lines of cases that have a category; without one there is no service they belong to."""

    def of(self, jurisdiction: str, case_ids: Sequence[UUID]) -> Sequence[ServiceRow]:
        """Those cases as they stand now, whoever may see them, in the order of their ids."""
        ...

    def within(
        self, jurisdiction: str, scope: Scope, which: Span, *, limit: int
    ) -> Sequence[ServiceRow]:
        """Cases of a span that the scope may see or its person took in, the latest first.

        What has changed since the read models were last brought up is shown as it stands; a case
        reported since then is not listed yet.
        """
        ...
