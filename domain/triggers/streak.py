"""So many bad ones in a row (ACC-DG-01, ACC-SA-01, B-07).

The order is that of the rule, by due date or by period, and never that of arrival. A sequence is
looked at around the link that changed, as far as the next good one to either side, however long the
sequence is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from domain.policy.triggers import StreakTrigger
from domain.triggers.links import Link, Place, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A link in its sequence.

    Attributes:
        used: whether a call rests on it already; nothing counts for two (3.2).
    """

    link: Link
    used: bool

    @property
    def is_free(self) -> bool:
        """Whether it counts for a call that is not made yet."""
        return self.link.verdict is Verdict.BAD and not self.used

    @property
    def has_fired(self) -> bool:
        """Whether it is part of a run that called somebody."""
        return self.link.verdict is Verdict.BAD and self.used


class Links(Protocol):
    """The links of one sequence as they stand."""

    def before(self, place: Place) -> Iterator[Standing]:
        """What comes before a place, the nearest first."""
        ...

    def since(self, place: Place) -> Iterator[Standing]:
        """What stands at a place or comes after it, the nearest first."""
        ...


def run_around(links: Links, place: Place, rule: StreakTrigger) -> Sequence[Link]:
    """The ``n`` links in a row around a changed place that call somebody; empty: nobody is called.

    What is not settled yet holds up what follows it, up to the next good one: which of them belong
    together depends on it. So who is called does not depend on the order in which things arrive.

    Where the rule says ``reset``, links on which calls rest are passed over: they have counted, and
    part nothing. So one that becomes known late finds its partner behind or before them, and a run
    of ``k`` bad ones calls ``k // n`` times in whatever order it became known. Without ``reset`` a
    run calls once, however long it gets.
    """
    following = links.since(place)
    first = next(following, None)
    if first is None:
        return ()
    run: list[Link] = []
    if first.link.place != place or first.is_free or (first.has_fired and rule.reset):
        leading = _leading(links, place, rule)
        if leading is None:
            return ()
        run = leading
        following = chain((first,), following)
    elif first.link.verdict is Verdict.OPEN or first.has_fired:
        return ()
    elif parted := _parted(links, first, rule):
        return parted
    trailing = _trailing(following, rule, rule.n - len(run))
    if trailing is None:
        return ()
    run += trailing
    return run[: rule.n] if len(run) >= rule.n else ()


def _trailing(following: Iterator[Standing], rule: StreakTrigger, wanted: int) -> list[Link] | None:
    """The free links that go on with a run, at least as many as are wanted if there are so many;
    None: the run has called, and calls once."""
    found: list[Link] = []
    for standing in following:
        if rule.reset and len(found) >= wanted:
            break
        if standing.has_fired:
            if not rule.reset:
                return None
        elif standing.is_free:
            found.append(standing.link)
        else:
            break
    return found


def _parted(links: Links, first: Standing, rule: StreakTrigger) -> Sequence[Link]:
    """What a good one that became known late parted from a run that had called."""
    leading = _leading(links, first.link.place, rule)
    return leading[: rule.n] if leading is not None and len(leading) >= rule.n else ()


def _leading(links: Links, place: Place, rule: StreakTrigger) -> list[Link] | None:
    """The free links before a place, in their order, back to the next good one; None: nobody is
    called with them.

    They are fewer than ``n``, unless something unsettled holds them up.
    """
    run: list[Link] = []
    for standing in links.before(place):
        if standing.link.verdict is Verdict.OPEN or (standing.has_fired and not rule.reset):
            return None
        if standing.has_fired:
            continue
        if not standing.is_free:
            break
        run.append(standing.link)
    return run[::-1]


def spanned(links: Links, place: Place) -> bool:
    """Whether bad links on which calls rest stand in a row to either side of a good one.

    Then one of those calls may rest on links that it parts.
    """
    following = links.since(place)
    first = next(following, None)
    if first is None or first.link.place != place or first.link.verdict is not Verdict.GOOD:
        return False
    return _reaches_fired(following) and _reaches_fired(links.before(place))


def _reaches_fired(standings: Iterator[Standing]) -> bool:
    for standing in standings:
        if standing.has_fired:
            return True
        if standing.link.verdict is Verdict.GOOD:
            return False
    return False
