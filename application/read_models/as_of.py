"""Reading a history as it stood at an instant (ENV-06).

A read model is a fold over one case's history. As-of is the same fold over a shorter history, so
there is one definition of every row: now, in the past, rebuilt or proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.cases import events
from domain.kernel import Event, EventCorrected, effective


class Axis(StrEnum):
    """Which time counts: when it was known, or when it was true."""

    RECORDED = "RECORDED"
    OCCURRED = "OCCURRED"


@dataclass(frozen=True, slots=True)
class AsOf:
    """An instant on one of the two axes (ENV-06).

    Attributes:
        instant: aware; what happened at the instant itself is included.
        axis: RECORDED, what the system knew, with the corrections it had by then; OCCURRED, what
            was true by then, as we know today, with every correction.
    """

    instant: datetime
    axis: Axis = Axis.RECORDED

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError(f"{self.instant.isoformat()} has no time zone")


def read_as_of(history: Sequence[Event], as_of: AsOf | None) -> Sequence[Event]:
    """The history with its corrections applied, as it read then; None: as it reads now.

    Args:
        history: stored events of one aggregate, from version 1 without a gap.

    Returns:
        Empty if the aggregate did not exist then. On the axis OCCURRED versions may be missing:
        a fact recorded early may have become true late.
    """
    if as_of is None:
        return effective(history)
    if as_of.axis is Axis.RECORDED:
        known = len(history)
        for place, event in enumerate(history):
            if event.timestamp > as_of.instant:
                known = place
                break
        return effective(history[:known])
    return _true_by(effective(history), as_of.instant)


def _true_by(history: Sequence[Event], instant: datetime) -> Sequence[Event]:
    """What had occurred, and what that presupposes.

    A meeting that was held by then had been convened, and feedback given by then was owed, even
    if the office entered the former only afterwards.
    """
    if not history or history[0].occurred_at > instant:
        return ()
    origin: dict[tuple[str, str], int] = {}
    kept: set[int] = set()
    for place, event in enumerate(history):
        if isinstance(event, events.FeedbackObligationOpened):
            origin["obligation", event.obligation_id] = place
        elif isinstance(event, events.SiteMeetingConvened):
            origin["meeting", event.meeting_id] = place
        if event.occurred_at > instant or isinstance(event, EventCorrected):
            continue
        kept.add(place)
        for subject in ("obligation", "meeting"):
            named = getattr(event, f"{subject}_id", None)
            if named is not None and (subject, named) in origin:
                kept.add(origin[subject, named])
    return [history[place] for place in sorted(kept)]
