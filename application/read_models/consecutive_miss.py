"""How many misses in a row a unit has, and what it was called for already (rulebook F)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.read_models.accountability_files import FileLine
from application.read_models.feedback_obligations import ObligationRow
from domain.cases.record import ObligationStatus

_MISSED: Final = frozenset({ObligationStatus.MISSED, ObligationStatus.GIVEN_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsecutiveMiss:
    """One trigger's count of one unit as of an instant.

    Attributes:
        trigger: a word of the pack; ``calls_at``: how many in a row call.
        count: misses since the last answer in time on which no call rests that began anew.
        last: what the unit owed last, by bound; cancelled ones are left out.
        calls: files that the trigger began, the oldest first; each names what it rests on.
    """

    unit: str
    trigger: str
    calls_at: int
    count: int
    last: Sequence[ObligationRow]
    calls: Sequence[FileLine]


def count_of(
    last: Iterable[ObligationRow], used: Collection[str], *, reset: bool, at: datetime
) -> int:
    """Misses in a row at the end of what is settled without gap (ACC-DG-01).

    Args:
        last: by bound, then id.
        used: ids of obligations on which calls rest.
        at: what is due later does not count yet, even if it was answered early.
    """
    count = 0
    for row in last:
        if row.status is ObligationStatus.OPEN or row.due_at is None or row.due_at > at:
            return count
        if row.status not in _MISSED:
            count = 0
        elif not (reset and row.obligation_id in used):
            count += 1
    return count
