"""Report progress on a work item (ORG-BJ-04)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.assign_work_item import leading_group_of
from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import AtLeastOne, Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ReportMilestone(OrganisationCommand):
    """Command: report what a unit reached on its work item; other units are refused.

    Attributes:
        group: code of the leading group.
        no: of the work item.
        by_unit: code of the unit that reports; the caller has charge of it.
        progress: what was reached.
    """

    NAME: ClassVar[str] = "report_milestone"
    FAMILY: ClassVar[str] = "leading-groups"

    group: Code
    no: AtLeastOne
    by_unit: Code
    progress: OfficialText

    @property
    def subject(self) -> str:
        return self.group

    @property
    def reach(self) -> Collection[str]:
        return (self.by_unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        group = leading_group_of(ground, self.group)
        group.report_milestone(act, no=self.no, unit=self.by_unit, progress=self.progress)
        return group
