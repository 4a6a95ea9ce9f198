"""What a reaction may look up, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from application.use_cases.organisation.command import A, Ground
from domain.act import THE_SYSTEM, Act
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, Event, EventCorrected, effective

if TYPE_CHECKING:
    from application.reactions.cause import Cause
    from domain.calendar.working_days import WorkingCalendar
    from domain.policy.pack import PolicyPack


@dataclass(slots=True)
class ReactionGround(Ground):
    """The ground of one batch: one object for each aggregate, however often it is asked for.

    Attributes:
        now: when what follows is recorded, aware, UTC.
        calendar: the working-day tables in force.
        remembered: an aggregate of an earlier batch, which may be old; None: it is not remembered.
        news: what was recorded of aggregates after the versions known of them.
    """

    now: datetime = field(kw_only=True)
    calendar: WorkingCalendar = field(kw_only=True)
    remembered: Callable[[UUID], Aggregate | None] = field(kw_only=True)
    news: Callable[[Mapping[UUID, int]], Mapping[UUID, Sequence[Event]]] = field(kw_only=True)
    _known: dict[UUID, Aggregate | None] = field(default_factory=dict, init=False)
    _touched: dict[UUID, Aggregate] = field(default_factory=dict, init=False)

    def fetch(self, aggregate_ids: Iterable[UUID]) -> None:
        """Read many aggregates in one look, before they are asked for one by one."""
        unknown = [one for one in dict.fromkeys(aggregate_ids) if one not in self._known]
        if not unknown:
            return
        old = {one: self.remembered(one) for one in unknown}
        versions = {one: 0 if known is None else known.version for one, known in old.items()}
        news = self.news(versions)
        for one, known in old.items():
            self._known[one] = self._grown(one, known, news[one])

    def aggregate(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """An aggregate as it is after what this batch did to it; None: there is none."""
        self.fetch([aggregate_id])
        found = self._known[aggregate_id]
        return found if isinstance(found, kind) else None

    def _rebuilt(self, aggregate_id: UUID) -> Aggregate | None:
        self.fetch([aggregate_id])
        return self._known[aggregate_id]

    def also_changed(self, aggregate: Aggregate) -> None:
        """Store what happened to an aggregate together with the position, both or nothing."""
        self._known[aggregate.id] = aggregate
        self._touched[aggregate.id] = aggregate

    def pack_on(self, at: datetime) -> PolicyPack:
        """The pack in force on the local day of an instant."""
        return self.in_force(local_date(at))

    def act(
        self,
        pack: PolicyPack,
        cause: Cause,
        *,
        occurred_at: datetime | None = None,
        after: Aggregate | None = None,
    ) -> Act:
        """The system's own act that follows from a cause.

        Args:
            occurred_at: when it was true; None: when the cause was.
            after: whose history it goes on with; never recorded before what it follows.
        """
        at = self.now if after is None else max(self.now, after.modified_on)
        return Act(
            actor=THE_SYSTEM,
            at=max(at, cause.event.timestamp),
            pack=pack,
            calendar=self.calendar,
            occurred_at=occurred_at or cause.event.occurred_at,
            correlation_id=cause.event.correlation_id,
            causation_id=cause.id,
        )

    def touched(self) -> Sequence[Aggregate]:
        """What was changed so far, in the order in which it was first handed over."""
        return list(self._touched.values())

    def seen(self) -> Iterable[Aggregate]:
        """Every aggregate that was looked at."""
        return (known for known in self._known.values() if known is not None)

    def _grown(
        self, aggregate_id: UUID, known: Aggregate | None, news: Sequence[Event]
    ) -> Aggregate | None:
        if known is not None and any(isinstance(event, EventCorrected) for event in news):
            known, news = None, self.history(aggregate_id)  # it reads differently from the start
        if known is None:
            news = effective(news)
        for event in news:
            known = cast("Aggregate | None", event.mutate(known))
        return known
