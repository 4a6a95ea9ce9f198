"""Chapter: emergencies, disputes found, early warnings (CAS-BZ-04, CAS-BZ-05)."""

from __future__ import annotations

from collections.abc import Sequence

from domain import disputes
from domain.act import Act
from domain.cases import events
from domain.cases.errors import UnknownEmergencyKind, UnknownWarningLevel
from domain.cases.record import CaseRecord
from domain.required import provided


class Alarms(CaseRecord):
    """What must not wait for the steps of the case; none of it moves the case."""

    def report_emergency(self, kind: str, act: Act) -> None:
        """Say that the matter is an emergency of one of the plan's kinds.

        Raises:
            PolicySilent: the pack has no emergency plan (B-45).
            UnknownEmergencyKind: not a kind of its plan (CAS-BZ-04).
        """
        kinds = act.pack.cases.emergency_kinds
        provided(kinds or None, "emergency_kinds")
        if kind not in kinds:
            raise UnknownEmergencyKind(kind)
        self.require_living()
        self.record(events.EmergencyReported, act, kind=kind)

    def find_dispute(self, act: Act) -> None:
        """Say that a search found a dispute: the first of the four joint steps.

        Raises:
            PolicySilent: the pack has no joint work on disputes (B-45).
        """
        provided(act.pack.cases.disputes, "disputes")
        self.require_living()
        self.record(disputes.DisputeFound, act)

    def raise_early_warning(
        self, level: str, *, body: str | None, notified: Sequence[str], act: Act
    ) -> None:
        """Warn of a group event or a collective petition before it comes.

        A vacant post silences no warning: then it names the post and nobody.

        Args:
            body: code of the community; notified: pseudonymous ids of who holds the post there.

        Raises:
            PolicySilent: the pack has no joint work on disputes (B-45).
            UnknownWarningLevel: not a level of the pack (CAS-BZ-05).
        """
        rule = provided(act.pack.cases.disputes, "disputes")
        if level not in rule.warning_levels:
            raise UnknownWarningLevel(level)
        self.require_living()
        self.record(
            disputes.EarlyWarningRaised,
            act,
            level=level,
            notified_post=rule.notify,
            notified_body=body,
            notified=tuple(notified),
        )
