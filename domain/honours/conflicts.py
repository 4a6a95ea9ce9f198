"""What stands against a reward, and that a person weighed it (3.3, ACC-BJ-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from domain.accountability.errors import FinderDecides
from domain.honours.errors import ConflictsChanged, RewardInConflict
from domain.required import require_reason

if TYPE_CHECKING:
    from domain.accountability.accountability import Accountability
    from domain.act import Act
    from domain.policy.pack import PolicyPack


def stands_against(
    file: Accountability, pack: PolicyPack, *, year: int, basis: Collection[str]
) -> bool:
    """Whether a file about a subject stands against a reward of that subject.

    It does unless it was taken back: where it is about the year of the reward, where it rests on
    what the reward is granted for, and as long as it is open.

    Args:
        pack: that judges the file.
        year: that the reward is for; ``basis``: references to the events it rests on.

    Raises:
        TriggerUndefined: B-45.
    """
    if file.closed:
        return False
    return file.year == year or not file.evidence.isdisjoint(basis) or file.is_open(pack)


def weigh(
    act: Act, against: Iterable[Accountability], despite: Mapping[str, int]
) -> tuple[str, ...]:
    """References to what was weighed, each as it is now; empty: nothing stands against it.

    Args:
        against: the files that stand against the reward.
        despite: by code of such a file the version at which it was weighed.

    Raises:
        RewardInConflict: one of the files was not named.
        ConflictsChanged: one went on since it was weighed, or does not stand against it.
        ReasonMissing: nobody says how they were weighed.
        FinderDecides: the actor took part in one of them (C).
    """
    standing = {file.code: file for file in sorted(against, key=lambda file: file.code)}
    unnamed = [file for code, file in standing.items() if code not in despite]
    if unnamed:
        raise RewardInConflict({file.code: file.version for file in unnamed})
    for code, version in despite.items():
        if code not in standing or standing[code].version != version:
            raise ConflictsChanged(code, standing[code].version if code in standing else None)
    if not standing:
        return ()
    require_reason(act, "A reward in spite of a file of accountability")
    if any(act.actor.id in file.involved for file in standing.values()):
        raise FinderDecides
    return tuple(file.ref for file in standing.values())
