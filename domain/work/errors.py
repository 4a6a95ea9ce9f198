"""What a record of work can refuse."""

from __future__ import annotations

from datetime import date

from domain.kernel import Conflict, Forbidden, Invalid


class AlreadyRecorded(Conflict):
    """A code names one record, for ever."""

    code = "already-recorded"
    title = "A record of this code exists"
    rule = "ENV-02"

    def __init__(self, record: str) -> None:
        super().__init__(f"{record} was recorded before; a wrong record is corrected.")


class EvidenceMissing(Invalid):
    """Who enters something later than it happened shows that it did."""

    code = "evidence-missing"
    title = "What happened earlier needs evidence"
    rule = "ENV-04"

    def __init__(self) -> None:
        super().__init__("It happened before it was entered: name the evidence.")


class WindowNotBegun(Invalid):
    """Nothing is recorded of a window that has not begun."""

    code = "window-not-begun"
    title = "The window has not begun"
    rule = "CAL-05"

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} lies ahead.")


class OthersWork(Forbidden):
    """Who serves a grid enters what they did themselves; the office may enter it for others."""

    code = "work-of-others"
    title = "Only one's own work is entered"
    rule = "C"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"What {person_ref} did is entered by themselves or by the office.")
