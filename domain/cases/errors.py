"""What a case can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class CaseNotFound(NotFound):
    """No such case, or none that the caller may know of."""

    code = "case-not-found"
    title = "Case not found"

    def __init__(self, case_id: object) -> None:
        super().__init__(f"There is no case {case_id}.")


# --- The state machine (rulebook 2.1, 2.5): one refusal for each step out of order. ---


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


# --- The policy pack. ---


class ModeNotInUse(Conflict):
    """The pack does not know this way of giving a case out."""

    code, title, rule = "mode-not-in-use", "Route mode is not in use here", "2.1"

    def __init__(self, mode: str) -> None:
        super().__init__(f"Route mode {mode} is not in use here.")


# --- Intake. ---


class AnonymousWithoutPlace(Invalid):
    """Nobody to ask and nowhere to look."""

    code, title, rule = "anonymous-without-place", "An anonymous report needs a place", "2.5"

    def __init__(self) -> None:
        super().__init__("An anonymous report needs a place or a grid.")


class DiscoveredInFuture(Invalid):
    """A finding lies in the past."""

    code, title, rule = "discovered-in-future", "Discovery lies in the future", "ENV-04"

    def __init__(self) -> None:
        super().__init__("A matter cannot have been discovered later than it is reported.")


class MergedIntoItself(Invalid):
    """A duplicate names another case as its original."""

    code, title, rule = "merged-into-itself", "A case cannot be merged into itself", "CAS-KD-02"

    def __init__(self) -> None:
        super().__init__("A case cannot be merged into itself.")


class OccurredInFuture(Invalid):
    """An act is recorded when it happens or later, never before."""

    code, title, rule = "occurred-in-future", "The act lies in the future", "ENV-04"

    def __init__(self) -> None:
        super().__init__("An act cannot have happened later than it is recorded.")


class OriginalIsEnded(Conflict):
    """A duplicate is merged into a case that lives on."""

    code, title, rule = "original-is-ended", "The original case has ended itself", "CAS-KD-02"

    def __init__(self, case_id: object) -> None:
        super().__init__(f"Case {case_id} was itself withdrawn, merged or rejected.")


class UnknownCategory(Invalid):
    """The category is not in the competence table, and nobody said why it should pass."""

    code, title, rule = "unknown-category", "Category is not in the competence table", "CAS-KD-03"

    def __init__(self, category: str) -> None:
        super().__init__(f"Category {category} is not in the competence table.")


# --- Triage and routes. ---


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


# --- Units at work. ---


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


# --- Meetings. ---


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


# --- Closing and after. ---


class ClosingAuthority(Forbidden):
    """Only the body with the power closes a case."""

    code, title, rule = "closing-authority", "This actor may not close the case", "CAS-DG-10"

    def __init__(self, why: str) -> None:
        super().__init__(why)


class CloserIsHandler(Forbidden):
    """Nobody closes a case that the unit employing them handles."""

    code, title, rule = "closer-is-handler", "The closer works for the handling unit", "C"

    def __init__(self, unit: str) -> None:
        super().__init__(f"The case is handled by {unit}, which employs this actor.")


class OwnCase(Forbidden):
    """A case handled by the body the closer leads is closed by another (B-40)."""

    code, title, rule = "own-case", "The closer leads the body that handled it", "B-40"

    def __init__(self) -> None:
        super().__init__("A case that the community handled itself is closed by the head.")


class FeedbackOpen(Conflict):
    """No closing while a unit still owes feedback."""

    code, title, rule = "feedback-open", "A feedback obligation is open", "2.5"

    def __init__(self, units: str) -> None:
        super().__init__(f"Feedback is still owed by: {units}.")


class ResultNotReported(Conflict):
    """The deputy reports the result to the head before such a case is closed."""

    code, title, rule = "result-not-reported", "Result was not reported to the head", "CAS-DG-09"

    def __init__(self) -> None:
        super().__init__("The result must be reported to the head before the case is closed.")


class VerificationMissing(Invalid):
    """Closing by supervision rests on a verification."""

    code, title, rule = "verification-missing", "Verification is missing", "CAS-DG-10"

    def __init__(self) -> None:
        super().__init__("State what was verified.")


class FollowUpMissing(Conflict):
    """Cases of this category are followed to the end before they are closed."""

    code, title, rule = "follow-up-missing", "A follow-up note is missing", "CAS-BJ-02"

    def __init__(self, category: str) -> None:
        super().__init__(f"A case of category {category} needs a follow-up note before closing.")


class LedgerIncomplete(Conflict):
    """Item, course, time and result are on record before closing."""

    code, title, rule = "ledger-incomplete", "The service ledger is incomplete", "CAS-CY-01"

    def __init__(self, missing: str) -> None:
        super().__init__(f"The service ledger lacks: {missing}.")


class SamePersonDecides(Forbidden):
    """Who took the report in does not decide it."""

    code, title, rule = "same-person-decides", "Intake and decision are separate", "CAS-QY-01"

    def __init__(self) -> None:
        super().__init__("Whoever took the report in does not decide it.")


class ScoreNotOnScale(Invalid):
    """The pack's scale bounds the score."""

    code, title, rule = "score-not-on-scale", "Score is not on the scale", "CAS-KD-05"

    def __init__(self, scale: str) -> None:
        super().__init__(f"The score is not on scale {scale}.")


class AlreadyRated(Conflict):
    """One rating per closing."""

    code, title, rule = "already-rated", "This closing was rated already", "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("One rating per closing.")


class AnotherClosing(Conflict):
    """The case was reopened since the closing that was meant."""

    code, title, rule = "another-closing", "The case was closed anew or reopened", "CAS-KD-05"

    def __init__(self, closings: int) -> None:
        super().__init__(f"The latest closing of this case is number {closings}.")


class TooManyPhotos(Conflict):
    """A case has room for a number of photos; whoever needs more picks the best."""

    code, title, rule = "too-many-photos", "The case has as many photos as it may", "CAS-KD-01"

    def __init__(self, most: int) -> None:
        super().__init__(f"A case has at most {most} photos.")


class RaterIsHandler(Forbidden):
    """The handling unit does not rate itself."""

    code, title, rule = "rater-is-handler", "The handling unit may not rate", "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("The handling unit does not rate its own case.")


# --- Stopping the clock, handing on, admission, delegation, corrections. ---


class UnknownGround(Invalid):
    """The pack lists the grounds on which a clock may stop or a case be left out."""

    code, title, rule = "unknown-ground", "Ground is not one of the pack's", "GAT-01"

    def __init__(self, ground: str) -> None:
        super().__init__(f"{ground} is not a ground that the pack accepts for this.")


class ClockAlreadyStopped(Conflict):
    """A stopped clock is not stopped again."""

    code, title, rule = "clock-already-stopped", "The clock is stopped or asked to be", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clock is stopped, or a request to stop it is pending.")


class StopNotRequested(Conflict):
    """There is no request to decide."""

    code, title, rule = "stop-not-requested", "Nobody asked to stop the clock", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Nobody asked to stop the clock.")


class ExclusionPending(Conflict):
    """A case is taken out of appraisal once."""

    code, title, rule = "exclusion-pending", "It is excluded or asked to be", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The case is out of appraisal, or a request for it is pending.")


class ExclusionNotRequested(Conflict):
    """There is no request to decide."""

    code, title, rule = "exclusion-not-requested", "Nobody asked to exclude the case", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Nobody asked to take the case out of appraisal.")


class ClockIsStopped(Conflict):
    """What sets or settles a bound waits until the clocks run again."""

    code, title, rule = "clock-is-stopped", "The clock is stopped", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clocks of this case are stopped; resume them first.")


class ClockNotStopped(Conflict):
    """Only a stopped clock resumes."""

    code, title, rule = "clock-not-stopped", "The clock is running", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clock is running.")


class ApproverNotAllowed(Forbidden):
    """The pack names who may approve."""

    code, title, rule = "approver-not-allowed", "This actor may not approve the request", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The pack does not let this actor approve the request.")


class OwnRequest(Forbidden):
    """Nobody approves what they asked for."""

    code, title, rule = "own-request", "Nobody approves their own request", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Another person decides on this request.")


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


class UnknownSeriousKind(Invalid):
    """The pack lists the kinds of its zero counters."""

    code, title, rule = "unknown-serious-kind", "Kind is not one of the pack's", "CAS-SA-02"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is not a kind of serious event in this pack.")


class SeriousKindFollows(Conflict):
    """What is counted from petitions is recorded as a petition, once."""

    code, title, rule = "serious-kind-follows", "This kind is counted from petitions", "PET-SA-01"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} follows from the petitions on record; record the petition.")


class UnknownEmergencyKind(Invalid):
    """The plans provide for the kinds that the pack lists."""

    code, title, rule = "unknown-emergency-kind", "Kind is not one of the plan's", "CAS-BZ-04"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is not a kind of emergency in this pack.")


class UnknownWarningLevel(Invalid):
    """Early warnings are of what the pack lists."""

    code, title, rule = "unknown-warning-level", "Level is not one of the pack's", "CAS-BZ-05"

    def __init__(self, level: str) -> None:
        super().__init__(f"{level} is not a level of early warning in this pack.")
