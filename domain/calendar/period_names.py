"""How windows of months are named: ``2021``, ``2021H1``, ``2021Q1``, ``2021M04``.

Names of one period sort as their windows follow each other.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from domain.calendar.periods import Period, Window, window
from domain.kernel import Invalid

_LETTER: Final = {Period.HALF_YEAR: "H", Period.QUARTER: "Q", Period.MONTH: "M"}
_WRITTEN: Final = {
    Period.YEAR: re.compile(r"(\d{4})"),
    Period.HALF_YEAR: re.compile(r"(\d{4})H([12])"),
    Period.QUARTER: re.compile(r"(\d{4})Q([1-4])"),
    Period.MONTH: re.compile(r"(\d{4})M(0[1-9]|1[0-2])"),
}
_MONTHS: Final = {Period.HALF_YEAR: 6, Period.QUARTER: 3, Period.MONTH: 1}


class PeriodUnknown(Invalid):
    """A period is named as its rule counts: by years, halves, quarters or months."""

    code = "period-unknown"
    title = "Not a period of this rule"
    rule = "CAL-05"

    def __init__(self, named: str, period: Period) -> None:
        super().__init__(f"{named} names no {period}.")


def name_of(span: Window) -> str:
    """The name of a window of a year, a half, a quarter or a month.

    Raises:
        KeyError: windows of that period have no names.
    """
    if span.period is Period.YEAR:
        return f"{span.first_day.year}"
    number = (span.first_day.month - 1) // _MONTHS[span.period] + 1
    digits = f"{number:02}" if span.period is Period.MONTH else str(number)
    return f"{span.first_day.year}{_LETTER[span.period]}{digits}"


def named(name: str, period: Period) -> Window:
    """The window of that period with this name.

    Raises:
        PeriodUnknown: CAL-05.
    """
    written = _WRITTEN.get(period)
    found = written.fullmatch(name) if written is not None else None
    if found is None or not int(found.group(1)):
        raise PeriodUnknown(name, period)
    number = int(found.group(2)) if period is not Period.YEAR else 1
    month = 1 + (number - 1) * _MONTHS.get(period, 0)
    return window(period, date(int(found.group(1)), month, 1))
