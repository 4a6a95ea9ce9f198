"""Chapter: the full-time workers of a community, hired and counted (ORG-BZ-13, ORG-CY-07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.act import Act
from domain.communities import events
from domain.communities.errors import HiringRouteRefused, ReviewMissing
from domain.communities.record import CommunityRecord, require_kind
from domain.organisation.body import require_past
from domain.policy.staffing_rules import StaffingRules
from domain.ranges import Measured, outside
from domain.required import provided
from domain.vocabulary import Strength


class Staffing(CommunityRecord):
    """Who works full time for a community."""

    def hire(
        self,
        act: Act,
        *,
        person_ref: str,
        kind: str,
        route: str,
        hired_on: date,
        reviewed_by: str | None = None,
    ) -> None:
        """Hire a worker; hiring the same person for the same again is a no-op.

        Raises:
            PolicySilent: the pack has no rules of staffing (B-45).
            KindUnknown: not a kind of worker.
            HiringRouteRefused: neither recruited openly nor elected (ORG-BZ-13).
            ReviewMissing: this route needs a review (ORG-BZ-13).
            DateInFuture: not hired yet.
        """
        rules = self._staffing(act)
        require_kind(kind, tuple(rules.kinds))
        if route not in rules.routes:
            raise HiringRouteRefused(route, tuple(rules.routes))
        if rules.routes[route].reviewed and reviewed_by is None:
            raise ReviewMissing(route)
        require_past(act, hired_on)
        if self.workers.get(person_ref) != kind:
            self.trigger_event(
                events.StaffHired,
                person_ref=person_ref,
                kind=kind,
                route=route,
                hired_on=hired_on,
                reviewed_by=reviewed_by,
                **act.envelope(events.StaffHired.TOPIC),
            )

    def record_headcount(self, act: Act, *, workers: Mapping[str, int], counted_on: date) -> None:
        """Count the workers by kind. A count is a fact: what it lacks is shown, not refused.

        Heads that the pack counts with them are judged by their own ratio where they were counted;
        they are no part of the total.

        Raises:
            PolicySilent: the pack has no rules of staffing (B-45).
            KindUnknown: not a kind of worker.
            DateInFuture: not counted yet.
        """
        rules = self._staffing(act)
        for kind in workers:
            require_kind(kind, (*rules.kinds, *rules.heads))
        require_past(act, counted_on)
        total = sum(count for kind, count in workers.items() if kind in rules.kinds)
        figures = [Measured(rules.total, total, self.households)]
        figures += [
            Measured(ratio, workers.get(kind, 0), self.households)
            for kind, ratio in rules.kinds.items()
        ]
        figures += [
            Measured(ratio, workers[kind], self.households)
            for kind, ratio in rules.heads.items()
            if kind in workers
        ]
        found = outside(act.pack, figures)
        self.trigger_event(
            events.HeadcountRecorded,
            workers=dict(workers),
            total=total,
            households=self.households,
            counted_on=counted_on,
            deviations=tuple(finding.ratio for finding in found),
            musts_missed=sum(finding.strength is Strength.MUST for finding in found),
            **act.envelope(events.HeadcountRecorded.TOPIC),
        )

    def insure(self, act: Act, *, person_ref: str, kind: str) -> None:
        """Record that a worker is insured; the same again is a no-op.

        Raises:
            PolicySilent: the pack insures nobody (B-45).
            KindUnknown: not one of its kinds of insurance (ORG-CY-12).
        """
        require_kind(kind, provided(self._staffing(act).insurance or None, "staffing.insurance"))
        if (person_ref, kind) not in self.insured:
            self.trigger_event(
                events.InsuranceRecorded,
                person_ref=person_ref,
                kind=kind,
                **act.envelope(events.InsuranceRecorded.TOPIC),
            )

    def announce_exit(self, act: Act, *, person_ref: str, due_on: date) -> None:
        """Raise the task that a worker leaves by a day; the same again is a no-op.

        Raises:
            PolicySilent: nobody leaves by age under this pack (B-45).
        """
        provided(self._staffing(act).exit_by_age or None, "staffing.exit_by_age")
        if self.exits.get(person_ref) != due_on:
            self.trigger_event(
                events.StaffExitDue,
                person_ref=person_ref,
                due_on=due_on,
                **act.envelope(events.StaffExitDue.TOPIC),
            )

    def _staffing(self, act: Act) -> StaffingRules:
        return provided(act.pack.staffing, "staffing")
