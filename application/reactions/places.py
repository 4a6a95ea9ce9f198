"""Where the history of an event stands in rows, and where it stood before that event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from application.reactions.trigger_rows import RowKey, Standpoint
from domain.kernel import Event, EventCorrected
from domain.policy.watched import STREAKS
from domain.triggers.fields import stated, text
from domain.triggers.links import Place

if TYPE_CHECKING:
    from application.reactions.ground import ReactionGround
    from domain.policy.triggers import StreakTrigger

_MOVED: Final = "DeadlineRecalculated"


class Where(NamedTuple):
    """A place of a row."""

    key: RowKey
    place: Place


def places(
    rule: StreakTrigger, event: Event, found: Sequence[Standpoint], ground: ReactionGround
) -> Iterator[Where]:
    """Every place around which an event may have changed something.

    Args:
        found: what the history of the event adds to rows now.
        ground: asked for the history of what was corrected.
    """
    for one in found:
        if one.order is not None:
            yield Where(one.key, Place(one.order, one.item))
    if isinstance(event, EventCorrected):
        yield from _corrected_away(rule, event, found, ground)
    elif event.event_type == _MOVED:
        old, item = stated(event, "old_due"), text(stated(event, "obligation_id"))
        if isinstance(old, datetime):
            for one in found:
                if one.item == item:
                    yield Where(one.key, Place(ordered(old), one.item))


def _corrected_away(
    rule: StreakTrigger,
    event: EventCorrected,
    found: Sequence[Standpoint],
    ground: ReactionGround,
) -> Iterator[Where]:
    """The row or the place that something was taken from by a correction."""
    target = ground.history(event.originator_id)[event.target_version - 1]
    item_field = STREAKS[rule.of].item
    item = text(stated(target, item_field))
    order = _order(rule, event, is_instant=item_field is not None)
    for one in found:
        if (item_field is not None and one.item != item) or one.order is None:
            continue
        here = Place(one.order, one.item)
        if event.field == rule.subject and event.old is not None:
            yield Where(replace(one.key, subject=str(event.old)), here)
        elif event.field == rule.along and event.old is not None:
            yield Where(replace(one.key, along=str(event.old)), here)
        elif order is not None:
            yield Where(one.key, Place(order, one.item if item_field else order))


def _order(rule: StreakTrigger, event: EventCorrected, *, is_instant: bool) -> str | None:
    """The order that a correction put right; None: another field."""
    old: Any = event.old
    if isinstance(old, dict):
        old = old.get(rule.order)  # of a deadline
    elif event.field != rule.order:
        return None
    if not isinstance(old, str):
        return None
    return ordered(datetime.fromisoformat(old)) if is_instant else old


def ordered(instant: datetime) -> str:
    """Text of an instant that sorts as instants follow each other."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
