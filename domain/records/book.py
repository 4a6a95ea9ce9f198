"""The book of records: facts of one kind, of one body, of one span of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.calendar.periods import Window, window
from domain.corrections import CorrectionRefused, correction
from domain.facts.duties import DutyCheckDone
from domain.facts.entered import Entered
from domain.kernel import Aggregate, EventCorrected
from domain.organisation.body import require_past
from domain.policy.recordables import Recordable
from domain.records.errors import (
    EnteredAlready,
    FieldMissing,
    RecordUndefined,
    TooFew,
    WordsUndefined,
    WordUnknown,
)
from domain.ruled import ruled

_NAMESPACE = UUID("e4cf6a7e-6a3b-44f7-8a0b-3f5c1f6d2b90")

_Key = tuple[str, ...]


class RecordBook(Aggregate):
    """Facts are entered one after another and never changed.

    A book ends with its span, so entering the next fact is the same work after ten years. The pack
    says what a kind of record must satisfy (rulebook 7.7, 7.9, 7.10); what it does not define is
    refused (B-45).
    """

    TOPIC = "RecordBook"
    Event = kernel.Event

    EventCorrected = EventCorrected

    def __init__(self, record: str, body: str, on: date) -> None:
        self.record = record
        self.body = body
        self.begun_on = on
        self.entries: tuple[Mapping[str, Any], ...] = ()

    @staticmethod
    def create_id(jurisdiction: str, record: str, body: str, span: Window | None) -> UUID:
        """One kind, body and span: one book."""
        since = span.first_day.isoformat() if span else "always"
        return uuid5(_NAMESPACE, f"{jurisdiction}/{record}/{body}/{since}")

    def on_entered(self, fact: Entered) -> None:
        self.entries = (*self.entries, fact.stated)

    def has(self, stated: Mapping[str, Any]) -> bool:
        """Whether there is an entry with these values."""
        return any(
            all(entry.get(name) == value for name, value in stated.items())
            for entry in self.entries
        )

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def enter(
        cls,
        act: Act,
        book: Self | None,
        *,
        jurisdiction: str,
        fact: type[Entered],
        stated: Mapping[str, Any],
    ) -> Self:
        """Enter a fact in its book; None: it begins one.

        Args:
            stated: fields of the fact, ``record``, ``body`` and ``on`` among them.

        Raises:
            RecordUndefined, WordsUndefined: B-45.
            WordUnknown, FieldMissing, TooFew, EnteredAlready: what the pack says of the kind.
            DateInFuture: it has not happened yet (ENV-04).
        """
        rule = recordable(act, fact, stated["record"])
        require_past(act, stated["on"])
        _require_words(act, rule, stated)
        _require_fields(rule, stated)
        span = span_of(rule, stated["on"])
        alike = {name: stated.get(name) for name in rule.once_per}
        if alike and book is not None and book.has(alike):
            raise EnteredAlready(stated["record"], rule.once_per, span.first_day if span else None)
        envelope = ruled(act, "records", stated["record"]).envelope(fact.TOPIC)
        if book is None:
            book_id = cls.create_id(jurisdiction, stated["record"], stated["body"], span)
            return cls._create(fact, id=book_id, **stated, **envelope)
        book.trigger_event(fact, **stated, **envelope)
        return book

    def correct(self, act: Act, *, target: kernel.Event, field: str, new: object) -> None:
        """Put a field of an entry right by a later fact; both stay visible (ENV-02).

        Args:
            target: the entry as it reads today.
            new: a value as JSON has it.

        Raises:
            NothingToCorrect, CorrectionRefused: ENV-02; an entry stays in its book, so its day
                stays within the span of the book.
            RecordUndefined, WordsUndefined, WordUnknown, FieldMissing, TooFew: what the pack says
                of the kind.
            DateInFuture: it has not happened yet (ENV-04).
        """
        said = correction(target, field, new, of=self)
        entry: Any = target
        state = entry.model_dump(mode="json") | {field: said["new"]}
        right: Any = type(entry).model_validate(state)
        rule = recordable(act, type(entry), self.record)
        require_past(act, right.on)
        if span_of(rule, right.on) != span_of(rule, entry.on):
            raise CorrectionRefused("That day lies in another book.")
        stated = {name: getattr(right, name) for name in rule.fields_named}
        _require_words(act, rule, {"record": self.record, **stated})
        _require_fields(rule, {"record": self.record, **stated})
        self.trigger_event(EventCorrected, **said, **act.envelope(EventCorrected.TOPIC))


def recordable(act: Act, fact: type[Entered], record: str) -> Recordable:
    """What the pack says of a kind of record.

    Raises:
        RecordUndefined: it says nothing, or speaks of another fact (B-45).
    """
    rule = act.pack.records.get(record)
    if rule is None or rule.event != fact.TOPIC:
        raise RecordUndefined(record, fact.TOPIC, act.pack.ref)
    return rule


def span_of(rule: Recordable, on: date) -> Window | None:
    """The span of the book that a fact of that local day stands in; None: it never ends."""
    return window(rule.period, on) if rule.period else None


def _require_words(act: Act, rule: Recordable, stated: Mapping[str, Any]) -> None:
    for name, words in rule.words.items():
        if words is None:
            raise WordsUndefined(stated["record"], name)
        _require_known(name, stated.get(name), words)
    lists = dict(rule.lists)
    if rule.event == DutyCheckDone.TOPIC:
        _require_known("list", stated["list"], lists["list"])
        lists = {"item": (stated["list"],)}
    for name, checklists in lists.items():
        entries: list[str] = []
        for checklist in checklists:
            items = act.pack.checklists[checklist].items
            if items is None:
                raise WordsUndefined(stated["record"], checklist)
            entries += items
        _require_known(name, stated.get(name), entries)


def _require_known(name: str, value: Any, words: Iterable[str]) -> None:
    known = tuple(dict.fromkeys(words))
    for word in value if isinstance(value, tuple) else (value,):
        if word is not None and word not in known:
            raise WordUnknown(name, word, known)


def _require_fields(rule: Recordable, stated: Mapping[str, Any]) -> None:
    if missing := [name for name in rule.required if stated.get(name) in {None, ()}]:
        raise FieldMissing(stated["record"], missing)
    for name, at_least in rule.at_least.items():
        different = len(set(stated.get(name) or ()))
        if different < at_least:
            raise TooFew(name, different, at_least)
