"""Record what a party body did jointly (ORG-KD-05)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class RecordBranchActivity(OrganisationCommand):
    """Command: record what a party body did, and what of it jointly.

    Attributes:
        unit: code.
        activity: what it was.
        joint_kind: what was done jointly, a word of the pack.
        led_by: in which way members went ahead, a word of the pack.
        held_on: local day; None: today.
    """

    NAME: ClassVar[str] = "record_branch_activity"

    unit: Code
    activity: OfficialText
    joint_kind: Code | None = None
    led_by: Code | None = None
    held_on: date | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.record_branch_activity(
            act,
            activity=self.activity,
            joint_kind=self.joint_kind,
            led_by=self.led_by,
            held_on=day_or_today(self.held_on, act),
        )
        return unit
