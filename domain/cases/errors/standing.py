"""Where a case stands (rulebook 2.1, 2.5): one refusal for each step out of order."""

from __future__ import annotations

from collections.abc import Mapping

from domain.kernel import Conflict, NotFound


class CaseNotFound(NotFound):
    """No such case, or none that the caller may know of."""

    code = "case-not-found"
    title = "Case not found"

    def __init__(self, case_id: object) -> None:
        super().__init__(f"There is no case {case_id}.")


class WrongState(Conflict):
    """The case stands where this step does not follow."""

    def __init__(self, state: str) -> None:
        super().__init__(f"{self.title}; it is {state}.")
        self.state = state

    def facts(self) -> Mapping[str, object]:
        return {"state": self.state}


class CaseIsEnded(WrongState):
    """Nothing follows a withdrawal, merger or rejection."""

    code, title, rule = "case-is-ended", "The case was withdrawn, merged or rejected", "2.5"


class CaseNotJustReported(WrongState):
    """Uploading is the step after the report."""

    code, title, rule = "case-not-just-reported", "Only a reported case is uploaded", "CAS-KD-02"


class CaseNotUploaded(WrongState):
    """Triage before upload is illegal everywhere."""

    code, title, rule = "case-not-uploaded", "Only an uploaded case is triaged", "2.5"


class CaseNotTriaged(WrongState):
    """Routing skips no triage."""

    code, title, rule = "case-not-triaged", "Only a triaged case is routed", "2.5"


class CaseNotRouted(WrongState):
    """A unit accepts what was given to it."""

    code, title, rule = "case-not-routed", "The case is not with any unit", "2.1"


class CaseNotInHandling(WrongState):
    """A resolution is reported by whoever accepted the case."""

    code, title, rule = "case-not-in-handling", "The case is not in handling", "2.5"


class CaseNotResolved(WrongState):
    """Only a claimed resolution is verified."""

    code, title, rule = "case-not-resolved", "The case was not reported resolved", "CAS-DG-10"


class CaseNotClosed(WrongState):
    """Rating and reopening follow the closing."""

    code, title, rule = "case-not-closed", "The case is not closed", "CAS-KD-05"


class CaseIsClosed(WrongState):
    """Work ends with the closing; reopen the case to go on."""

    code, title, rule = "case-is-closed", "The case is closed", "2.1"


class PastIntake(WrongState):
    """Withdrawal, merger and rejection end with the intake."""

    code, title, rule = "case-past-intake", "The case has left the intake", "2.1"


class ReopeningNotAllowed(WrongState):
    """The pack keeps rated cases closed."""

    code, title, rule = "reopening-not-allowed", "A rated case is not reopened here", "2.1"
