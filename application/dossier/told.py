"""Events as a discipline commission reads them: what happened, and because of which events.

Nobody is named: what a person's id stands in is left out, and what refers to the vault, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from application.live.published import PUBLISHED, SUBJECT, may_name_a_person
from application.ports import EventLog
from application.read_models.as_of import AsOf, Axis, read_as_of
from domain.accountability.evidence import event_ref, referred
from domain.cases.appraisal import EXCLUSION
from domain.kernel import ENVELOPE, Event, EventCorrected
from domain.vocabulary import VaultRef

_REF: Final = re.compile(r"event:[0-9a-f-]{36}/[1-9]\d*")
_DEPTH: Final = 4
_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One event, and what it rests on.

    Attributes:
        ref: ``event:<aggregate id>/<version>``; ``position``: its place in the log.
        actor_no: which of those who act in a post here did it, counted in the order in which they
            are told: two numbers are two persons, whoever they are. None: nobody in a post did.
        facts: its own fields without people and without what lies in the vault.
        documents: what it refers to outside the log.
        evidence_event_ids: every event it names as its ground.
        because: those of them that are told, in the order in which they happened; one that was not
            known yet, or is told already, or lies too deep, is named and not told.
    """

    ref: str
    position: int
    aggregate_id: UUID
    event: str
    occurred_at: datetime
    recorded_at: datetime
    late_recorded: bool
    actor_post: str | None
    actor_no: int | None
    on_behalf_of_unit: str | None
    pack: str
    rule_ids: tuple[str, ...]
    reason: str | None
    documents: tuple[str, ...]
    facts: Mapping[str, Any]
    evidence_event_ids: tuple[str, ...]
    because: tuple[ToldEvent, ...] = ()

    def all(self) -> Iterator[ToldEvent]:
        """It and everything it rests on that is told."""
        yield self
        for ground in self.because:
            yield from ground.all()


class Teller:
    """Tells events of one jurisdiction as of one instant; what was told once is not told again.

    Bounded: at most five hundred events that others rest on, four deep.

    Args:
        as_of: None: now.
    """

    def __init__(self, log: EventLog, jurisdiction: str, as_of: AsOf | None) -> None:
        self._log = log
        self._jurisdiction = jurisdiction
        self._as_of = as_of
        self._histories: dict[UUID, Mapping[int, tuple[int, Event]]] = {}
        self._told: set[str] = set()
        self._actors: dict[str, int] = {}
        self._left = _MOST

    def history(self, aggregate_id: UUID) -> Sequence[ToldEvent]:
        """What happened to an aggregate, each event with what it rests on."""
        events = self._read(aggregate_id)
        return [
            self._tell(position, event, _DEPTH)
            for position, event in events.values()
            if not isinstance(event, EventCorrected)
        ]

    def exclusions(self, told: Iterable[ToldEvent]) -> Sequence[ToldEvent]:
        """Whether what these events happened to was asked to be left out of all counts (剔除)."""
        return [
            self._tell(position, event, 0)
            for aggregate_id in dict.fromkeys(one.aggregate_id for one in told)
            for position, event in self._read(aggregate_id).values()
            if getattr(event, "gate_code", None) == EXCLUSION
        ]

    def _tell(self, position: int, event: Event, depth: int) -> ToldEvent:
        ref = event_ref(event.originator_id, event.originator_version)
        self._told.add(ref)
        grounds = tuple(dict.fromkeys(_grounds(event)))
        told = _told(ref, position, event, grounds, self._actor_no(event))
        if depth == 0 or not grounds:
            return told
        because = [self._ground(ground, depth - 1) for ground in grounds]
        found = sorted(
            (one for one in because if one is not None),
            key=lambda one: (one.occurred_at, one.position),
        )
        return replace(told, because=tuple(found))

    def _actor_no(self, event: Event) -> int | None:
        if event.actor_post is None:
            return None
        return self._actors.setdefault(event.actor_id, len(self._actors) + 1)

    def _ground(self, ref: str, depth: int) -> ToldEvent | None:
        if ref in self._told or self._left <= 0:
            return None
        aggregate_id, version = referred(ref)
        known = self._read(aggregate_id).get(version)
        if known is None:
            return None
        self._left -= 1
        return self._tell(*known, depth)

    def _read(self, aggregate_id: UUID) -> Mapping[int, tuple[int, Event]]:
        if aggregate_id not in self._histories:
            stored = self._log.history(self._jurisdiction, aggregate_id)
            positions = {event.originator_version: position for position, event in stored}
            read = read_as_of([event for _, event in stored], self._as_of)
            self._histories[aggregate_id] = {
                event.originator_version: (positions[event.originator_version], event)
                for event in read
                if self._is_known(event)
            }
        return self._histories[aggregate_id]

    def _is_known(self, event: Event) -> bool:
        as_of = self._as_of
        if as_of is None or as_of.axis is Axis.RECORDED:
            return True
        return event.occurred_at <= as_of.instant


def _told(
    ref: str, position: int, event: Event, grounds: tuple[str, ...], actor_no: int | None
) -> ToldEvent:
    return ToldEvent(
        ref=ref,
        position=position,
        aggregate_id=event.originator_id,
        event=event.event_type,
        occurred_at=event.occurred_at,
        recorded_at=event.timestamp,
        late_recorded=event.late_recorded,
        actor_post=event.actor_post,
        actor_no=actor_no,
        on_behalf_of_unit=event.on_behalf_of_unit,
        pack=event.pack,
        rule_ids=event.rule_ids,
        reason=event.reason,
        documents=tuple(one for one in event.evidence if not _REF.fullmatch(one)),
        facts=_facts(event),
        evidence_event_ids=grounds,
    )


def _facts(event: Event) -> Mapping[str, Any]:
    own = (type(event).model_fields.keys() - ENVELOPE) & PUBLISHED
    if may_name_a_person(event):
        own -= {SUBJECT}
    shown = {name: getattr(event, name) for name in sorted(own)}
    return {
        name: value
        for name, value in shown.items()
        if value not in (None, ()) and not isinstance(value, VaultRef)
    }


def _grounds(event: Event) -> Iterator[str]:
    """Every event that an event names: as evidence, or in a field of its own."""
    named = [event.evidence, *(getattr(event, name) for name in type(event).model_fields)]
    for value in named:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and _REF.fullmatch(one):
                yield one
