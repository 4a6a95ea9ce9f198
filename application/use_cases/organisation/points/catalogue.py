"""Everything that people do to points of units, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.points.reward_rank import RewardRank
from application.use_cases.organisation.points.settle_points import SettlePoints
from application.use_cases.organisation.points.withhold_base_points import WithholdBasePoints

POINTS_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    RewardRank,
    SettlePoints,
    WithholdBasePoints,
)
