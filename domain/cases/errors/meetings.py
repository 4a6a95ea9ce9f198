"""Site and special meetings."""

from __future__ import annotations

from domain.kernel import Conflict, Forbidden, Invalid


class MeetingNotConvened(Conflict):
    """No meeting is held that nobody convened."""

    code, title, rule = "meeting-not-convened", "The meeting was not convened", "2.5"

    def __init__(self, meeting_id: str) -> None:
        super().__init__(f"Site meeting {meeting_id} was not convened for this case.")


class CaseNotOnAgenda(Invalid):
    """A meeting is convened for the cases on its agenda."""

    code, title, rule = "case-not-on-agenda", "The case is not on the agenda", "CAS-DG-07"

    def __init__(self, meeting_id: str) -> None:
        super().__init__(f"The cases of site meeting {meeting_id} do not include this one.")


class MeetingAlreadyHeld(Conflict):
    """A meeting is held once."""

    code, title, rule = "meeting-already-held", "The meeting was held already", "CAS-DG-07"

    def __init__(self, meeting_id: str) -> None:
        super().__init__(f"Site meeting {meeting_id} was held already.")


class MeetingAlreadyConvened(Conflict):
    """A meeting is convened once."""

    code, title, rule = "meeting-already-convened", "The meeting was convened already", "CAS-DG-07"

    def __init__(self, meeting_id: str) -> None:
        super().__init__(f"Site meeting {meeting_id} was convened already.")


class ChairNotAllowed(Forbidden):
    """The pack names who may chair."""

    code, title, rule = "chair-not-allowed", "This actor may not chair the meeting", "CAS-DG-07"

    def __init__(self) -> None:
        super().__init__("The pack does not let this actor chair the meeting.")


class MeetingOutcomeMissing(Invalid):
    """Ways, methods and guarantees are all stated."""

    code, title, rule = (
        "meeting-outcome-missing",
        "Ways, methods or guarantees are missing",
        "CAS-DG-07",
    )

    def __init__(self, missing: str) -> None:
        super().__init__(f"The meeting's record lacks: {missing}.")


class MinutesMissing(Invalid):
    """No meeting without minutes."""

    code, title, rule = "minutes-missing", "Minutes are missing", "2.5"

    def __init__(self) -> None:
        super().__init__("A meeting is recorded with its minutes.")


class AttendanceMissing(Invalid):
    """The bodies that must be there were not."""

    code, title, rule = "attendance-missing", "A body that must attend was absent", "CAS-DG-07"

    def __init__(self, level: str) -> None:
        super().__init__(f"No body of level {level} attended.")
