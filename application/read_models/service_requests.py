"""Cases as Open311 asks for them: by the time they were reported, not by their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
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


class ServiceRequestRows(Protocol):
    """Lines of cases that have a category; without one there is no service they belong to."""

    def of(self, jurisdiction: str, case_ids: Sequence[UUID]) -> Sequence[CaseRow]:
        """Those cases as they stand now, whoever may see them, in the order of their ids."""
        ...

    def within(
        self, jurisdiction: str, scope: Scope, which: Span, *, limit: int
    ) -> Sequence[CaseRow]:
        """Cases of a span that the scope may see or its person took in, the latest first.

        What has changed since the read models were last brought up is shown as it stands; a case
        reported since then is not listed yet.
        """
        ...
