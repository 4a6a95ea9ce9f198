"""What every plain fact on record says, and the book it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Protocol

from eventsourcing.utils import register_topic

from domain.kernel import ENVELOPE, OpeningEvent
from domain.vocabulary import Code


class Book(Protocol):
    """An aggregate that such facts are entered in."""

    def on_entered(self, fact: Entered) -> None: ...


class Entered(OpeningEvent):
    """A plain fact: it happened, and nothing is done about it but to know it.

    The first of a book begins its history.

    Attributes:
        NAME: of the command that records it.
        record: the kind of record, a word of the pack.
        body: code of the body in which it happened.
        on: local day on which it happened.
    """

    TOPIC: ClassVar[str]
    NAME: ClassVar[str]
    LINKS: ClassVar[frozenset[str]] = frozenset({"record", "body"})

    record: Code
    body: Code
    on: date

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        # The library finds the events that stand in the body of an aggregate; these do not.
        register_topic(cls.TOPIC, cls)

    def apply(self, aggregate: Any) -> None:
        book: Book = aggregate
        book.on_entered(self)

    @property
    def stated(self) -> Mapping[str, Any]:
        """The fields that were stated, without the envelope."""
        return {
            name: value
            for name in type(self).model_fields
            if name not in ENVELOPE and (value := getattr(self, name)) not in {None, ()}
        }
