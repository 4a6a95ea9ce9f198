"""Dual membership: where a member of an organ or enterprise reports at home (ORG-SA-05)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.exact_points import Amount
from domain.kernel import Aggregate, OpeningEvent
from domain.party_branches.errors import (
    FormulaHasNoSuchCount,
    MemberFormulaMissing,
    MemberReportsElsewhere,
    NotReportedIn,
)
from domain.party_branches.points import MemberPoints
from domain.policy.pack import PolicyPack
from domain.policy.volunteer_rules import MemberLedger
from domain.ruled import ruled
from domain.vocabulary import Code, OfficialText, PersonRef

_NAMESPACE = UUID("2f6e8c55-6a0b-4f0e-9a0e-0c5b8ad6a1f7")


class BranchMembership(Aggregate):
    """One person's reporting in; a person reports to one branch at a time, whoever asks first.

    Its boundary is the person, because that is whom the rule is about: two branches that take the
    same member at one moment collide in the log.
    """

    TOPIC = "BranchMembership"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class MemberReportedIn(OpeningEvent):
        """A member reported to the branch of the estate they live in.

        Attributes:
            home_unit: where the member works and stays a member.
            transferred_from: the branch left with this; None: the member reported to none.
        """

        TOPIC: ClassVar[str] = "MemberReportedIn"

        person_ref: PersonRef
        home_unit: Code
        branch_id: Code
        transferred_from: Code | None = None

        def apply(self, aggregate: BranchMembership) -> None:
            aggregate.branch = self.branch_id
            aggregate.home_unit = self.home_unit

    class MemberActivityRecorded(kernel.Event):
        """A member did something for the branch outside working hours.

        Attributes:
            activity: what it was.
        """

        TOPIC: ClassVar[str] = "MemberActivityRecorded"

        branch_id: Code
        activity: OfficialText

    class MemberPointsRecorded(kernel.Event):
        """A member got points by the formula of the pack (RWD-BZ-05).

        Attributes:
            counts: how much of each thing that the formula counts; points: what it makes of them.
        """

        TOPIC: ClassVar[str] = "MemberPointsRecorded"

        branch_id: Code
        counts: Mapping[Code, Amount]
        points: Amount

    # --- State: only what the commands below need to decide. ---

    def __init__(self, person_ref: str) -> None:
        self.person_ref = person_ref
        self.branch = ""
        self.home_unit = ""

    @staticmethod
    def create_id(jurisdiction: str, person_ref: str) -> UUID:
        """One person, one membership."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{person_ref}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def report(
        cls, act: Act, *, jurisdiction: str, person_ref: str, branch: str, home_unit: str
    ) -> Self:
        """Report to a branch for the first time."""
        return cls._create(
            cls.MemberReportedIn,
            id=cls.create_id(jurisdiction, person_ref),
            person_ref=person_ref,
            branch_id=branch,
            home_unit=home_unit,
            **act.envelope(cls.MemberReportedIn.TOPIC),
        )

    def report_again(
        self, act: Act, *, branch: str, home_unit: str, transferred_from: str | None
    ) -> None:
        """Report to another branch, or from another unit; the same again is a no-op.

        Raises:
            MemberReportsElsewhere: to another branch, without being transferred (ORG-SA-05).
            NotReportedIn: transferred from a branch the member does not report to.
        """
        if (branch, home_unit) == (self.branch, self.home_unit):
            return
        if transferred_from is not None and transferred_from != self.branch:
            raise NotReportedIn(self.person_ref, transferred_from)
        if branch != self.branch and transferred_from is None:
            raise MemberReportsElsewhere(self.person_ref, self.branch)
        self.trigger_event(
            self.MemberReportedIn,
            person_ref=self.person_ref,
            branch_id=branch,
            home_unit=home_unit,
            transferred_from=transferred_from,
            **act.envelope(self.MemberReportedIn.TOPIC),
        )

    def record_activity(self, act: Act, *, branch: str, activity: str) -> None:
        """Record what the member did for the branch, outside working hours.

        Raises:
            NotReportedIn: the member reports to another branch.
        """
        if branch != self.branch:
            raise NotReportedIn(self.person_ref, branch)
        self.trigger_event(
            self.MemberActivityRecorded,
            branch_id=branch,
            activity=activity,
            **act.envelope(self.MemberActivityRecorded.TOPIC),
        )

    def record_points(self, act: Act, *, branch: str, counts: Mapping[str, Decimal]) -> None:
        """Record points by the formula of the pack in force.

        Raises:
            MemberFormulaMissing: without a formula points are off, which is not zero (RWD-BZ-05).
            FormulaHasNoSuchCount: it does not count that.
            NotReportedIn: the member reports to another branch.
        """
        name, formula = _formula(act.pack)
        if branch != self.branch:
            raise NotReportedIn(self.person_ref, branch)
        points = MemberPoints()
        for counted, how_much in counts.items():
            if counted not in formula:
                raise FormulaHasNoSuchCount(counted, tuple(formula))
            points = points + MemberPoints(formula[counted] * how_much)
        self.trigger_event(
            self.MemberPointsRecorded,
            branch_id=branch,
            counts=counts,
            points=points.amount,
            **ruled(act, "points", name).envelope(self.MemberPointsRecorded.TOPIC),
        )


def _formula(pack: PolicyPack) -> tuple[str, Mapping[str, Decimal]]:
    for name, ledger in pack.points.items():
        if isinstance(ledger, MemberLedger) and ledger.formula is not None:
            return name, ledger.formula
    raise MemberFormulaMissing(pack.ref)
