"""What calls somebody to account (rulebook 3.2, INT-01): which events, and what follows."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from domain.calendar.clocks import ClockRule
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.vocabulary import Code

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_0-9]*$", max_length=64)]
"""Name of a field of an event of the catalogue."""

Where = dict[FieldName, tuple[str | bool, ...]]
"""By field the words it may hold; the event counts if each of these fields holds one of its own."""


class _Trigger(Value):
    """What triggers of all kinds say.

    Attributes:
        of: the event that counts; only its catalogue name is known here, never who records it.
        subject: its field with who is answerable.
        where: which of these events count; empty: all.
        needs: fields that must be stated, and not empty, for it to count.
        by: post that decides and holds the talk (B-36).
        who: post or body that is called (B-36).
        do: consequences in their order.
        within: time to hold the talk; None: the pack sets none.
        minutes: the talk cannot be recorded as held without minutes.
    """

    of: EventName
    subject: FieldName
    where: Where = Field(default_factory=dict)
    needs: tuple[FieldName, ...] = ()
    by: Code
    who: Code
    do: tuple[Code, ...] = Field(min_length=1)
    within: ClockRule | None = None
    minutes: bool = True


class StreakTrigger(_Trigger):
    """So many bad ones in a row (B-07).

    Attributes:
        n: how many.
        reset: after it fired the count starts again; else it fires once for each run.
        scope: one sequence for each subject, for each subject and case, or for each and year.
        along: field that tells sequences of one subject apart; None: there is one.
        order: field that puts them in a row: an instant or the name of a period. What is equal is
            in the order of its id.
        scale, value: the scale and the field whose bad values count; None: the event itself is bad.
        overridden_by: event with the same fields that takes the place of the one that counts.
    """

    kind: Literal["STREAK"]
    n: int = Field(ge=2)
    reset: bool
    scope: Literal["SUBJECT", "CASE", "YEAR"]
    along: FieldName | None = None
    order: FieldName
    scale: Code | None = None
    value: FieldName | None = None
    overridden_by: EventName | None = None


class RankTrigger(_Trigger):
    """The last place of a ranking; who shares it shares the consequence (RANK-01).

    Whoever ranks says who is last, or says it with the place and how many were ranked, and all
    places stand in one history.

    Attributes:
        last: field that says so; ``held``: field that says that a person decides first.
        rank, ranked: fields with the place, from 1, and how many were ranked.
        among: fields that tell one ranking from another in the same history.
        top: places that are rewarded; a last place among them calls nobody by itself.
        period: field with what the ranking is about.
        scale: what is ranked by; its last place is bad.
    """

    kind: Literal["RANK"]
    last: FieldName | None = None
    held: FieldName | None = None
    rank: FieldName | None = None
    ranked: FieldName | None = None
    among: tuple[FieldName, ...] = ()
    top: int = Field(default=0, ge=0)
    period: FieldName | None = None
    scale: Code

    @model_validator(mode="after")
    def _says_who_is_last(self) -> Self:
        told, counted = self.last is not None, self.rank is not None and self.ranked is not None
        if told == counted:
            raise ValueError("a rank needs last, or rank and ranked, and never both")
        return self


class ScoreTrigger(_Trigger):
    """A bad value on a scale.

    Attributes:
        value: field with the value (B-08: which of several scores counts).
        scale: its scale; never another one's (B-09).
        period: field with what it is about; one call for each subject and period.
    """

    kind: Literal["SCORE"]
    value: FieldName
    scale: Code
    period: FieldName | None = None


class VetoTrigger(_Trigger):
    """One such event is enough; what it was caused by, a person found.

    Attributes:
        period: field with what it is about.
    """

    kind: Literal["VETO"]
    period: FieldName | None = None


class FindingTrigger(_Trigger):
    """A person finds it; no figure does."""

    kind: Literal["FINDING"]


Trigger = Annotated[
    StreakTrigger | RankTrigger | ScoreTrigger | VetoTrigger | FindingTrigger,
    Field(discriminator="kind"),
]
"""One trigger of a pack."""
