"""The reward: a person grants it, on facts that are on record (3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.honours.errors import BasisMissing, RewardUndefined, TargetNotOfReward
from domain.kernel import Aggregate
from domain.obligations.deed import Deed
from domain.policy.pack import PolicyPack
from domain.policy.reward_rules import RewardRule
from domain.rewards import RewardGranted
from domain.ruled import ruled

_NAMESPACE = UUID("7a0f4d15-0f9b-4f0a-8a43-2c9c6a7f3b11")


class Reward(Aggregate):
    """One reward of one subject for one year. Nobody gets it by a figure alone: a person grants it.

    Rules: RWD-BJ-01, RWD-DG-01, RWD-BZ-06; a reward without its basis event is refused (3.3).
    """

    TOPIC = "Reward"
    Event = kernel.Event

    def __init__(self, subject: str, basis: str) -> None:
        self.subject = subject
        self.basis = basis

    def on_reward_granted(self) -> None:
        """Nothing further: the creation says it all."""

    @staticmethod
    def create_id(jurisdiction: str, reward: str, subject: str, year: int) -> UUID:
        """One reward for one subject and year."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{reward}/{subject}/{year}")

    @classmethod
    def grant(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        reward: str,
        subject: str,
        year: int,
        target: str | None,
        basis: Sequence[Deed],
        despite: Sequence[str] = (),
    ) -> Self:
        """Grant a reward for a year.

        Args:
            basis: the events that are cited.
            despite: references to what stands against it and was weighed (``conflicts.weigh``).

        Raises:
            RewardUndefined: B-45.
            BasisMissing: too few of the events say what the pack asks for, of this subject (3.3).
            TargetNotOfReward: it does not count in this.
        """
        rule = act.pack.rewards.get(reward)
        if rule is None:
            raise RewardUndefined(reward, act.pack.ref)
        counting = [deed for deed in basis if counts(rule, deed, subject, year)]
        if len(counting) < rule.at_least:
            raise BasisMissing(reward, len(counting), rule.at_least, rule.of)
        if target not in rule.targets if rule.targets else target is not None:
            raise TargetNotOfReward(target, rule.targets)
        envelope = ruled(act, "rewards", reward).envelope(RewardGranted.TOPIC)
        grounds = tuple(deed.evidence for deed in counting)
        return cls._create(
            RewardGranted,
            id=cls.create_id(jurisdiction, reward, subject, year),
            subject=subject,
            basis=reward,
            basis_event=counting[0].evidence,
            target=target,
            year=year,
            despite=tuple(despite),
            **envelope | {"evidence": (*act.evidence, *grounds)},
        )


def open_rewards(pack: PolicyPack, deed: Deed) -> Sequence[str]:
    """Rewards that a fact speaks for; granting one is a person's to decide."""
    return [
        name
        for name, rule in pack.rewards.items()
        if rule.of == deed.name and deed.matches(rule.where)
    ]


def counts(rule: RewardRule, deed: Deed, subject: str, year: int) -> bool:
    """Whether a fact is one that a reward of a subject for a year rests on."""
    of_year = deed.counts_on.year
    return (
        deed.name == rule.of
        and deed.matches(rule.where)
        and deed.text(rule.subject) == subject
        and year - rule.years <= of_year <= year
    )
