"""Every command to rewards, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.rewards.grant_reward import GrantReward

REWARD_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (GrantReward,)
