"""Units at work, and who holds a case."""

from __future__ import annotations

from domain.kernel import Conflict, Forbidden, NotFound


class UnitNotAssigned(Forbidden):
    """The case is not with this unit."""

    code, title, rule = "unit-not-assigned", "Unit is not assigned to the case", "2.5"

    def __init__(self, unit: str | None) -> None:
        super().__init__(f"The case is not assigned to {unit or 'this actor'}.")


class NotTheLead(Forbidden):
    """The lead speaks for the co-handling units."""

    code, title, rule = "not-the-lead", "Only the lead may do this", "2.5"

    def __init__(self, lead: str) -> None:
        super().__init__(f"Only the lead, {lead}, may do this.")


class AlreadyAccepted(Conflict):
    """A unit accepts once."""

    code, title, rule = "already-accepted", "The unit has accepted already", "CAS-DG-04"

    def __init__(self, unit: str) -> None:
        super().__init__(f"Unit {unit} has accepted already.")


class FeedbackSettled(Conflict):
    """A settled obligation takes no second feedback; use a follow-up note."""

    code, title, rule = "feedback-settled", "The feedback obligation is settled", "CAS-DG-08"

    def __init__(self) -> None:
        super().__init__("The obligation is settled; further progress is a follow-up note.")


class ObligationNotFound(NotFound):
    """No such feedback obligation of this unit."""

    code, title = "obligation-not-found", "Feedback obligation not found"

    def __init__(self, obligation_id: str) -> None:
        super().__init__(f"There is no feedback obligation {obligation_id} of this unit.")


class NotTheHolder(Forbidden):
    """Only the present holder hands the case on."""

    code, title, rule = "not-the-holder", "The case is held by somebody else", "CAS-BZ-01"

    def __init__(self) -> None:
        super().__init__("The case is held by somebody else.")


class HandOverNotOffered(Conflict):
    """There is nothing to take or refuse."""

    code, title, rule = (
        "hand-over-not-offered",
        "The case was not offered to this actor",
        "CAS-BZ-01",
    )

    def __init__(self) -> None:
        super().__init__("The case was not offered to this actor.")
