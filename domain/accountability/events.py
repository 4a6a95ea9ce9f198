"""What happens in a file of accountability, from what caused it to the notice (0.5 INT-01, 3.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from eventsourcing.utils import register_topic
from pydantic import AwareDatetime

from domain.accountability.evidence import EventRef
from domain.kernel import Event, OpeningEvent
from domain.vocabulary import Code, OfficialText, PersonRef


class File(Protocol):
    """An aggregate that these facts happen to."""

    def on_begun(self, fact: Beginning) -> None: ...
    def on_called(self, caller_body: str, at: datetime) -> None: ...
    def on_taken(self, fact: Step) -> None: ...
    def on_decided(self, *, taken_back: bool, on_appeal: bool) -> None: ...


class Beginning(OpeningEvent):
    """A fact that begins a file where there is none, else goes on with it.

    Attributes:
        code: of the file; given by whoever begins it, never used twice.
        trigger_code: what called for it, a word of the pack.
        subject: code of the unit, estate, company or post that is answerable, or the pseudonymous
            id of a member of staff.
        body: code of the body under which it is.
        evidence_event_ids: the events it rests on; empty only where a person found it and the
            envelope's ``evidence`` names documents instead.
    """

    TOPIC: ClassVar[str]

    code: Code
    trigger_code: Code
    subject: Code
    body: Code
    evidence_event_ids: tuple[EventRef, ...]

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        # The library finds the events that stand in the body of an aggregate; these do not.
        register_topic(cls.TOPIC, cls)

    def apply(self, aggregate: Any) -> None:
        file: File = aggregate
        file.on_begun(self)


class InterviewTriggered(Beginning):
    """Somebody is called to a talk (约谈).

    Attributes:
        period: which period it is about, as its rule names it; None: none.
        called: who is called, a word of the pack.
        caller: post that calls and holds the talk; ``caller_body``: body it acts for.
        obligation_ids: the obligations that were missed; empty: it rests on something else.
        due_on: last local day for the talk; None: the pack sets none.
    """

    TOPIC: ClassVar[str] = "InterviewTriggered"

    period: Code | None = None
    called: Code
    caller: Code
    caller_body: Code
    obligation_ids: tuple[str, ...] = ()
    due_on: date | None = None

    def apply(self, aggregate: Any) -> None:
        file: File = aggregate
        file.on_begun(self)
        file.on_called(self.caller_body, self.occurred_at)


class FindingRecorded(Beginning):
    """A person found what no figure tells.

    Attributes:
        ground: word of the pack; None: the trigger itself says it.
        finding: in an official's words.
    """

    TOPIC: ClassVar[str] = "FindingRecorded"

    ground: Code | None = None
    finding: OfficialText


class CriticismRecorded(Beginning):
    """A body was criticised and is to put it right (ACC-SA-03)."""

    TOPIC: ClassVar[str] = "CriticismRecorded"

    criticism: OfficialText


class AccountabilityOpened(Beginning):
    """Somebody is held to account (问责).

    Attributes:
        ground: word of the pack; None: the trigger itself says it.
    """

    TOPIC: ClassVar[str] = "AccountabilityOpened"

    ground: Code | None = None


class ViolationRecorded(Beginning):
    """Something was done by a body that was not entitled to it; it had no effect (ACC-BZ-07).

    Attributes:
        violation: in an official's words.
    """

    TOPIC: ClassVar[str] = "ViolationRecorded"

    violation: OfficialText


class PenaltyReferred(Beginning):
    """The competent authority was asked to fine by law (ACC-SA-02).

    Attributes:
        authority: code of that authority; it need not be a body here.
    """

    TOPIC: ClassVar[str] = "PenaltyReferred"

    authority: Code


class Step(Event):
    """A fact that goes on with a file."""

    TOPIC: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        register_topic(cls.TOPIC, cls)

    def apply(self, aggregate: Any) -> None:
        file: File = aggregate
        file.on_taken(self)


class InterviewHeld(Step):
    """The talk was held.

    Attributes:
        code: of the file; ``caller_body``: body that owed the talk.
        held_at: UTC.
        interviewer: pseudonymous id of who held it.
        minutes_ref: where the minutes lie; None: only where the pack does not ask for them.
    """

    TOPIC: ClassVar[str] = "InterviewHeld"

    code: Code
    caller_body: Code
    held_at: AwareDatetime
    interviewer: PersonRef
    minutes_ref: Code | None = None


class AdmonitionIssued(Step):
    """Who was called was admonished (诫勉).

    Attributes:
        admonished: who was called, a word of the pack.
        admonition_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "AdmonitionIssued"

    admonished: Code
    admonition_ref: Code


class AccountabilityDecided(Step):
    """Two persons decided: one proposed, another approved.

    Without a measure all of the file is taken back: on appeal; else because what it rests on was
    corrected, which the envelope's ``evidence`` names if the system did it.

    Attributes:
        measure: word of the pack; None: see above.
        proposed_by: pseudonymous id of who proposed it, who appealed, or who corrected; the
            system's, where it asked for a review.
        on_appeal: whether an appeal brought it about.
    """

    TOPIC: ClassVar[str] = "AccountabilityDecided"

    measure: Code | None
    proposed_by: PersonRef
    on_appeal: bool = False

    def apply(self, aggregate: Any) -> None:
        file: File = aggregate
        file.on_taken(self)
        file.on_decided(taken_back=self.measure is None, on_appeal=self.on_appeal)


class PersonnelMeasureTaken(Step):
    """Two persons decided on a measure about somebody's post (ACC-BZ-01).

    Attributes:
        measure: word of the pack.
        proposed_by: pseudonymous id of who proposed it.
    """

    TOPIC: ClassVar[str] = "PersonnelMeasureTaken"

    measure: Code
    proposed_by: PersonRef

    def apply(self, aggregate: Any) -> None:
        file: File = aggregate
        file.on_taken(self)
        file.on_decided(taken_back=False, on_appeal=False)
