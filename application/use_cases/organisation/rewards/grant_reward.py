"""Grant a reward (3.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.accountability.deeds import deeds_named
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.rewards.conflicts import (
    Version,
    require_opinion,
    weighed,
)
from application.use_cases.organisation.standing import require_living
from domain.accountability.evidence import EventRef
from domain.honours.errors import RewardIsGranted
from domain.honours.reward import Reward
from domain.vocabulary import CalendarYear, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class GrantReward(OrganisationCommand):
    """Command: grant a reward on facts that are on record; no figure grants it by itself.

    Attributes:
        reward: word of the pack.
        body: code of the body under which it is.
        about: code of who is rewarded, or the pseudonymous id of a person; None: the body itself.
        year: calendar year it is for.
        target: what it counts in, a word of the pack.
        basis_event_ids: the events it rests on, as ``event:<aggregate id>/<version>``.
        despite: what stands against it and was weighed: by code of each file of accountability the
            version at which it was; the reason says how (ACC-BJ-01).
        gate: code of the gate by which a second person was heard, where the pack wants one.
    """

    NAME: ClassVar[str] = "grant_reward"
    FAMILY: ClassVar[str] = "rewards"

    reward: Code
    body: Code
    about: Code | None = None
    year: CalendarYear
    target: Code | None = None
    basis_event_ids: tuple[EventRef, ...] = Field(default=(), max_length=1_000)
    despite: dict[Code, Version] = Field(default_factory=dict, max_length=100)
    gate: Code | None = None

    @property
    def subject(self) -> str:
        return self.reward

    def subject_id(self, jurisdiction: str) -> UUID:
        return Reward.create_id(jurisdiction, self.reward, self.about or self.body, self.year)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Reward:
        require_living(ground.directory, self.body)
        subject = self.about or self.body
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise RewardIsGranted(self.reward, subject, self.year)
        basis = deeds_named(ground, self.basis_event_ids)
        despite = weighed(
            act,
            ground,
            subject=subject,
            year=self.year,
            basis=self.basis_event_ids,
            despite=self.despite,
        )
        rule = act.pack.rewards.get(self.reward)
        if despite and rule is not None and rule.in_conflict is not None:
            require_opinion(
                act,
                ground,
                matter=rule.in_conflict,
                subject=subject,
                gate=self.gate,
                despite=self.despite,
            )
        return Reward.grant(
            act,
            jurisdiction=ground.jurisdiction,
            reward=self.reward,
            subject=subject,
            year=self.year,
            target=self.target,
            basis=basis,
            despite=despite,
        )
