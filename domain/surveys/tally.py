"""Counted answers, and the two rates that come of them (rulebook 6.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain.kernel import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The answers to one survey, counted up to a position of the log.

    Attributes:
        counted_to: answers stored up to this position are in it, and no others.
        complete: whether every answer that came in time lies up to there.
        groups: how many gave each pair of answers: aware (None: don't know), and the label of
            satisfaction (None: don't know).
    """

    counted_to: int
    complete: bool
    groups: Mapping[tuple[bool | None, str | None], int]

    @property
    def answers(self) -> int:
        """How many people answered."""
        return sum(self.groups.values())

    def counts(self, *, awareness: bool, satisfied: Collection[str]) -> Counts:
        """The answers by what they say.

        Who was asked for awareness and does not say whether they know of it gave no valid answer;
        "don't know" to a question stands outside both numbers of its rate.
        """
        valid = {
            group: number
            for group, number in self.groups.items()
            if (group[0] is not None if awareness else group[1] is not None)
        }
        return Counts(
            answers=self.answers,
            valid=sum(valid.values()),
            aware=sum(number for (aware, _), number in valid.items() if aware),
            judged=sum(number for (_, label), number in valid.items() if label is not None),
            satisfied=sum(number for (_, label), number in valid.items() if label in satisfied),
        )


class Counts(Value):
    """What a closed survey rests on.

    Attributes:
        answers: how many people answered.
        valid: how many of them validly; the denominator of awareness.
        aware: of those, how many know of it.
        judged: of the valid, how many say how satisfied they are; the denominator of satisfaction.
        satisfied: of those, how many are satisfied or very satisfied.
    """

    answers: int
    valid: int
    aware: int
    judged: int
    satisfied: int
