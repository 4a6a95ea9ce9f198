"""Put an entry of a book right by a later fact (ENV-02)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import JsonValue

from application.errors import EventNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.kernel import effective
from domain.records.book import RecordBook, span_of
from domain.records.errors import RecordUndefined
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class CorrectRecord(OrganisationCommand):
    """Command: correct a field of an entry; what it fulfilled by mistake is owed again (OBL-01).

    Attributes:
        record: kind of record. body: code of the body whose book it is.
        on: the local day that the entry names.
        no: place of the entry in its book, from 1.
        field: the wrong field; kind and body of an entry cannot be corrected.
        new: the right value, as JSON.
    """

    NAME: ClassVar[str] = "correct_record"
    FAMILY: ClassVar[str] = "books"

    record: Code
    body: Code
    on: date
    no: AtLeastOne
    field: str
    new: JsonValue

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
        rule = act.pack.records.get(self.record)
        if rule is None:
            raise RecordUndefined(self.record, "EventCorrected", act.pack.ref)
        book_id = RecordBook.create_id(
            ground.jurisdiction, self.record, self.body, span_of(rule, self.on)
        )
        book = ground.aggregate(RecordBook, book_id)
        if book is None or self.no > book.version:
            raise EventNotFound(self.no)
        target = effective(ground.history(book_id))[self.no - 1]
        book.correct(act, target=target, field=self.field, new=self.new)
        return book
