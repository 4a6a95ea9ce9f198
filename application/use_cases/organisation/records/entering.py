"""Put plain facts on record (7.7, 7.9, 7.10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from pydantic import create_model
from pydantic.fields import FieldInfo

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.oversight.gate_command import require_gate
from application.use_cases.organisation.records.checks import CHECKS
from application.use_cases.organisation.records.correct_record import CorrectRecord
from application.use_cases.organisation.records.members import require_heard_where_reported
from application.use_cases.organisation.standing import require_living
from domain.facts.catalogue import FACTS
from domain.facts.entered import Entered
from domain.kernel import ENVELOPE
from domain.records.book import RecordBook, recordable, span_of
from domain.records.errors import EnteredByAnother
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordCommand(OrganisationCommand):
    """A command that enters one fact in a book.

    Attributes:
        FACT: which fact.
        record: kind of record, a word of the pack.
        body: code of the body in which it happened.
        on: local day on which it happened; None: today.
    """

    FAMILY: ClassVar[str] = "books"
    FACT: ClassVar[type[Entered]]

    record: Code
    body: Code
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.record

    def subject_id(self, jurisdiction: str) -> UUID:
        """The kind of record; which book it is in, the pack and the day say."""
        return RecordBook.create_id(jurisdiction, self.record, self.body, None)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> RecordBook:
        require_living(ground.directory, self.body)
        on = day_or_today(self.on, act)
        rule = recordable(act, self.FACT, self.record)
        stated = {name: getattr(self, _asked_as(name)) for name in _fields(self.FACT)}
        stated |= {"on": on}
        keeper = rule.entered_by
        if keeper is not None:
            holders = ground.directory.holders(self.body, keeper, act.at)
            if act.actor.id not in holders:
                raise EnteredByAnother(self.record, keeper, self.body)
        if rule.guarded is not None:
            require_gate(
                act,
                ground,
                rule.guarded,
                subject=stated.get("subject"),
                gate=stated.get("gate"),
            )
            require_heard_where_reported(act, ground, rule.guarded, stated)
        check = CHECKS.get(self.FACT.TOPIC)
        if check is not None:
            check(act, ground, stated)
        book_id = RecordBook.create_id(
            ground.jurisdiction, self.record, self.body, span_of(rule, on)
        )
        book = ground.aggregate(RecordBook, book_id)
        if book is not None:  # a host whose clock lags records nothing before what it follows
            act = replace(act, at=max(act.at, book.modified_on))
        return RecordBook.enter(
            act, book, jurisdiction=ground.jurisdiction, fact=self.FACT, stated=stated
        )


def _fields(fact: type[Entered]) -> Mapping[str, FieldInfo]:
    return {name: info for name, info in fact.model_fields.items() if name not in ENVELOPE}


def _command(fact: type[Entered]) -> type[RecordCommand]:
    """The command that records a fact: it asks for the fact's own fields, typed as they are."""
    own: dict[str, Any] = {
        _asked_as(name): (info.annotation, info)
        for name, info in _fields(fact).items()
        if name not in Entered.model_fields
    }
    title = "".join(word.capitalize() for word in fact.NAME.split("_"))
    made: type[RecordCommand] = create_model(
        title, __base__=RecordCommand, __module__=fact.__module__, __doc__=_doc(fact), **own
    )
    made.NAME, made.FACT = fact.NAME, fact
    return made


def _doc(fact: type[Entered]) -> str:
    told, _, attributes = (fact.__doc__ or "").partition("Attributes:")
    attributes = attributes.replace(" subject:", " about:")
    return f"Command: {told[:1].lower()}{told[1:]}Attributes:{attributes}"


def _asked_as(name: str) -> str:
    """What a command calls a field of its fact: its own subject is what it changes."""
    return "about" if name == "subject" else name


RECORD_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    *(_command(fact) for fact in FACTS.values()),
    CorrectRecord,
)
"""One for each fact that can be put on record, and the one that puts it right."""
