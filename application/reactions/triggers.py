"""Calls to account whom the events of the log call (rulebook 3.2, INT-01, ADR 29).

A pack says which events, a detector finds them, and a file of accountability begins. Triggers whose
chain begins with what a person finds or does call nobody here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from application.reactions.trigger_rows import RowKey, TriggerRows
from application.use_cases.organisation.accountability.file_command import calling_body
from domain.accountability.accountability import Accountability, Cause
from domain.accountability.chain import begins_with
from domain.cases.appraisal import EXCLUSION
from domain.gates import GatePassed
from domain.kernel import Event, EventCorrected, effective
from domain.policy.accountability import ChainStep
from domain.policy.triggers import StreakTrigger, Trigger
from domain.policy.watched import STREAKS, WATCHED
from domain.triggers.evidence import Call, evidence_of
from domain.triggers.fields import counts, stated, text
from domain.triggers.links import Link, Place, Verdict
from domain.triggers.single import calls_of
from domain.triggers.streak import Standing, run_around

if TYPE_CHECKING:
    from application.reactions.cause import Cause as Recorded
    from application.reactions.ground import ReactionGround
    from domain.policy.pack import PolicyPack

_LONGEST_CODE: Final = 64
_MOVED: Final = "DeadlineRecalculated"


@dataclass(frozen=True, slots=True)
class CallToAccount:
    """The reaction. Shown an event again, it finds the file that begins with it and does nothing.

    Attributes:
        rows: asked for what follows what; it only says where to look, the log decides.
    """

    rows: TriggerRows

    NAME: ClassVar[str] = "triggers"
    TOPICS: ClassVar[frozenset[str]] = frozenset(WATCHED).union(
        *(row.topics for row in STREAKS.values()), {EventCorrected.TOPIC}
    )
    AFTER_READ_MODELS: ClassVar[bool] = True

    def react(self, causes: Sequence[Recorded], ground: ReactionGround) -> None:
        """Call whom these events call.

        Raises:
            ConcurrentChange: a file was begun meanwhile.
        """
        batch = _Batch(self.rows, ground)
        for cause in causes:
            pack = ground.pinned(cause.event.pack)
            for name, rule in pack.triggers.items():
                if begins_with(rule) is ChainStep.INTERVIEW and _concerns(rule, cause.event):
                    batch.look(name, rule, pack, cause)


def _concerns(rule: Trigger, event: Event) -> bool:
    topic = event.target_event if isinstance(event, EventCorrected) else event.event_type
    if isinstance(event, GatePassed) and event.gate_code != EXCLUSION:
        return False
    if isinstance(rule, StreakTrigger):
        return topic in STREAKS[rule.of].topics
    return topic == rule.of


@dataclass(slots=True)
class _Batch:
    """One batch of causes, with what was called in it so far."""

    rows: TriggerRows
    ground: ReactionGround
    _begun: dict[UUID, Call] = field(default_factory=dict)
    _looked: set[tuple[str, RowKey, Place]] = field(default_factory=set)

    def look(self, name: str, rule: Trigger, pack: PolicyPack, cause: Recorded) -> None:
        """Make every call of one trigger that the history of one event says."""
        if isinstance(rule, StreakTrigger):
            self._look_at_rows(name, rule, pack, cause)
            return
        scale_name = getattr(rule, "scale", None)
        scale = None if scale_name is None else pack.scales[scale_name]
        history = self._history(cause.event.originator_id)
        for call in calls_of(name, rule, scale, history):
            self._call(call, pack, cause)

    # --- Rows: what stands around a place. ---

    def _look_at_rows(
        self, name: str, rule: StreakTrigger, pack: PolicyPack, cause: Recorded
    ) -> None:
        for key, place in self._places(rule, cause.event):
            # one look at a place is enough in a batch: the rows were read as they all left them
            if (name, key, place) in self._looked:
                continue
            self._looked.add((name, key, place))
            links, around = _Row(self, name, rule, pack, key), place
            while run := run_around(links, around, rule):
                call = self._streak_call(name, rule, key, run)
                if call is None or not self._call(call, pack, cause):
                    break
                around = run[-1].place

    def _places(self, rule: StreakTrigger, event: Event) -> Iterator[tuple[RowKey, Place]]:
        """Where the history of an event stands in rows, and where a bound stood that it moved."""
        found = self.rows.of_histories(self.ground.jurisdiction, rule, [event.originator_id])
        left = _left(event)
        for one in found:
            if one.order is not None:
                yield one.key, Place(one.order, one.item)
            if left is not None and left.item == one.item:
                yield one.key, left

    def _streak_call(
        self, name: str, rule: StreakTrigger, key: RowKey, run: Sequence[Link]
    ) -> Call | None:
        """The call that a run makes; None: the log says otherwise by now."""
        settled = [self._settling(rule, link) for link in run]
        events = [event for event in settled if event is not None]
        if len(events) < len(run):
            return None
        last, in_row = events[-1], STREAKS[rule.of]
        return Call(
            trigger=name,
            subject=key.subject,
            body=text(stated(last, "body")),
            period=text(stated(last, rule.order)) if in_row.item is None else None,
            evidence=tuple(evidence_of(event) for event in events),
            obligation_ids=tuple(link.place.item for link in run) if in_row.item else (),
        )

    def _settling(self, rule: StreakTrigger, link: Link) -> Event | None:
        """The event that made a link what it is."""
        row = STREAKS[rule.of]
        meant = [
            event
            for event in self._history(link.aggregate_id)
            if event.event_type in {rule.of, rule.overridden_by}
            and (row.item is None or text(stated(event, row.item)) == link.place.item)
            and counts(event, rule)
        ]
        return meant[-1] if meant else None

    def is_used(self, name: str, rule: StreakTrigger, key: RowKey, link: Link) -> bool:
        """Whether a call of this trigger rests on a link."""
        owed = STREAKS[rule.of].item is not None
        for evidence, obligation_ids, _period in self._files(name, key.subject):
            if owed and link.place.item in obligation_ids:
                return True
            if not owed and any(str(link.aggregate_id) in ref for ref in evidence):
                return True
        return False

    # --- Files: numbered for each trigger and subject, so that all of them can be found. ---

    def _call(self, call: Call, pack: PolicyPack, cause: Recorded) -> bool:
        """Begin a file, unless one rests on the same events or is about the same period."""
        files = list(self._files(call.trigger, call.subject))
        refs = tuple(one.ref for one in call.evidence)
        known = {ref for evidence, _ids, _period in files for ref in evidence}
        periods = {period for _evidence, _ids, period in files if period is not None}
        if known.intersection(refs) or call.period in periods:
            return False
        ground, rule = self.ground, pack.triggers[call.trigger]
        caused_by = Cause(
            code=numbered(call.trigger, call.subject, len(files) + 1),
            trigger=call.trigger,
            subject=call.subject,
            body=call.body or call.subject,
            evidence=refs,
            evidence_events={rule.of, *(one.name for one in call.evidence)},
        )
        file = Accountability.trigger(
            ground.act(pack, cause, occurred_at=call.since),
            caused_by,
            jurisdiction=ground.jurisdiction,
            caller_body=calling_body(pack, ground.directory, caused_by),
            period=call.period,
            obligation_ids=call.obligation_ids,
        )
        self._begun[file.id] = call
        ground.also_changed(file)
        return True

    def _files(
        self, trigger: str, subject: str
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str | None]]:
        """Evidence, obligations and period of each file that calls of a trigger began."""
        number = 1
        while True:
            code = numbered(trigger, subject, number)
            file_id = Accountability.create_id(self.ground.jurisdiction, code)
            begun = self._begun.get(file_id)
            if begun is not None:
                yield tuple(one.ref for one in begun.evidence), begun.obligation_ids, begun.period
            else:
                first = next(iter(self.ground.history(file_id)), None)
                if first is None:
                    return
                yield (
                    getattr(first, "evidence_event_ids", ()),
                    getattr(first, "obligation_ids", ()),
                    getattr(first, "period", None),
                )
            number += 1

    def _history(self, aggregate_id: UUID) -> Sequence[Event]:
        return effective(self.ground.history(aggregate_id))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, with what calls rest on."""

    batch: _Batch
    name: str
    rule: StreakTrigger
    pack: PolicyPack
    key: RowKey

    def before(self, place: Place) -> Iterator[Standing]:
        batch = self.batch
        jurisdiction = batch.ground.jurisdiction
        for link in batch.rows.before(jurisdiction, self.pack, self.rule, self.key, place):
            yield self._standing(link)

    def since(self, place: Place) -> Iterator[Standing]:
        batch = self.batch
        jurisdiction = batch.ground.jurisdiction
        for link in batch.rows.since(jurisdiction, self.pack, self.rule, self.key, place):
            yield self._standing(link)

    def _standing(self, link: Link) -> Standing:
        bad = link.verdict is Verdict.BAD
        return Standing(link, bad and self.batch.is_used(self.name, self.rule, self.key, link))


def numbered(trigger: str, subject: str, number: int) -> str:
    """The code of the first, second, … file that a trigger calls a subject with."""
    code = f"{trigger}.{subject}.{number}"
    if len(code) <= _LONGEST_CODE:
        return code
    digest = sha256(f"{trigger}.{subject}".encode()).hexdigest()
    return f"{digest[:40]}.{number}"


def _left(event: Event) -> Place | None:
    """The place that a bound left which an event moved; None: it moved none."""
    if event.event_type != _MOVED:
        return None
    old, item = stated(event, "old_due"), text(stated(event, "obligation_id"))
    if not isinstance(old, datetime) or item is None:
        return None
    return Place(ordered(old), item)


def ordered(instant: datetime) -> str:
    """Text of an instant that sorts as instants follow each other."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
