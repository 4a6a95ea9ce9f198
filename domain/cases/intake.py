"""Chapter: from a report to a counted case (CAS-KD-01, CAS-KD-02)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.act import Act
from domain.cases import events
from domain.cases.errors import (
    AccessOutOfOrder,
    CaseNotJustReported,
    FundsMissing,
    HandOverNotOffered,
    MergedIntoItself,
    NotAnAccessApplication,
    NotTheHolder,
    PastIntake,
    SeriousKindFollows,
    StationNotResponsible,
    UnknownSeriousKind,
    WorkFundsMissing,
)
from domain.cases.record import AccessStep, CaseRecord
from domain.required import PolicySilent, ReasonMissing, provided
from domain.vocabulary import CaseKind, CaseState

_INTAKE = (CaseState.REPORTED, CaseState.UPLOADED)


class Intake(CaseRecord):
    """What happens before anybody judges the case."""

    def upload(self, platform_no: str | None, act: Act) -> None:
        """Enter the case on the platform; from here it counts.

        Raises:
            CaseNotJustReported: it has been uploaded (CAS-KD-02).
        """
        self.require(CaseNotJustReported, CaseState.REPORTED)
        self.record(events.Uploaded, act, platform_no=platform_no)

    def withdraw(self, act: Act) -> None:
        """Take the report back.

        Raises:
            PastIntake: it has been triaged (2.1).
        """
        self.require(PastIntake, *_INTAKE)
        self.record(events.Withdrawn, act)

    def merge_into(self, original: UUID, act: Act) -> None:
        """Mark the case as a duplicate of another, which must be named.

        Raises:
            PastIntake: it has been triaged (2.1).
            MergedIntoItself: the original is this case.
        """
        self.require(PastIntake, *_INTAKE)
        if original == self.id:
            raise MergedIntoItself
        self.record(events.Merged, act, into=original)

    def reject(self, act: Act) -> None:
        """Turn the report away as no matter for this service; the reason says whose it is.

        Raises:
            PastIntake: the pack does not reject from this state.
            ReasonMissing: no reason was given.
        """
        self.require(PastIntake, *act.pack.cases.intake.reject_from)
        if not act.reason:
            raise ReasonMissing("A rejection")
        self.record(events.Rejected, act)

    # --- First-asked responsibility (CAS-BZ-01). ---

    def hand_over(self, to_ref: str, act: Act) -> None:
        """Offer the case to somebody else; the first asked holds it until they take it.

        Raises:
            PolicySilent: the pack has no first-asked responsibility (B-45).
            NotTheHolder: somebody else holds it.
        """
        self._require_first_asked(act)
        self.require_open()
        if self.holder != act.actor.id:
            raise NotTheHolder
        self.record(events.HandedOver, act, from_ref=act.actor.id, to_ref=to_ref, answer="OFFERED")

    def answer_hand_over(self, *, taken: bool, act: Act) -> None:
        """Take the case over, or refuse: then it stays with the first asked.

        Raises:
            HandOverNotOffered: it was not offered to this actor.
        """
        self._require_first_asked(act)
        self.require_open()
        if self.offered_to != act.actor.id or self.holder is None:
            raise HandOverNotOffered
        self.record(
            events.HandedOver,
            act,
            from_ref=self.holder,
            to_ref=act.actor.id,
            answer="TAKEN" if taken else "REFUSED",
        )

    def _require_first_asked(self, act: Act) -> None:
        if not act.pack.cases.intake.first_asked:
            raise PolicySilent("first-asked responsibility")

    # --- Serious events (CAS-SA-02). ---

    def record_serious_event(self, kind: str, act: Act) -> None:
        """Count one of the events an area aims to have none of.

        Raises:
            PolicySilent: the pack has no zero counters (B-45).
            UnknownSeriousKind: the kind is not one of its four.
            SeriousKindFollows: its counter follows from petitions (PET-SA-01).
        """
        if not act.pack.cases.serious_kinds:
            raise PolicySilent("serious_kinds")
        if kind not in act.pack.cases.serious_kinds:
            raise UnknownSeriousKind(kind)
        petitions = act.pack.cases.serious_petitions
        if petitions is not None and kind == petitions.kind:
            raise SeriousKindFollows(kind)
        self.require_living()
        self.record(events.SeriousEventRecorded, act, kind=kind)

    # --- Admission of departmental work (CAS-BZ-03). ---

    def apply_access(self, *, dept: str, matter: str, funds_fen: int, staff: int, act: Act) -> None:
        """Ask to put departmental work into a community.

        Raises:
            PolicySilent: the pack has no admission (B-45).
            NotAnAccessApplication: the case is of another kind.
            AccessOutOfOrder: it was applied for already.
        """
        self._require_access(act, AccessStep.NONE)
        self.record(
            events.AccessApplied, act, dept=dept, matter=matter, funds_fen=funds_fen, staff=staff
        )

    def approve_access(self, act: Act) -> None:
        """Let the work in.

        Raises:
            FundsMissing: it brings no money with it (CAS-BZ-03).
            AccessOutOfOrder: there is no application, or it was decided.
        """
        self._require_access(act, AccessStep.APPLIED)
        least = provided(act.pack.cases.access, "access").min_funds_fen
        if self.access_funds_fen < least:
            raise FundsMissing(least)
        self.record(events.AccessApproved, act)

    def refuse_access(self, act: Act) -> None:
        """Keep the work out, with a reason.

        Raises:
            ReasonMissing: no reason was given.
        """
        self._require_access(act, AccessStep.APPLIED)
        if not act.reason:
            raise ReasonMissing("A refusal")
        self.record(events.AccessRefused, act)

    def publish_access(self, published_on: date, act: Act) -> None:
        """Make the admission public; only an approved one."""
        self._require_access(act, AccessStep.APPROVED)
        self.record(events.AccessPublished, act, published_on=published_on)

    def _require_access(self, act: Act, step: AccessStep) -> None:
        provided(act.pack.cases.access, "access")
        self.require_open()
        if self.kind is not CaseKind.ACCESS_APPLICATION:
            raise NotAnAccessApplication
        if self.access is not step:
            raise AccessOutOfOrder(self.access)

    # --- Delegation to the station (ORG-DG-07). ---

    def delegate_to_station(
        self,
        *,
        from_unit: str,
        station: str,
        responsible_unit: str,
        matter: str,
        funds_fen: int,
        act: Act,
    ) -> None:
        """Let the station help a unit with its task, with work funds.

        Raises:
            PolicySilent: the pack has no delegation (B-45).
            StationNotResponsible: for this matter the station must not be the responsible one.
            WorkFundsMissing: the delegation brings no money.
        """
        limits = provided(act.pack.cases.delegation, "delegation")
        self.require_open()
        if responsible_unit == station and matter in limits.never_responsible:
            raise StationNotResponsible(matter)
        if funds_fen < limits.min_funds_fen:
            raise WorkFundsMissing(limits.min_funds_fen)
        self.record(
            events.TaskDelegatedToStation,
            act,
            from_unit=from_unit,
            station=station,
            responsible_unit=responsible_unit,
            matter=matter,
            funds_fen=funds_fen,
        )
