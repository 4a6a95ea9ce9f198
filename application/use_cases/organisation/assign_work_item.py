"""Give out a work item of the pack's table (ORG-BJ-04)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.station_errors import BodyIsNoLeadingGroup
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AssignWorkItem(OrganisationCommand):
    """Command: give a work item to the units that lead it and take part.

    Attributes:
        group: code of the leading group.
        no: in the pack's table, from 1.
        lead: codes of the units that lead it: one of each sort that the table names.
        participants: codes of the units that take part.
    """

    NAME: ClassVar[str] = "assign_work_item"
    FAMILY: ClassVar[str] = "leading-groups"

    group: Code
    no: AtLeastOne
    lead: Annotated[tuple[Code, ...], Field(min_length=1)]
    participants: tuple[Code, ...] = ()

    @property
    def subject(self) -> str:
        return self.group

    @property
    def reach(self) -> Collection[str]:
        return (self.group,)

    def decide(self, act: Act, ground: Ground) -> Body:
        group = leading_group_of(ground, self.group)
        group.assign_work_item(
            act,
            no=self.no,
            lead=sorts_of(ground, self.lead),
            participants=sorts_of(ground, self.participants),
        )
        return group


def leading_group_of(ground: Ground, code: str) -> LeadingGroup:
    """The leading group of that code.

    Raises:
        BodyNotFound: there is no body of that code.
        BodyIsNoLeadingGroup: ORG-BJ-04.
    """
    group = ground.unit(code)
    if not isinstance(group, LeadingGroup):
        raise BodyIsNoLeadingGroup(code)
    return group


def sorts_of(ground: Ground, codes: Collection[str]) -> dict[str, str]:
    """What sort of body each of them is, by code.

    Raises:
        BodyNotFound: one of them does not live.
    """
    sorts = {}
    for code in codes:
        sort = ground.directory.sort_of(code)
        if sort is None:
            raise BodyNotFound(code)
        sorts[code] = sort
    return sorts
