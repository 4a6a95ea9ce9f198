"""Who holds a post, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person in one post for one period of local days.

    Attributes:
        from_on: first day.
        to_on: the first day on which it is no longer held, so that a successor who begins that
            day leaves neither a gap nor a day with two; None: no end is known.
        office: the office by which it is held, where each fills a seat of its own.
    """

    post: str
    person_ref: str
    from_on: date
    to_on: date | None = None
    office: str | None = None

    def holds(self, on: date) -> bool:
        """Whether the post is held on that day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)

    def overlaps(self, other: Tenure) -> bool:
        """Whether there is a day on which both hold."""
        return _before(self.from_on, other.to_on) and _before(other.from_on, self.to_on)

    def begun_by(self, on: date) -> bool:
        """Whether leaving on that day makes sense: begun by then, and not ended before."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


def most_at_once(added: Tenure, others: Iterable[Tenure]) -> int:
    """The largest number of the others who hold on one day of the added tenure."""
    rivals = [other for other in others if other.overlaps(added)]
    # The number rises only where somebody begins, so those days are enough to look at.
    days = [max(added.from_on, rival.from_on) for rival in rivals]
    return max((sum(rival.holds(day) for rival in rivals) for day in days), default=0)


def ended(tenures: Sequence[Tenure], *, post: str, person_ref: str, on: date) -> tuple[Tenure, ...]:
    """The tenures after that person left that post on that day."""
    return tuple(
        replace(tenure, to_on=on)
        if (tenure.post, tenure.person_ref) == (post, person_ref) and tenure.begun_by(on)
        else tenure
        for tenure in tenures
    )


def _before(day: date, end: date | None) -> bool:
    return end is None or day < end
