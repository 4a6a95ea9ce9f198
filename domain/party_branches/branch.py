"""The founding of a party branch for one estate: deliberated, vetted, appointed (ORG-SA-02)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, OpeningEvent
from domain.organisation.body import require_past
from domain.party_branches.errors import BranchStepOutOfOrder, StepOfAnother
from domain.policy.branch_rules import DedicatedBranch
from domain.required import provided, require_reason
from domain.vocabulary import Code, PersonRef

_NAMESPACE = UUID("9f0f6a1e-53b1-4a63-8a0c-7b7d0a3f5c18")


class Step(StrEnum):
    """How far a founding has come."""

    PROPOSED = "PROPOSED"
    VETTED = "VETTED"
    TURNED_DOWN = "TURNED_DOWN"
    APPOINTED = "APPOINTED"


class PartyBranch(Aggregate):
    """The file of a founding. Its body of the same code exists from the appointment on.

    Invariant: the three steps come in their order, each by its own posts; a vetting that fails
    leads back to deliberation, and every attempt stays on file.
    """

    TOPIC = "PartyBranch"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class BranchProposed(OpeningEvent):
        """The general branch deliberated and proposed the branch.

        Attributes:
            code: code of the branch to be.
            estate_id: the estate it is for.
            parent: code of the party body it will stand under.
            on: local day of the deliberation.
        """

        TOPIC: ClassVar[str] = "BranchProposed"

        code: Code
        estate_id: Code
        parent: Code
        on: date

        def apply(self, aggregate: PartyBranch) -> None:
            aggregate.parent = self.parent
            aggregate.estate = self.estate_id
            aggregate.step = Step.PROPOSED
            aggregate.since = self.on

    class BranchVetted(kernel.Event):
        """The party-building office looked into the proposal.

        Attributes:
            passed: False: it goes back to deliberation.
        """

        TOPIC: ClassVar[str] = "BranchVetted"

        passed: bool
        on: date

        def apply(self, aggregate: PartyBranch) -> None:
            aggregate.step = Step.VETTED if self.passed else Step.TURNED_DOWN
            aggregate.since = self.on

    class BranchAppointed(kernel.Event):
        """The work committee appointed the branch and its secretary; that founds it.

        Attributes:
            secretary_ref: pseudonymous id.
        """

        TOPIC: ClassVar[str] = "BranchAppointed"

        secretary_ref: PersonRef
        on: date

        def apply(self, aggregate: PartyBranch) -> None:
            aggregate.step = Step.APPOINTED
            aggregate.since = self.on

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str) -> None:
        self.code = code
        self.parent = ""
        self.estate = ""
        self.step = Step.PROPOSED
        self.since = date.min

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one founding."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def deliberate(
        cls, act: Act, *, jurisdiction: str, code: str, estate: str, parent: str, on: date
    ) -> Self:
        """Begin the founding.

        Raises:
            PolicySilent: the pack founds no such branches (B-45).
            StepOfAnother: not the step of the actor's posts.
            DateInFuture: not deliberated yet.
        """
        _require_post(act, "Deliberation", dedicated(act).proposed_by)
        require_past(act, on)
        return cls._create(
            cls.BranchProposed,
            id=cls.create_id(jurisdiction, code),
            code=code,
            estate_id=estate,
            parent=parent,
            on=on,
            **act.envelope(cls.BranchProposed.TOPIC),
        )

    def propose_again(self, act: Act, *, estate: str, parent: str, on: date) -> None:
        """Propose anew after a vetting that failed.

        Raises:
            StepOfAnother, DateInFuture: as for ``deliberate``.
            BranchStepOutOfOrder: it waits for its vetting or appointment, or is founded.
        """
        _require_post(act, "Deliberation", dedicated(act).proposed_by)
        self._require(Step.TURNED_DOWN)
        self._require_next(act, on)
        self.trigger_event(
            self.BranchProposed,
            code=self.code,
            estate_id=estate,
            parent=parent,
            on=on,
            **act.envelope(self.BranchProposed.TOPIC),
        )

    def vet(self, act: Act, *, passed: bool, on: date) -> None:
        """Look into a proposal. A failure needs a reason and leads back to deliberation.

        Raises:
            StepOfAnother: not the step of the actor's posts.
            BranchStepOutOfOrder: there is nothing to vet.
            ReasonMissing: a failure without a reason.
            DateInFuture, BranchStepOutOfOrder: the day does not follow the day before.
        """
        _require_post(act, "Vetting", dedicated(act).vetted_by)
        self._require(Step.PROPOSED)
        self._require_next(act, on)
        if not passed:
            require_reason(act, "A vetting that fails")
        self.trigger_event(
            self.BranchVetted, passed=passed, on=on, **act.envelope(self.BranchVetted.TOPIC)
        )

    def appoint_secretary(self, act: Act, *, secretary_ref: str, on: date) -> None:
        """Appoint the branch with its secretary, which founds it.

        The body itself is founded by the caller, in the same change.

        Raises:
            StepOfAnother: not the step of the actor's posts.
            BranchStepOutOfOrder: it has not passed its vetting, or is founded.
            DateInFuture, BranchStepOutOfOrder: the day does not follow the day before.
        """
        _require_post(act, "Appointment", dedicated(act).appointed_by)
        self._require(Step.VETTED)
        self._require_next(act, on)
        self.trigger_event(
            self.BranchAppointed,
            secretary_ref=secretary_ref,
            on=on,
            **act.envelope(self.BranchAppointed.TOPIC),
        )

    def _require(self, step: Step) -> None:
        if self.step is not step:
            raise BranchStepOutOfOrder(self.code, self.step)

    def _require_next(self, act: Act, on: date) -> None:
        require_past(act, on)
        if on < self.since:
            raise BranchStepOutOfOrder(self.code, f"{self.step} since {self.since}")


def dedicated(act: Act) -> DedicatedBranch:
    """How the pack founds a branch for an estate.

    Raises:
        PolicySilent: it founds none (B-45).
    """
    branches = provided(act.pack.branches, "branches")
    return provided(branches.dedicated, "branches.dedicated")


def _require_post(act: Act, step: str, posts: Collection[str]) -> None:
    if not any(held.post in posts for held in act.actor.posts):
        raise StepOfAnother(step, posts)
