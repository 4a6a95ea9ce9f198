"""What a pack says about plain facts that are put on record (rulebook 7.7, 7.9, 7.10)."""

from __future__ import annotations

from itertools import chain
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.calendar.periods import Period
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.vocabulary import Code


class Coverage(Value):
    """Where such a record has to be; a body without one is a defect.

    Attributes:
        at: level of the bodies that need it.
        each: how often; None: once.
        days: WORKING_DAY: for days that are worked; HOLIDAY: for statutory days off;
            CALENDAR_DAY: for every day. Counts with ``each: DAY`` only.
        having: values that the record must have, by field.
        fresh_days: what is older than so many days counts no more (INF-BZ-01); None: it lasts.
        dated_by: field with the day that age is counted from; None: the day it happened.
    """

    at: Code
    each: Period | None = None
    days: Literal["WORKING_DAY", "HOLIDAY", "CALENDAR_DAY"] = "CALENDAR_DAY"
    having: dict[Code, Code] = Field(default_factory=dict)
    fresh_days: int | None = Field(default=None, ge=1)
    dated_by: Code | None = None

    @model_validator(mode="after")
    def _fits_its_time(self) -> Self:
        if self.fresh_days is not None and self.each is not None:
            raise ValueError("what is expected in each window does not grow old: drop fresh_days")
        if self.dated_by is not None and self.fresh_days is None:
            raise ValueError("dated_by belongs to fresh_days")
        return self


class Guarded(Value):
    """A gate of the pack, and the kind of matter that it guards.

    Attributes:
        reported: field with the person whom the opinion is about: it is asked of the one body that
            they report to (VOL-BZ-04); None: whoever asks says who is asked.
    """

    gate: Code
    matter: Code
    reported: Code | None = None


class Recordable(Value):
    """A kind of record: which fact it is, and what the fact must satisfy.

    Attributes:
        event: the fact.
        period: the span of one book; None: the book never ends.
        once_per: fields in which no two records of a book are alike.
        words: by field the words it may hold; null: the sources give none, so nothing is recorded
            until the pack names them (B-45).
        required: fields that must be stated.
        at_least: by field the least number of different entries.
        guarded: what must have been passed before (GAT-01); None: nothing.
        lists: by field the checklists of the pack that its word is an entry of.
        expected: where such a record has to be.
        entered_by: post of the body whose holder alone enters it; None: whoever has the right.
    """

    event: EventName
    period: Period | None = None
    once_per: tuple[Code, ...] = ()
    words: dict[Code, tuple[Code, ...] | None] = Field(default_factory=dict)
    lists: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)
    required: tuple[Code, ...] = ()
    at_least: dict[Code, int] = Field(default_factory=dict)
    guarded: Guarded | None = None
    expected: Coverage | None = None
    entered_by: Code | None = None

    @property
    def fields_named(self) -> frozenset[str]:
        """Every field of the fact that the pack speaks of."""
        having = self.expected.having if self.expected else {}
        dated_by = self.expected.dated_by if self.expected else None
        named = (self.once_per, self.words, self.lists, self.required, self.at_least)
        reported = self.guarded.reported if self.guarded else None
        dated = tuple(name for name in (dated_by, reported) if name is not None)
        return frozenset((*chain.from_iterable(named), *having, *dated))
