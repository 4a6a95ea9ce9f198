"""Days that a notice decides otherwise than the built-in tables, and years it adds."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from domain.kernel import Value

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _plain_day(value: object) -> date:
    # pydantic would read a bare number as seconds since 1970.
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("must be a date written YYYY-MM-DD")


class CalendarOverride(Value):
    """One day, worked or off, by an authority's word.

    Attributes:
        date: the local day.
        is_workday: True for a make-up working day, False for a day off.
        name: what the day is called in the notice.
        source_url, notice_no: where it is published; one of the two is required.
    """

    date: Annotated[date, BeforeValidator(_plain_day)]
    is_workday: bool
    name: Text
    source_url: Annotated[Text, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    notice_no: Text | None = None

    @model_validator(mode="after")
    def _says_who_decided(self) -> Self:
        if self.source_url is None and self.notice_no is None:
            raise ValueError("source_url or notice_no is required: a day without a source")
        return self


class CalendarOverrides(Value):
    """What one notice changes.

    Attributes:
        covers: years for which the notice is the complete table: weekdays of such a year that are
            not named are worked, weekend days not named are off. Naming no day of a covered year
            is refused, because that would be the plain Monday-to-Friday rule (CAL-03).
        days: by date, each date once. A year that was covered before keeps its other days.
    """

    covers: tuple[int, ...] = ()
    days: tuple[CalendarOverride, ...] = Field(min_length=1)

    @field_validator("covers")
    @classmethod
    def _years_in_order(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(years)))

    @field_validator("days")
    @classmethod
    def _days_in_order(cls, days: tuple[CalendarOverride, ...]) -> tuple[CalendarOverride, ...]:
        twice = [day for day, times in Counter(day.date for day in days).items() if times > 1]
        if twice:
            raise ValueError(f"named twice: {', '.join(map(str, sorted(twice)))}")
        return tuple(sorted(days, key=lambda day: day.date))

    @model_validator(mode="after")
    def _a_covered_year_names_its_days(self) -> Self:
        named = {day.date.year for day in self.days}
        if empty := [year for year in self.covers if year not in named]:
            raise ValueError(f"covers {', '.join(map(str, empty))} without naming any of its days")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 over the content, in hex; the order and format of the file do not matter."""
        content = json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(content.encode()).hexdigest()
