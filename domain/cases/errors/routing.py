"""Triage and routes: levels, units, bounds, and the lists before a case goes up."""

from __future__ import annotations

from datetime import date

from domain.kernel import Conflict, Invalid, NotFound


class ModeNotInUse(Conflict):
    """The pack does not know this way of giving a case out."""

    code, title, rule = "mode-not-in-use", "Route mode is not in use here", "2.1"

    def __init__(self, mode: str) -> None:
        super().__init__(f"Route mode {mode} is not in use here.")


class UnknownLevel(Invalid):
    """A level that the pack or this route mode does not have."""

    code, title, rule = "level-not-allowed", "Level is not allowed here", "2.1"

    def __init__(self, level: str) -> None:
        super().__init__(f"Level {level} is not one of the levels allowed here.")


class DueDateMissing(Invalid):
    """No route without a due date."""

    code, title, rule = "due-date-missing", "A due date is required", "2.5"

    def __init__(self) -> None:
        super().__init__("A route needs a due date, and no clock of the pack gives one.")


class DueDateInPast(Invalid):
    """A limit that has passed before it starts."""

    code, title, rule = "due-date-in-past", "The due date has passed", "2.5"

    def __init__(self, due_on: date) -> None:
        super().__init__(f"The due date {due_on.isoformat()} has passed.")


class BoundStands(Conflict):
    """A return does not reset the clock of the case."""

    code, title, rule = "bound-stands", "A returned case keeps its due date", "CAS-KD-03"

    def __init__(self, due_on: date) -> None:
        super().__init__(f"A returned case stays due on {due_on.isoformat()}.")


class DueOnRestDay(Invalid):
    """The pack wants due dates on working days."""

    code, title, rule = "due-on-rest-day", "The due date is no working day", "CAS-DG-02"

    def __init__(self, due_on: date) -> None:
        super().__init__(f"{due_on.isoformat()} is no working day.")


class UnitNotCompetent(Invalid):
    """The unit's duty list lacks the category, and nobody said why it should go there."""

    code, title, rule = "unit-not-competent", "Unit is not competent", "CAS-KD-03"

    def __init__(self, unit: str, category: str, duty: str) -> None:
        super().__init__(
            f"Unit {unit} does not answer for {category} (duty {duty}); state override_reason."
        )


class UnitsDoNotFitMode(Invalid):
    """SINGLE is one unit, MULTI is several."""

    code, title, rule = (
        "units-do-not-fit-mode",
        "Number of units does not fit the mode",
        "CAS-DG-04",
    )

    def __init__(self, mode: str, count: int) -> None:
        super().__init__(f"Mode {mode} does not take {count} unit(s).")


class UnitNamedTwice(Invalid):
    """One obligation per unit."""

    code, title, rule = "unit-named-twice", "A unit is named twice", "CAS-DG-05"

    def __init__(self) -> None:
        super().__init__("Each unit is named once.")


class LeadNotAmongUnits(Invalid):
    """The lead is one of the units that handle the case."""

    code, title, rule = "lead-not-among-units", "Lead is not one of the units", "CAS-DG-05"

    def __init__(self, lead: str) -> None:
        super().__init__(f"The lead {lead} is not one of the units named.")


class UnitNotFound(NotFound):
    """No such unit in this jurisdiction."""

    code, title = "unit-not-found", "Unit not found"

    def __init__(self, unit: str) -> None:
        super().__init__(f"There is no unit {unit}.")


class RouteDoesNotClimb(Conflict):
    """A case that is out goes only upward; sideways it is returned first."""

    code, title, rule = "route-does-not-climb", "The route does not climb", "2.1"

    def __init__(self, mode: str) -> None:
        super().__init__(f"The case is already out by a route at least as high as {mode}.")


class BeyondStreetReasonMissing(Invalid):
    """The lower level declares itself unable first."""

    code = "beyond-street-reason-missing"
    title = "Nobody declared the lower level unable"
    rule = "CAS-DG-04"

    def __init__(self) -> None:
        super().__init__("State why the lower level cannot settle it (beyond_street_reason).")


class ListsIncomplete(Conflict):
    """All entries of the lists, a person and a date come before the whistle."""

    code, title, rule = "lists-incomplete", "The four lists are not complete", "CAS-DG-01"

    def __init__(self, missing: str = "the lists") -> None:
        super().__init__(f"Missing before the whistle: {missing}.")


class ListsNotDrawnUp(Conflict):
    """Only drawn-up lists are revised."""

    code, title, rule = "lists-not-drawn-up", "There are no lists to revise", "CAS-DG-01"

    def __init__(self) -> None:
        super().__init__("The lists have not been drawn up.")


class ListsAlreadyDrawnUp(Conflict):
    """Drawn-up lists are revised, not drawn up again."""

    code, title, rule = "lists-already-drawn-up", "The lists exist; revise them", "CAS-DG-01"

    def __init__(self) -> None:
        super().__init__("The lists have been drawn up; revise them.")


class WhistleNotBlown(Conflict):
    """The whistle precedes the escalation."""

    code, title, rule = "whistle-not-blown", "The whistle was not blown", "2.1"

    def __init__(self) -> None:
        super().__init__("The whistle must be blown before the case goes up.")


class WhistleAlreadyBlown(Conflict):
    """One whistle per case."""

    code, title, rule = "whistle-already-blown", "The whistle was blown already", "CAS-DG-02"

    def __init__(self) -> None:
        super().__init__("The whistle was blown already.")


class UnknownGrade(Invalid):
    """The pack names the grades."""

    code, title, rule = "unknown-grade", "Grade is not one of the pack's", "CAS-DG-02"

    def __init__(self, grade: str) -> None:
        super().__init__(f"Grade {grade} is not one of the pack's grades.")


class DistrictLeadMissing(Invalid):
    """City matters go through the counterpart as lead, never straight up."""

    code, title, rule = "district-lead-missing", "No lead was named", "CAS-DG-06"

    def __init__(self) -> None:
        super().__init__("A matter of that level needs its counterpart unit as lead.")


class LeadNotCounterpart(Invalid):
    """The lead is the registered counterpart of the unit above."""

    code, title, rule = (
        "lead-not-counterpart",
        "Lead is not the registered counterpart",
        "CAS-DG-06",
    )

    def __init__(self, lead: str, upper: str) -> None:
        super().__init__(f"{lead} is not the registered counterpart of {upper}.")


class NotHandedOver(Conflict):
    """Only a handed-over case has a lead to reassign."""

    code, title, rule = "not-handed-over", "The case was not handed over upward", "CAS-DG-06"

    def __init__(self) -> None:
        super().__init__("Only a case handed over upward has a lead.")
