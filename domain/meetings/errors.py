"""What a meeting can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class MeetingNotFound(NotFound):
    """No such meeting, or none that the caller may know of."""

    code = "meeting-not-found"
    title = "Meeting not found"

    def __init__(self, meeting: str) -> None:
        super().__init__(f"There is no meeting {meeting}.")


class MeetingTypeUndefined(Invalid):
    """A type that the pack does not define is a name only: it is never invented."""

    code, title, rule = "meeting-type-undefined", "The pack does not define this meeting", "B-45"

    def __init__(self, kind: str) -> None:
        super().__init__(f"The policy pack defines no meeting {kind}.")


class MeetingCodeTaken(Conflict):
    """A code names one session for ever."""

    code, title, rule = "meeting-code-taken", "A meeting of this code exists", "4.1"

    def __init__(self, meeting: str) -> None:
        super().__init__(f"{meeting} was convened before; a code is never used twice.")


class MeetingBelongsToCase(Conflict):
    """Such a meeting is recorded in the case it is about."""

    code, title, rule = "meeting-belongs-to-case", "This meeting is recorded in a case", "CAS-DG-07"

    def __init__(self, kind: str, event: str) -> None:
        super().__init__(f"{kind} is recorded in its case, as {event}.")


class MeetingOfAnotherBody(Conflict):
    """The pack names the bodies that hold a type of meeting."""

    code, title, rule = "meeting-of-another-body", "This body does not hold such meetings", "4.1"

    def __init__(self, kind: str, body: str, of: str) -> None:
        super().__init__(f"{kind} is held by {of}; {body} is none.")


class InvitedAfterSession(Conflict):
    """The list of those invited is fixed before the session."""

    code, title, rule = "invited-after-session", "Invited after the session", "4.2"

    def __init__(self) -> None:
        super().__init__("A session is convened before it takes place.")


class AgendaOfAnotherMeeting(Invalid):
    """One session satisfies only the types that the pack lets it satisfy."""

    code, title, rule = "agenda-of-another-meeting", "Agenda of another meeting", "B-13"

    def __init__(self, kinds: Collection[str]) -> None:
        super().__init__(f"This session cannot take the agenda of {', '.join(sorted(kinds))}.")


class MajorMatterMissing(Invalid):
    """A special meeting has a stated major matter."""

    code, title, rule = "major-matter-missing", "No major matter is stated", "MTG-KD-02"

    def __init__(self) -> None:
        super().__init__("This meeting is called for a major matter; none is stated.")


class MatterNotListed(Invalid):
    """The pack lists the matters."""

    code, title, rule = "matter-not-listed", "The matter is not on the list", "B-45"

    def __init__(self, matter: str) -> None:
        super().__init__(f"{matter} is none of the matters the policy pack lists here.")


class HostMissing(Invalid):
    """Where the chair rotates, it is the turn of a member, assigned before (ORG-KD-06)."""

    code, title, rule = "host-missing", "It is nobody's turn", "MTG-KD-03"

    def __init__(self) -> None:
        super().__init__("The chair rotates: assign the term of the session to a member invited.")


class MembersDiffer(Invalid):
    """The pack says how many members there are."""

    code, title, rule = "members-differ", "Not the number of members", "4.2"

    def __init__(self, invited: int, members: int) -> None:
        super().__init__(f"{invited} are invited; the policy pack knows {members} members.")


class ModeUnknown(Invalid):
    """An assembly is composed in one of the pack's modes."""

    code, title, rule = "mode-unknown", "Not a mode of this assembly", "MTG-BZ-04"

    def __init__(self, modes: Collection[str]) -> None:
        super().__init__(f"Name one of {', '.join(sorted(modes))}.")


class DelegatesOutOfRange(Invalid):
    """The pack says how many delegates there are of each."""

    code, title, rule = "delegates-out-of-range", "Not that many delegates of each", "MTG-BZ-04"

    def __init__(self, low: int, high: int) -> None:
        super().__init__(f"Each sends {low} to {high} delegates.")


class EntitledMissing(Invalid):
    """A quorum is a share of those entitled, so their number is fixed before the session."""

    code, title, rule = "entitled-missing", "The number of those entitled is missing", "4.1"

    def __init__(self) -> None:
        super().__init__("This meeting has a quorum: state how many are entitled.")


class RequestMissing(Conflict):
    """A meeting that is held on request follows one."""

    code, title, rule = "request-missing", "The meeting needs a request", "MTG-BZ-07"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is held on request: name the request it follows.")


class CountedOnce(Invalid):
    """Only some types count in two organisations."""

    code, title, rule = "counted-once", "Attendance counts in one body", "MTG-DG-05"

    def __init__(self, kind: str) -> None:
        super().__init__(f"Attendance of {kind} counts in the body that holds it, and in no other.")


class SessionNotBegun(Conflict):
    """What happens in a session is recorded once it has begun."""

    code, title, rule = "session-not-begun", "The session has not begun", "4.1"

    def __init__(self) -> None:
        super().__init__("The session has not begun.")


class SessionIsOver(Conflict):
    """A session that was held does not go on."""

    code, title, rule = "session-is-over", "The session is over", "4.1"

    def __init__(self, meeting: str) -> None:
        super().__init__(f"{meeting} was held; convene another session.")


class NotTheDayConvened(Conflict):
    """A session takes place on the day it was convened for."""

    code, title, rule = "not-the-day-convened", "Not the day it was convened for", "4.2"

    def __init__(self, on: date) -> None:
        super().__init__(f"It was convened for {on}; another day needs another convening.")


class CountsDoNotAddUp(Invalid):
    """Nobody is counted who is not there."""

    code, title, rule = "counts-do-not-add-up", "The counts do not add up", "4.1"

    def __init__(self, counted: int, of: int, what: str) -> None:
        super().__init__(f"{counted} of {of} {what}.")


class NoQuorum(Conflict):
    """Without quorum a session cannot vote and is not held."""

    code, title, rule = "no-quorum", "There is no quorum", "4.1"

    def __init__(self, present: int | None, entitled: int | None, needed: int | None) -> None:
        said = (
            "The quorum was not checked."
            if present is None
            else f"{present} of {entitled} are present; {needed} are needed."
        )
        super().__init__(said)
        self.counts = {"present": present, "entitled": entitled, "needed": needed}

    def facts(self) -> Mapping[str, object]:
        return self.counts


class VoteNotProvided(Conflict):
    """The pack gives no majority for this meeting, so nothing is put to the vote."""

    code, title, rule = "vote-not-provided", "No vote is provided for", "B-45"

    def __init__(self, kind: str) -> None:
        super().__init__(f"The policy pack names no majority for {kind}.")


class OpinionsNotSolicited(Conflict):
    """Opinions are asked for before the vote."""

    code, title, rule = "opinions-not-solicited", "Opinions were not solicited", "MTG-BZ-06"

    def __init__(self) -> None:
        super().__init__("Opinions are solicited before the vote.")


class SurveyMissing(Conflict):
    """A hearing is preceded by a survey."""

    code, title, rule = "survey-missing", "The survey beforehand is missing", "MTG-BZ-07"

    def __init__(self) -> None:
        super().__init__("A survey is made before the hearing.")


class AuthorityNotAsked(Invalid):
    """In matters ruled by law the authorities are asked first."""

    code, title, rule = "authority-not-asked", "The authorities were not asked", "MTG-BZ-07"

    def __init__(self) -> None:
        super().__init__("The matter is ruled by law: the answer of the authorities is missing.")


class SessionWithoutMinutes(Conflict):
    """Held without minutes is not held."""

    code, title, rule = "session-without-minutes", "Minutes are missing", "4.1"

    def __init__(self) -> None:
        super().__init__("A session is held when its minutes are filed.")


class WrongChair(Forbidden):
    """Only those the pack names may chair; a session with another chair is void."""

    code, title, rule = "wrong-chair", "This person may not chair the meeting", "4.1"

    def __init__(self, kind: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{kind} is chaired by: {', '.join(allowed)}.")


class SideUnknown(Invalid):
    """Only who was invited is present."""

    code, title, rule = "side-unknown", "Present without being invited", "4.2"

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(f"Not invited: {', '.join(sorted(names))}.")


class OutcomeCannotBeAgreed(Conflict):
    """An agreement needs all its sides."""

    code, title, rule = "outcome-cannot-be-agreed", "A side is missing", "MTG-CY-04"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"Without {', '.join(missing)} the outcome cannot be an agreement.")


class NotHeldYet(Conflict):
    """What follows a session follows it when it was held."""

    code, title, rule = "not-held-yet", "The session was not held", "4.1"

    def __init__(self, meeting: str) -> None:
        super().__init__(f"{meeting} is not recorded as held.")


class PublishedAlready(Conflict):
    """An outcome is published once."""

    code, title, rule = "published-already", "Published already", "4.1"

    def __init__(self, on: date) -> None:
        super().__init__(f"It was published on {on}.")


class PublishedBefore(Invalid):
    """Nothing is published before it is, nor in the future."""

    code, title, rule = "published-before", "Not a day it can have been published on", "4.1"

    def __init__(self, on: date) -> None:
        super().__init__(f"It cannot have been published on {on}.")


class FollowUpNotProvided(Conflict):
    """The pack says what may follow a session."""

    code, title, rule = "follow-up-not-provided", "Nothing of the kind follows here", "B-45"

    def __init__(self, kind: str, event: str) -> None:
        super().__init__(f"The policy pack lets no {event} follow {kind}.")


class NotAdopted(Conflict):
    """Only what was adopted goes on."""

    code, title, rule = "not-adopted", "The motion was not adopted", "MTG-BZ-06"

    def __init__(self, motion: str) -> None:
        super().__init__(f"No resolution was adopted on: {motion}")


class MandateUnknown(Conflict):
    """Matters are delegated by a resolution of the assembly."""

    code, title, rule = "mandate-unknown", "No such mandate", "MTG-BZ-05"

    def __init__(self, mandate: str) -> None:
        super().__init__(f"{mandate} adopted no delegation for this body.")


class NobodyMayRequest(Conflict):
    """The pack gives nobody the right to ask for such a session."""

    code, title, rule = "nobody-may-request", "Nobody may request this meeting", "B-45"

    def __init__(self, kind: str) -> None:
        super().__init__(f"The policy pack lets nobody request {kind}.")


class BasisUnknown(Invalid):
    """A request rests on one of the pack's grounds."""

    code, title, rule = "basis-unknown", "Not a ground for a request", "4.3"

    def __init__(self, basis: str, known: Collection[str]) -> None:
        super().__init__(f"{basis} is no ground; name one of {', '.join(sorted(known))}.")


class SupportTooSmall(Conflict):
    """A request needs its share of those it is for; exactly the share is enough."""

    code, title, rule = "support-too-small", "Too few support the request", "4.3"

    def __init__(self, supporters: int, base: int, share: Fraction) -> None:
        super().__init__(f"{supporters} of {base} are less than {share}.")


class RequestUnknown(NotFound):
    """A session follows a request for its own type, made to its own body."""

    code = "request-unknown"
    title = "No such request"
    rule = "MTG-BZ-07"

    def __init__(self, request: str) -> None:
        super().__init__(f"There is no request {request} for this meeting of this body.")


class RequestCodeTaken(Conflict):
    """A code names one request for ever."""

    code, title, rule = "request-code-taken", "A request of this code exists", "4.3"

    def __init__(self, request: str) -> None:
        super().__init__(f"{request} was made before; a code is never used twice.")


class NothingIsInspected(Conflict):
    """Only where the pack has something inspected can something be found wanting."""

    code = "nothing-is-inspected"
    title = "Nothing is inspected in such a meeting"
    rule = "MTG-CY-05"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} inspects nothing, so it finds no defects.")
