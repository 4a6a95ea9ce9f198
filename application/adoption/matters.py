"""Gates that nobody answered and meetings that were not held, before a new version (ENV-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from domain.kernel import Event, effective
from domain.meetings.meeting import Meeting
from domain.oversight.gate import Gate
from domain.rebinding import PackDoesNotFit, Pinned

if TYPE_CHECKING:
    from application.ports import EventLog
    from domain.policy.pack import PolicyPack


class MatterKind(StrEnum):
    """What goes on without being a case."""

    GATE = "GATE"
    MEETING = "MEETING"


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One gate or meeting that goes on; ``pack`` judges it."""

    kind: MatterKind
    code: str
    pack: str


@dataclass(frozen=True, slots=True)
class MatterVerdict:
    """Whether a gate or meeting can be rebound.

    Attributes:
        refused: code of the refusal; None: it can be.
        why: the refusal in words.
    """

    matter: OpenMatter
    refused: str | None = None
    why: str | None = None


class OpenMatters(Protocol):
    """Knows what goes on; follows the log."""

    def by_pack(self, jurisdiction: str) -> Mapping[MatterKind, Mapping[str, int]]:
        """How many there are of each kind, by the version that judges them."""
        ...

    def not_under(self, jurisdiction: str, ref: str, limit: int) -> Sequence[OpenMatter]:
        """The first of those that another version judges, by kind and code."""
        ...


def verdicts(
    log: EventLog, jurisdiction: str, matters: Sequence[OpenMatter], target: PolicyPack
) -> Iterator[MatterVerdict]:
    """Whether each has a place in a version, judged on what is stored."""
    ids = {matter: _id(jurisdiction, matter) for matter in matters}
    histories = log.open(jurisdiction, list(ids.values())).histories
    for matter, matter_id in ids.items():
        found = _rebuilt(effective(histories[matter_id]))
        if found is None or found.is_settled:
            continue  # settled since the read model was folded
        missing = list(found.missing_in(target))
        refusal = PackDoesNotFit(target.ref, missing) if missing else None
        yield MatterVerdict(
            matter, refusal.code if refusal else None, str(refusal) if refusal else None
        )


def _id(jurisdiction: str, matter: OpenMatter) -> UUID:
    kind = Gate if matter.kind is MatterKind.GATE else Meeting
    return kind.create_id(jurisdiction, matter.code)


def _rebuilt(history: Sequence[Event]) -> Pinned | None:
    found: Any = None
    for event in history:
        found = event.mutate(found)
    return found if isinstance(found, Pinned) else None
