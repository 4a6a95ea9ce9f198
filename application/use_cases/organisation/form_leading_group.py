"""Form a leading group (ORG-DG-06, ORG-BJ-03)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.station_errors import LeadingGroupIsOff
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FormLeadingGroup(OrganisationCommand):
    """Command: form the leading group of a body; its office is founded below it.

    Attributes:
        code: of the group.
        works_for: code of the body it stands under.
        formed_on: local day; None: today.
    """

    NAME: ClassVar[str] = "form_leading_group"
    FAMILY: ClassVar[str] = "leading-groups"

    code: Code
    works_for: Code
    formed_on: date | None = None
    approver: Code | None = None
    label: OfficialText | None = None

    @property
    def subject(self) -> str:
        return self.code

    @property
    def reach(self) -> Collection[str]:
        return (self.works_for,)

    def decide(self, act: Act, ground: Ground) -> Body:
        ground.directory.require_free(self.code)
        rule = act.pack.structure.leading_group
        if rule is None:
            raise LeadingGroupIsOff
        place = ground.directory.placement(
            self.code, tree=rule.tree, level=rule.level, parent=self.works_for
        )
        if place.parent is None:
            raise BodyNotFound(self.works_for)
        return LeadingGroup.form(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            works_for=place.parent,
            siblings=place.siblings,
            formed_on=day_or_today(self.formed_on, act),
            approver=self.approver,
            label=self.label,
        )
