"""The facts of a meeting (rulebook Annex E). Each lists its fields, then its effect.

An effect only assigns and cannot fail. ``Meeting`` names them all.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.calendar.clocks import Deadline
from domain.calendar.periods import Window
from domain.kernel import CreatedEvent, Event, Value
from domain.vocabulary import Code, OfficialText, PersonRef

Outcome = Literal["AGREED", "NOT_AGREED"]
Rejection = Literal["NO_MAJORITY", "ULTRA_VIRES"]


class AgendaItem(Value):
    """One matter of a session.

    Attributes:
        of: the type of meeting whose agenda it belongs to; None: that of the session itself.
    """

    matter: OfficialText
    of: Code | None = None


class MeetingConvened(CreatedEvent):
    """A session was called; who is invited is fixed from here on.

    Attributes:
        type: a word of the pack.
        at: when it takes place.
        invited: codes of the bodies, members or sides.
        convener: pseudonymous id.
        entitled: number of people who count for the quorum; None: no quorum is asked.
        mode: how the assembly is composed, a word of the pack.
        host: the member whose turn it is, where the chair rotates.
        matter: the matter it is called for, a word of the pack.
        major_matter: the major matter, in the convener's words.
        request: code of the request it follows.
        mandate: code of the session that delegated matters to this one.
        scope: the matters delegated; None: the type needs no mandate.
        also_counted_in: a second body in whose record its attendance counts.
    """

    TOPIC: ClassVar[str] = "MeetingConvened"

    code: Code
    body: Code
    type: Code
    at: AwareDatetime
    agenda: tuple[AgendaItem, ...]
    invited: tuple[Code, ...]
    convener: PersonRef
    entitled: int | None = Field(default=None, ge=1)
    mode: Code | None = None
    host: Code | None = None
    matter: Code | None = None
    major_matter: OfficialText | None = None
    request: Code | None = None
    mandate: Code | None = None
    scope: tuple[Code, ...] | None = None
    also_counted_in: Code | None = None

    def apply(self, meeting: Any) -> None:
        meeting.pack = self.pack
        meeting.convened = self


class OpinionsSolicited(Event):
    """Opinions were asked for before the vote."""

    TOPIC: ClassVar[str] = "OpinionsSolicited"

    opinions_ref: Code

    def apply(self, meeting: Any) -> None:
        meeting.opinions_solicited = True


class PreSurveyDone(Event):
    """The survey before a hearing was made.

    Attributes:
        ruled_by_law: the matter is ruled by law, so the authorities were asked first.
        authority_ref: their answer.
    """

    TOPIC: ClassVar[str] = "PreSurveyDone"

    survey_ref: Code
    ruled_by_law: bool = False
    authority_ref: Code | None = None

    def apply(self, meeting: Any) -> None:
        meeting.surveyed = True


class QuorumChecked(Event):
    """Those present were counted; the last count holds.

    Attributes:
        left: members who had left their seat since they were invited; they are not entitled.
    """

    TOPIC: ClassVar[str] = "QuorumChecked"

    entitled: int
    present: int
    met: bool
    left: int = 0

    def apply(self, meeting: Any) -> None:
        meeting.quorum = self


class VoteTaken(Event):
    """A motion was put to the vote; who abstained is present and not in favour.

    Attributes:
        matter: the matter it decides, a word of the pack.
        in_favour: rulebook 4.1 calls it ``for``.
        delegates: matters that the motion delegates.
    """

    TOPIC: ClassVar[str] = "VoteTaken"

    motion: OfficialText
    matter: Code | None = None
    in_favour: int
    against: int
    abstain: int
    present: int
    delegates: tuple[Code, ...] = ()


class ResolutionAdopted(Event):
    """The motion carried."""

    TOPIC: ClassVar[str] = "ResolutionAdopted"

    motion: OfficialText
    matter: Code | None = None
    delegates: tuple[Code, ...] = ()

    def apply(self, meeting: Any) -> None:
        meeting.adopted = (*meeting.adopted, self)


class ResolutionRejected(Event):
    """The motion did not carry, or carried nothing: beyond the delegated scope it is void."""

    TOPIC: ClassVar[str] = "ResolutionRejected"

    motion: OfficialText
    matter: Code | None = None
    why: Rejection


class MinutesFiled(Event):
    """The record of the session lies in the files."""

    TOPIC: ClassVar[str] = "MinutesFiled"

    minutes_ref: Code

    def apply(self, meeting: Any) -> None:
        meeting.minutes_ref = self.minutes_ref


class MeetingHeld(Event):
    """The session took place, with quorum, an allowed chair and minutes.

    ``occurred_at`` is when it took place, whenever it was entered (ENV-04).

    Attributes:
        code: its name in every other event.
        held_on: local day of the session.
        chair: pseudonymous id.
        present: members or sides that were there.
        missing_sides: sides that belong to it and were not there.
        agenda: the items that were held.
        outcome: whether the sides agreed; None: it was no matter of agreement.
        fulfils: the types whose duty this session counts for; none: it is stored and counts for
            nothing.
        window: the window of the session's own type; None: it has no period.
        counts_in: the bodies in whose records it counts.
        publication: the obligation to publish the outcome; None: no clock.
        publish_due: its bound.
    """

    TOPIC: ClassVar[str] = "MeetingHeld"

    code: Code
    type: Code
    body: Code
    held_on: date
    chair: PersonRef
    host: Code | None = None
    present: tuple[Code, ...] = ()
    missing_sides: tuple[Code, ...] = ()
    agenda: tuple[AgendaItem, ...]
    minutes_ref: Code
    outcome: Outcome | None = None
    fulfils: tuple[Code, ...] = ()
    window: Window | None = None
    counts_in: tuple[Code, ...]
    publication: Code | None = None
    publish_due: Deadline | None = None

    def apply(self, meeting: Any) -> None:
        meeting.held = self


class OutcomePublished(Event):
    """What came of it was made public.

    Attributes:
        code: name of the meeting or of the publication.
        kind: what was published: a type of meeting, or a kind of affairs.
        body: whose outcome it is.
        published_on: local day.
        by: pseudonymous id.
        window: a local day of the period it is about; None: that of the publication.
        due_at: exclusive bound; None: no clock.
        on_time: judged by when it was recorded (ENV-04); None: no clock.
    """

    TOPIC: ClassVar[str] = "OutcomePublished"

    code: Code
    kind: Code
    body: Code
    published_on: date
    by: PersonRef
    window: date | None = None
    due_at: AwareDatetime | None = None
    on_time: bool | None = None

    def apply(self, meeting: Any) -> None:
        meeting.published_on = self.published_on


class DecisionHandedOver(Event):
    """A decision went to the body that carries it out."""

    TOPIC: ClassVar[str] = "DecisionHandedOver"

    motion: OfficialText
    to: Code


class ReferredToAssembly(Event):
    """A major matter was passed on to an assembly."""

    TOPIC: ClassVar[str] = "ReferredToAssembly"

    motion: OfficialText
    assembly: Code


class RCEvaluated(Event):
    """The residents' committee was judged, and the street was told."""

    TOPIC: ClassVar[str] = "RCEvaluated"

    grade: Code
    reported_to_street: bool


class ResultCopiedToDepartment(Event):
    """The result was sent in writing to the department it concerns."""

    TOPIC: ClassVar[str] = "ResultCopiedToDepartment"

    dept: Code
    letter_ref: Code


class ReportDelivered(Event):
    """A body reported to those who supervise it."""

    TOPIC: ClassVar[str] = "ReportDelivered"

    body: Code
    to: Code
    report_ref: Code
