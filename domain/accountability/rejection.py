"""What a body tried without a right to it: refused, without effect, and on record (ACC-BZ-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, CreatedEvent
from domain.vocabulary import Code, PersonRef

_NAMESPACE = UUID("6d0b7a4e-5a77-4c1e-9a9c-2f5b0d7e4c31")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, by whom, about what.

    Attributes:
        trigger: what it calls for, a word of the pack.
        command: name of the command that was refused.
        by_body: code of the body that tried; person_ref: pseudonymous id of who acted for it.
        kind: kind of assessment; body: code of the body under which it would have been.
        about: code of the body, or pseudonymous id of the person, that was to be judged.
        of_person: a person was to be judged.
        year: which year; None: the kind has none.
        refusal: code of the refusal.
    """

    trigger: str
    command: str
    by_body: str
    person_ref: str
    kind: str
    body: str
    about: str
    of_person: bool
    year: int | None
    refusal: str


class Rejection(Aggregate):
    """One body tried one thing about one subject of one year, once or a thousand times.

    The first try is on record, and calls for a violation; each further one is refused alike and
    stands in the security log alone, so a flood of tries adds nothing here.
    """

    TOPIC = "Rejection"
    Event = kernel.Event

    class CommandRejected(CreatedEvent):
        """A command was refused to a body that has no right to it; it had no effect.

        Attributes:
            command: name of the command; refusal: code of the refusal.
            by_body: code of the body that tried; person_ref: pseudonymous id of who acted for it.
            kind: kind of assessment, a word of the pack; body: code of the body it is under.
            subject: code of the body that was to be judged; None: a person was.
            subject_ref: pseudonymous id of that person.
            year: which year; None: the kind has none.
        """

        TOPIC: ClassVar[str] = "CommandRejected"

        command: Code
        refusal: Code
        by_body: Code
        person_ref: PersonRef
        kind: Code
        body: Code
        subject: Code | None = None
        subject_ref: PersonRef | None = None
        year: int | None = None

    def __init__(self) -> None:
        """Nothing further: that it was tried says it all."""

    @staticmethod
    def create_id(jurisdiction: str, attempt: Attempt) -> UUID:
        """One trigger, body, kind, subject and year: one rejection."""
        parts = (attempt.trigger, attempt.by_body, attempt.kind, attempt.about, str(attempt.year))
        return uuid5(_NAMESPACE, "/".join((jurisdiction, *parts)))

    @classmethod
    def reject(cls, act: Act, attempt: Attempt, *, jurisdiction: str) -> Self:
        """Record the first try; the system does."""
        about: dict[str, Any] = {"subject_ref" if attempt.of_person else "subject": attempt.about}
        envelope = act.system_envelope(cls.CommandRejected.TOPIC, act.at)
        rule = act.pack.rule_of("triggers", attempt.trigger)
        if rule is not None:
            envelope["rule_ids"] = (*envelope["rule_ids"], rule)
        return cls._create(
            cls.CommandRejected,
            id=cls.create_id(jurisdiction, attempt),
            command=attempt.command,
            refusal=attempt.refusal,
            by_body=attempt.by_body,
            person_ref=attempt.person_ref,
            kind=attempt.kind,
            body=attempt.body,
            year=attempt.year,
            **about,
            **envelope,
        )
