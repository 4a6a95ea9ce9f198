"""How close a unit is to being called, and because of what (rulebook F, ACC-DG-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from application.errors import BodyNotFound
from application.queries.accountability_desk import AccountabilityFiles, FileCursor
from application.queries.asking import Asked, QuestionDesk
from application.queries.listing import ListEvent, every_row, sight_of
from application.read_models.accountability_files import FileFilter, FileLine
from application.read_models.as_of import AsOf
from application.read_models.case_board import ReadModels
from application.read_models.consecutive_miss import ConsecutiveMiss, count_of
from domain.accountability.evidence import event_ref, referred
from domain.policy.triggers import StreakTrigger
from domain.required import PolicySilent

if TYPE_CHECKING:
    from application.use_cases.request import Caller

_OF: Final = "FeedbackMissed"
_LAST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDesk(QuestionDesk):
    """Answers how triggers stand. Safe for many threads.

    Whoever sees files of accountability sees this of the same bodies: who may be called must know.

    Every method raises ``PermissionDenied`` (C), ``BodyNotFound`` for a unit out of sight,
    ``PolicySilent`` where the pack counts no misses (B-45), and ``UnknownJurisdiction``.
    """

    models: ReadModels
    listed: AccountabilityFiles

    def consecutive_miss(
        self, jurisdiction: str, caller: Caller, unit: str, *, as_of: AsOf | None = None
    ) -> Sequence[ConsecutiveMiss]:
        """Each count of a unit's misses, by the pack in force."""
        asked = self._ask(jurisdiction, caller, "read_accountability", own=False)
        seen = asked.scope.bodies
        if asked.directory.body(unit) is None or (seen is not None and unit not in seen):
            raise BodyNotFound(unit)
        rules = {
            name: rule
            for name, rule in asked.pack.triggers.items()
            if isinstance(rule, StreakTrigger) and rule.of == _OF
        }
        if not rules:
            raise PolicySilent("triggers")
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            last = view.last_owed(asked.scope, unit, limit=_LAST)
        found = []
        for name, rule in rules.items():
            calls = self._calls(jurisdiction, asked, name, unit, as_of)
            used = {ref for line in calls for ref in line.evidence}
            found.append(
                ConsecutiveMiss(
                    unit=unit,
                    trigger=name,
                    calls_at=rule.n,
                    count=count_of(
                        last,
                        {
                            row.obligation_id
                            for row in last
                            if row.settled_version is not None
                            and event_ref(row.case_id, row.settled_version) in used
                        },
                        reset=rule.reset,
                        at=asked.now if as_of is None else as_of.instant,
                    ),
                    last=last,
                    calls=calls,
                )
            )
        return found

    def evidence(
        self, jurisdiction: str, caller: Caller, unit: str, *, as_of: AsOf | None = None
    ) -> Sequence[ListEvent]:
        """The events that settled what is shown and those that called, in the order of the log."""
        refs: set[str] = set()
        for one in self.consecutive_miss(jurisdiction, caller, unit, as_of=as_of):
            refs |= {
                event_ref(row.case_id, row.settled_version)
                for row in one.last
                if row.settled_version is not None
            }
            refs |= {ref for line in one.calls for ref in line.evidence}
            refs |= {event_ref(line.aggregate_id, 1) for line in one.calls}
        wanted = {referred(ref) for ref in refs}
        found = [
            ListEvent(position, aggregate_id, event.event_type)
            for aggregate_id in sorted({aggregate_id for aggregate_id, _version in wanted})
            for position, event in self.log.history(jurisdiction, aggregate_id)
            if (aggregate_id, event.originator_version) in wanted
        ]
        return sorted(found, key=lambda event: event.position)

    def _calls(
        self, jurisdiction: str, asked: Asked, trigger: str, unit: str, as_of: AsOf | None
    ) -> Sequence[FileLine]:
        which = FileFilter(trigger=trigger, subject=unit)
        sight = sight_of(asked)
        return list(every_row(self.listed, FileCursor, jurisdiction, which, sight, as_of))
