"""Departmental work that is admitted to a community or delegated to a station."""

from __future__ import annotations

from domain.kernel import Conflict, Forbidden


class NotAnAccessApplication(Conflict):
    """Admission is decided on an application for it."""

    code, title, rule = (
        "not-an-access-application",
        "The case is no access application",
        "CAS-BZ-03",
    )

    def __init__(self) -> None:
        super().__init__("The case is no application for access.")


class AccessOutOfOrder(Conflict):
    """Apply, decide, publish: in this order, each once."""

    code, title, rule = "access-out-of-order", "The application is not at this step", "CAS-BZ-03"

    def __init__(self, step: str) -> None:
        super().__init__(f"The application is at step {step}.")


class ApproverNotCompetent(Forbidden):
    """The leading body of one level admits departmental work, no other."""

    code, title, rule = "access-approver", "Another body decides on the admission", "CAS-BZ-03"

    def __init__(self, level: str) -> None:
        super().__init__(f"It is decided by the leading body at level {level}.")


class AccessNotApproved(Conflict):
    """Work outside the two lists reaches a community by admission only."""

    code, title, rule = "access-not-approved", "The work was not admitted", "CAS-BZ-03"

    def __init__(self, level: str) -> None:
        super().__init__(f"Work that was not admitted is not given out at level {level}.")


class FundsMissing(Conflict):
    """Money follows the task."""

    code, title, rule = "funds-missing", "The task brings no funds", "CAS-BZ-03"

    def __init__(self, least_fen: int) -> None:
        super().__init__(f"The task must bring funds of at least {least_fen} fen.")


class WorkFundsMissing(Conflict):
    """Whoever needs the station's help pays for it."""

    code, title, rule = "work-funds-missing", "The delegation brings no work funds", "ORG-DG-07"

    def __init__(self, least_fen: int) -> None:
        super().__init__(f"The delegation must bring work funds of at least {least_fen} fen.")


class StationNotResponsible(Conflict):
    """For these matters the station coordinates and never answers."""

    code, title, rule = "station-not-responsible", "The station cannot answer for this", "ORG-DG-07"

    def __init__(self, matter: str) -> None:
        super().__init__(f"For {matter} the responsible unit must be named; it is not the station.")
