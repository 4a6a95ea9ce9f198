"""What a scenario can ask: the service, and whoever asks it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from application.read_models.as_of import AsOf
from domain.calendar.local_time import local_date
from domain.kernel import Value

if TYPE_CHECKING:
    from application.read_models.pages import Page
    from application.service import Service
    from application.use_cases.request import Caller

Row = TypeVar("Row")

PAGE = 200
"""Rows that a question takes at a time."""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom a question is put to, by whom, and as of when.

    Attributes:
        now: the instant of the story.
        as_of: None: as it stands now.
    """

    service: Service
    jurisdiction: str
    caller: Caller
    now: datetime
    as_of: AsOf | None


class Question(Value):
    """A query with its filters. Its docstring says what the answer holds."""

    NAME: ClassVar[str]

    @abstractmethod
    def answer(self, asked: Asked) -> Any:
        """The answer: mappings, lists and single values."""


def facts_of(row: Any) -> dict[str, Any]:
    """A row's columns by name."""
    return {each.name: getattr(row, each.name) for each in fields(row)}


def last_day(due_at: datetime | None) -> date | None:
    """The last local day on which an act is in time; the bound is exclusive."""
    return local_date(due_at - _MOMENT) if due_at is not None else None


def every(asked: Asked, query: Callable[..., Page[Row, Any]], which: object) -> Sequence[Row]:
    """Every page of a list, one after the other."""
    read = partial(query, asked.jurisdiction, asked.caller, which, limit=PAGE, as_of=asked.as_of)
    page = read()
    found = [*page.items]
    while page.next is not None:
        page = read(after=page.next)
        found += page.items
    return found
