"""What a person finds or does, with which a file may begin (3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from application.use_cases.organisation.accountability.file_command import (
    BeginningCommand,
    FileCommand,
    calling_body,
    events_named,
    file_of,
    own_of,
)
from application.use_cases.organisation.accountability.series import require_next
from domain.accountability import events
from domain.accountability.accountability import Accountability
from domain.accountability.chain import file_steps, trigger_rule
from domain.accountability.evidence import EventRef
from domain.policy.accountability import ChainStep
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class _Begins(BeginningCommand):
    """A command with which a person begins a file."""

    FACT: ClassVar[type[events.Beginning]]

    def decide(self, act: Act, ground: Ground) -> Accountability:
        self.require_new(ground)
        cause = self.cause(ground)
        if trigger_rule(act.pack, self.trigger).of != self.FACT.TOPIC:
            require_next(ground, act.pack, cause)  # what calls for it is no finding of its own
        return Accountability.begin(
            act,
            cause,
            self.FACT,
            jurisdiction=ground.jurisdiction,
            own=self.own(ground),
            **self.stated(),
        )

    def stated(self) -> dict[str, Any]:
        """The fact's own fields: those that the command adds to every beginning."""
        return {name: getattr(self, name) for name in _own_fields(self.FACT)}


def _own_fields(fact: type[events.Beginning]) -> frozenset[str]:
    return frozenset(fact.model_fields.keys() - events.Beginning.model_fields.keys())


class RecordFinding(_Begins):
    """Command: record what was found; where the chain goes on with a talk, it is called for.

    Attributes:
        ground: word of the pack; None: the trigger itself says it.
        finding: in an official's words.
    """

    NAME: ClassVar[str] = "record_finding"
    FACT: ClassVar[type[events.Beginning]] = events.FindingRecorded

    ground: Code | None = None
    finding: OfficialText

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = super().decide(act, ground)
        if file_steps(trigger_rule(act.pack, self.trigger))[1:2] == (ChainStep.INTERVIEW,):
            caller_body = calling_body(act.pack, ground.directory, self.cause(ground))
            file.call(act, caller_body=caller_body)
        return file


class RecordCriticism(_Begins):
    """Command: criticise a body that has to put something right (ACC-SA-03)."""

    NAME: ClassVar[str] = "record_criticism"
    FACT: ClassVar[type[events.Beginning]] = events.CriticismRecorded

    criticism: OfficialText


class RecordViolation(_Begins):
    """Command: record that a body did what it is not entitled to; it has no effect (ACC-BZ-07)."""

    NAME: ClassVar[str] = "record_violation"
    FACT: ClassVar[type[events.Beginning]] = events.ViolationRecorded

    violation: OfficialText


class HoldToAccount(_Begins):
    """Command: begin a file by opening accountability, where the chain begins with it.

    Attributes:
        ground: word of the pack; None: the trigger itself says it.
    """

    NAME: ClassVar[str] = "hold_to_account"
    FACT: ClassVar[type[events.Beginning]] = events.AccountabilityOpened

    ground: Code | None = None


class AskForPenalty(_Begins):
    """Command: begin a file by asking the competent authority to fine by law (ACC-SA-02).

    Attributes:
        authority: code of that authority.
    """

    NAME: ClassVar[str] = "ask_for_penalty"
    FACT: ClassVar[type[events.Beginning]] = events.PenaltyReferred

    authority: Code


class _GoesOn(FileCommand):
    """A command that takes a further step with a fact that may also begin a file.

    Attributes:
        evidence_event_ids: further events that speak for it.
    """

    FACT: ClassVar[type[events.Beginning]]

    evidence_event_ids: tuple[EventRef, ...] = ()

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        events_named(ground, self.evidence_event_ids)
        stated = {name: getattr(self, name) for name in _own_fields(self.FACT)}
        file.go_on(
            act,
            self.FACT,
            own=own_of(ground, file),
            evidence=self.evidence_event_ids,
            **stated,
        )
        return file


class OpenAccountability(_GoesOn):
    """Command: open accountability in a file that goes on (问责).

    Attributes:
        ground: word of the pack; None: what was found, or the trigger, says it.
    """

    NAME: ClassVar[str] = "open_accountability"
    FACT: ClassVar[type[events.Beginning]] = events.AccountabilityOpened

    ground: Code | None = None


class ReferPenalty(_GoesOn):
    """Command: ask the competent authority to fine by law, in a file that goes on.

    Attributes:
        authority: code of that authority.
    """

    NAME: ClassVar[str] = "refer_penalty"
    FACT: ClassVar[type[events.Beginning]] = events.PenaltyReferred

    authority: Code
