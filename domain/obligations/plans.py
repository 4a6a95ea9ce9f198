"""Plans of visits: how often somebody is to be visited (RHY-BZ-02, DUT-BZ-01)."""

from __future__ import annotations

from domain.calendar.periods import Period
from domain.records.book import RecordBook


def planned_period(book: RecordBook | None, subject: str) -> Period | None:
    """How often a subject is to be visited, as the newest plan in the book says.

    None: there is no plan, or the newest one says that the visits are over.
    """
    for entry in reversed(book.entries if book else ()):
        if entry.get("subject_ref") == subject:
            each = entry.get("each")
            return Period(each) if each is not None else None
    return None
