"""The one way a question about rules and calendar goes."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from application.ports import Jurisdictions
from application.queries.asking import QuestionDesk
from application.read_models.pages import Page, page_of
from application.use_cases.request import Calendars, Caller
from domain.calendar.clocks import ClockRule, Deadline, deadline

if TYPE_CHECKING:
    from domain.calendar.working_days import WorkingCalendar
    from domain.policy.pack import PolicyPack
    from domain.policy.provenance import Explained


@dataclass(frozen=True, slots=True)
class JurisdictionLine:
    """A jurisdiction that runs here, with the id of the pack it goes by."""

    jurisdiction: str
    pack_id: str


@dataclass(frozen=True, slots=True)
class JurisdictionDetail:
    """One jurisdiction with what decides there today."""

    jurisdiction: str
    pack: PolicyPack
    calendar: WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDesk(QuestionDesk):
    """Takes every question about policy packs and working days. Safe for many threads.

    Annex C has no line for them. The nearest is reading data (``read_policy``); one's own is
    enough, because rules and calendar are the same for everybody and hold nothing of anybody.

    Every method about one jurisdiction raises ``PermissionDenied`` (C) and
    ``UnknownJurisdiction``.
    """

    jurisdictions: Jurisdictions
    calendars: Calendars

    def list_jurisdictions(
        self,
        caller: Caller,  # noqa: ARG002 - every question has a caller; this one asks for no row
        *,
        among: AbstractSet[str] | None,
        after: str | None = None,
        limit: int = 200,
    ) -> Page[JurisdictionLine, str]:
        """Jurisdictions that run here, by name.

        Args:
            among: those the caller's token is good for; None: all.
        """
        packs = self.jurisdictions.all()
        found = [
            JurisdictionLine(name, packs[name])
            for name in sorted(packs)
            if (among is None or name in among) and (after is None or name > after)
        ]
        return page_of(found[: limit + 1], limit, lambda line: line.jurisdiction)

    def get_jurisdiction(self, jurisdiction: str, caller: Caller) -> JurisdictionDetail:
        """One jurisdiction.

        Raises:
            PackNotInForce: no version of its pack is in force today (ENV-03).
        """
        asked = self._ask(jurisdiction, caller, "read_policy")
        return JurisdictionDetail(jurisdiction, asked.pack, self.calendars.current(jurisdiction))

    def pack(self, jurisdiction: str, caller: Caller, *, on: date | None = None) -> PolicyPack:
        """The pack in force on a local day; None: today.

        Raises:
            PackNotInForce: ENV-03.
        """
        asked = self._ask(jurisdiction, caller, "read_policy")
        return asked.pack if on is None else self.packs.current(jurisdiction, on)

    def pack_values(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        path: str = "",
        assumptions: bool = False,
        on: date | None = None,
        after: int = 0,
        limit: int = 200,
    ) -> tuple[PolicyPack, Page[Explained, int]]:
        """The pack in force, and its values at or below a dotted path with where each comes from.

        Args:
            assumptions: only what the sources do not say.
            after: how many values the pages before showed.

        Raises:
            PackNotInForce: ENV-03.
        """
        pack = self.pack(jurisdiction, caller, on=on)
        values = [
            value for value in pack.explain(path) if not assumptions or value.assumption is not None
        ][after : after + limit + 1]
        return pack, page_of(values, limit, lambda _: after + limit)

    def calendar(self, jurisdiction: str, caller: Caller) -> WorkingCalendar:
        """The working-day tables in force."""
        self._ask(jurisdiction, caller, "read_policy")
        return self.calendars.current(jurisdiction)

    def deadline(
        self, jurisdiction: str, caller: Caller, rule: ClockRule, started_at: datetime | None
    ) -> Deadline:
        """Where a clock would end that starts at an aware instant; None: now.

        Raises:
            CalendarMissing: the end lies where no table says which days are worked (CAL-03).
        """
        asked = self._ask(jurisdiction, caller, "read_policy")
        begins = asked.now if started_at is None else started_at
        end = deadline(rule, begins, self.calendars.current(jurisdiction))
        assert end is not None, "a clock that nothing stops has an end"
        return end
