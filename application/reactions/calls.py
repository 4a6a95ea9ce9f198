"""Finds whom events call, and begins the files (3.2, ADR 29)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from application.reactions.places import Where, places
from application.reactions.trigger_rows import RowKey, Standpoint, TriggerRows
from application.use_cases.organisation.accountability.file_command import calling_body
from application.use_cases.organisation.accountability.series import Called, Series, series_of
from domain.accountability.accountability import Accountability, Cause
from domain.kernel import Event, effective
from domain.policy.triggers import StreakTrigger
from domain.policy.watched import STREAKS
from domain.triggers.evidence import Call, evidence_of
from domain.triggers.fields import counts, stated, text
from domain.triggers.links import Link, Place, Verdict
from domain.triggers.single import SingleTrigger, calls_of
from domain.triggers.streak import Standing, run_around

if TYPE_CHECKING:
    from application.reactions.cause import Cause as Recorded
    from application.reactions.ground import ReactionGround
    from domain.policy.pack import PolicyPack


@dataclass(slots=True)
class Calls:
    """One batch of causes, with what was called in it so far."""

    rows: TriggerRows
    ground: ReactionGround
    _series: dict[tuple[str, str], Series] = field(default_factory=dict)
    _rows: dict[tuple[str, RowKey], CalledRow] = field(default_factory=dict)
    _looked: set[tuple[str, Where]] = field(default_factory=set)

    def look(self, name: str, rule: SingleTrigger, pack: PolicyPack, cause: Recorded) -> None:
        """Make every call of one trigger that the history of one event says."""
        for call in self.said_by(name, rule, pack, cause.event.originator_id):
            self._call(call, pack, cause)

    def look_around(
        self, name: str, rule: StreakTrigger, pack: PolicyPack, where: Where, cause: Recorded
    ) -> None:
        """Make every call that stands around a place of a row."""
        links, around = self.row(name, rule, pack, where.key), where.place
        while run := run_around(links, around, rule):
            call = self._streak_call(name, rule, where.key, run)
            if call is None or not self._call(call, pack, cause):
                return
            around = run[-1].place

    # --- What is there. ---

    def said_by(
        self, name: str, rule: SingleTrigger, pack: PolicyPack, aggregate_id: UUID
    ) -> Iterator[Call]:
        """Whom a history calls by itself."""
        scale_name = getattr(rule, "scale", None)
        scale = None if scale_name is None else pack.scales[scale_name]
        return calls_of(name, rule, scale, self.history(aggregate_id))

    def places(self, name: str, rule: StreakTrigger, event: Event) -> Iterator[Where]:
        """Where the history of an event stands in rows, and where it stood before the event.

        Each place once in a batch: the rows are read as all of its events left them.
        """
        found = self.standpoints(rule, event.originator_id)
        for where in places(rule, event, found, self.ground):
            if (name, where) not in self._looked:
                self._looked.add((name, where))
                yield where

    def standpoints(self, rule: StreakTrigger, aggregate_id: UUID) -> Sequence[Standpoint]:
        """What a history adds to rows."""
        return self.rows.of_histories(self.ground.jurisdiction, rule, [aggregate_id])

    def row(self, name: str, rule: StreakTrigger, pack: PolicyPack, key: RowKey) -> CalledRow:
        """A row, with what calls rest on."""
        known = self._rows.get((name, key))
        if known is None:
            series = self.series(pack, name, key.subject)
            known = self._rows[name, key] = CalledRow(self, series, rule, pack, key)
        return known

    def series(self, pack: PolicyPack, name: str, subject: str) -> Series:
        """The files of a trigger and subject, those of this batch included."""
        known = self._series.get((name, subject))
        if known is None:
            known = self._series[name, subject] = series_of(self.ground, pack, name, subject)
        return known

    def history(self, aggregate_id: UUID) -> Sequence[Event]:
        """A history with its corrections."""
        return effective(self.ground.history(aggregate_id))

    # --- What follows from it. ---

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
            for event in self.history(link.aggregate_id)
            if event.event_type in {rule.of, rule.overridden_by}
            and (row.item is None or text(stated(event, row.item)) == link.place.item)
            and counts(event, rule)
        ]
        return meant[-1] if meant else None

    def _call(self, call: Call, pack: PolicyPack, cause: Recorded) -> bool:
        """Begin a file, unless one rests on the same events or is about the same period."""
        series = self.series(pack, call.trigger, call.subject)
        refs = tuple(one.ref for one in call.evidence)
        if series.settles(refs, call.period):
            return False
        ground, rule = self.ground, pack.triggers[call.trigger]
        caused_by = Cause(
            code=series.next_code,
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
        series.add(
            Called(
                file_id=file.id,
                evidence=refs,
                obligation_ids=call.obligation_ids,
                period=call.period,
            )
        )
        ground.also_changed(file)
        return True


_Read = tuple[list[Link], Iterator[Link]]
"""Links that were read, and those that were not yet."""


@dataclass(slots=True)
class CalledRow:
    """One row, with what calls rest on. What was read of it once is not read again."""

    calls: Calls
    series: Series
    rule: StreakTrigger
    pack: PolicyPack
    key: RowKey
    _before: dict[Place, _Read] = field(default_factory=dict)
    _since: dict[Place, _Read] = field(default_factory=dict)

    def before(self, place: Place) -> Iterator[Standing]:
        """See ``Links``."""
        if place not in self._before:
            self._before[place] = ([], self.calls.rows.before(*self._asked, place))
        return self._standings(*self._before[place])

    def since(self, place: Place) -> Iterator[Standing]:
        """See ``Links``."""
        if place not in self._since:
            self._since[place] = ([], self.calls.rows.since(*self._asked, place))
        return self._standings(*self._since[place])

    @property
    def _asked(self) -> tuple[str, PolicyPack, StreakTrigger, RowKey]:
        return self.calls.ground.jurisdiction, self.pack, self.rule, self.key

    def _standings(self, read: list[Link], rest: Iterator[Link]) -> Iterator[Standing]:
        for number in count():
            if number == len(read):
                link = next(rest, None)
                if link is None:
                    return
                read.append(link)
            bad = read[number].verdict is Verdict.BAD
            yield Standing(read[number], bad and self._is_used(read[number]))

    def _is_used(self, link: Link) -> bool:
        if STREAKS[self.rule.of].item is not None:
            return self.series.settles_obligation(link.place.item)
        return self.series.settles_in(link.aggregate_id)
