"""Follows the log and lets further facts follow, each once (ADR 27)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from application.directory import last_of_the_directory
from application.ports import Change, Followed, FollowerMoved
from application.reactions.ground import ReactionGround
from application.reactions.memory import AggregateMemory
from application.use_cases.organisation.consequences import CONSEQUENCES
from application.use_cases.request import ATTEMPTS
from domain.act import THE_SYSTEM, Act
from domain.kernel import ConcurrentChange, Event

if TYPE_CHECKING:
    from application.ports import Clock, Vault
    from application.reactions.reaction import FollowedLog, Reaction, Stretch
    from application.surveys.polls import Polls
    from application.use_cases.request import Calendars, Directories, Packs

LOGGER = logging.getLogger(__name__)

_BATCH = 2_000


@dataclass(slots=True, kw_only=True)
class Reactor:
    """Runs reactions over every log, each with a position of its own. For one thread.

    Any number of reactors may run: one takes a step, the others find it taken.

    Attributes:
        jurisdictions: the logs to follow, asked anew in each round.
        batch: positions of the log per step.
    """

    log: FollowedLog
    reactions: Sequence[Reaction]
    jurisdictions: Callable[[], Iterable[str]]
    packs: Packs
    calendars: Calendars
    directories: Directories
    vault: Vault
    polls: Polls
    clock: Clock
    batch: int = _BATCH
    _memory: AggregateMemory = field(default_factory=AggregateMemory, init=False)

    def advance(self) -> int:
        """Take one step of each reaction in each log; positions gone on, 0 when up to date."""
        return sum(
            self.advance_one(jurisdiction, reaction)
            for jurisdiction in self.jurisdictions()
            for reaction in self.reactions
        )

    def catch_up(self) -> int:
        """Go on until nothing is left, what was appended meanwhile included."""
        total = 0
        while gone := self.advance():
            total += gone
        return total

    def catch_up_one(self, jurisdiction: str) -> int:
        """The same for one log."""
        total = 0
        while gone := sum(self.advance_one(jurisdiction, one) for one in self.reactions):
            total += gone
        return total

    def replay(self, jurisdiction: str, told: Callable[[int, int], None]) -> int:
        """Show every event to every reaction again; returns how many events were appended.

        Each event is known to whoever was to react to it, so that is none, unless a reaction was
        taught something meanwhile.

        Args:
            told: after each step, how many positions of how many are done.
        """
        before = self.log.head(jurisdiction)
        for reaction in self.reactions:
            self.log.go_back(jurisdiction, reaction.NAME)
        done, total = 0, before * len(self.reactions)
        while gone := sum(self.advance_one(jurisdiction, one) for one in self.reactions):
            done += gone
            told(min(done, total), total)
        return self.log.head(jurisdiction) - before

    def advance_one(self, jurisdiction: str, reaction: Reaction) -> int:
        """Take one step of one reaction; returns how many positions it went on.

        Raises:
            LogUnavailable, OutcomeUnknown: the database is away; the step can be taken again.
        """
        for _ in range(ATTEMPTS):
            stretch = self.log.next_stretch(
                jurisdiction,
                reaction.NAME,
                reaction.TOPICS,
                self.batch,
                after_read_models=reaction.AFTER_READ_MODELS,
            )
            if stretch is None:
                return 0
            try:
                self._take(jurisdiction, reaction, stretch)
            except FollowerMoved:
                return 0  # another reactor works on this log
            except ConcurrentChange:
                continue
            return stretch.until - stretch.since
        LOGGER.info("%s waits: what it changes is changed by others", reaction.NAME)
        return 0

    def _take(self, jurisdiction: str, reaction: Reaction, stretch: Stretch) -> None:
        step = Followed(reaction.NAME, stretch.since, stretch.until)
        if not stretch.causes:
            self.log.step(jurisdiction, step)
            return
        ground = self._ground(jurisdiction)
        reaction.react(stretch.causes, ground)
        events = self._collected(ground)
        if events:
            self.log.append(
                Change(
                    jurisdiction=jurisdiction,
                    events=events,
                    aggregates=ground.touched(),
                    directory=last_of_the_directory(events),
                    followed=step,
                )
            )
        else:
            self.log.step(jurisdiction, step)
        for aggregate in ground.seen():
            self._memory.keep(jurisdiction, aggregate)

    def _ground(self, jurisdiction: str) -> ReactionGround:
        return ReactionGround(
            jurisdiction,
            self.directories.directory(jurisdiction, self.log.directory_position(jurisdiction)),
            {},
            lambda wanted: self.log.since_versions(jurisdiction, {wanted: 0})[wanted],
            self.packs.pinned,
            partial(self.packs.current, jurisdiction),
            partial(self.polls.tally, jurisdiction),
            partial(self.vault.give_key, jurisdiction),
            read_many=lambda ids: self.log.since_versions(jurisdiction, dict.fromkeys(ids, 0)),
            now=self.clock(),
            calendar=self.calendars.current(jurisdiction),
            remembered=partial(self._memory.take, jurisdiction),
            news=partial(self.log.since_versions, jurisdiction),
        )

    def _collected(self, ground: ReactionGround) -> list[Event]:
        """What was recorded, with what follows from it at once, as after a command (ADR 22)."""
        events: list[Event] = []
        done = 0
        while len(touched := ground.touched()) > done:
            for aggregate in touched[done:]:
                news = cast("Sequence[Event]", aggregate.collect_events())
                events += news
                self._draw_consequences(ground, news)
            done = len(touched)
        for aggregate in ground.touched():
            events += cast("Sequence[Event]", aggregate.collect_events())
        return events

    def _draw_consequences(self, ground: ReactionGround, news: Sequence[Event]) -> None:
        for event in news:
            pack = ground.pinned(event.pack)
            act = Act(
                actor=THE_SYSTEM,
                at=event.timestamp,
                pack=pack,
                calendar=ground.calendar,
                occurred_at=event.occurred_at,
                correlation_id=event.correlation_id,
                causation_id=f"{event.originator_id}/{event.originator_version}",
            )
            for follows in CONSEQUENCES:
                follows(act, ground, [event])
