"""What the calendar can refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.kernel import Conflict, Invalid


class CalendarMissing(Conflict):
    """Nobody has said yet which days of that year are worked, so no date can be promised."""

    code = "calendar-missing"
    title = "No working-day table for that year"
    rule = "CAL-03"

    def __init__(self, day: date, version: str, years: Iterable[int]) -> None:
        self.day = day
        self.version = version
        super().__init__(
            f"there is no working-day table for {day.year}, needed for {day.isoformat()}: "
            f"calendar {version} covers {_spans(years)}; import the notice for {day.year} first"
        )

    def facts(self) -> Mapping[str, object]:
        """The day that could not be judged and the calendar that was asked."""
        return {
            "year": self.day.year,
            "date": self.day.isoformat(),
            "calendar_version": self.version,
        }


class CalendarFileInvalid(Invalid):
    """A file of calendar overrides cannot be used; nothing of it has been."""

    code = "calendar-file-invalid"
    title = "Calendar file cannot be used"
    rule = "CAL-03"

    def __init__(self, file: str, problems: Iterable[tuple[int, str]]) -> None:
        """``problems`` are pairs of line number, from 1, and what is wrong there."""
        self.file = file
        self.problems = tuple(sorted(problems))
        super().__init__("; ".join(f"{file}:{line}: {text}" for line, text in self.problems))

    def facts(self) -> Mapping[str, object]:
        """The file and each problem with its line."""
        return {
            "file": self.file,
            "problems": [{"line": line, "problem": text} for line, text in self.problems],
        }


def _spans(years: Iterable[int]) -> str:
    spans: list[tuple[int, int]] = []
    for year in sorted(years):
        if spans and spans[-1][1] == year - 1:
            spans[-1] = (spans[-1][0], year)
        else:
            spans.append((year, year))
    texts = (str(low) if low == high else f"{low} to {high}" for low, high in spans)
    return ", ".join(texts) or "no year"
