"""The leading group: its forming, and the work items it gives out (ORG-DG-06, ORG-BJ-03, 04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Self

from domain import kernel
from domain.act import Act
from domain.organisation import body, org_unit
from domain.organisation.body import Parent, Placement
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station_errors import (
    LeadDiffers,
    LeadingGroupIsOff,
    UnitNotListed,
    WorkItemNotAssigned,
    WorkItemUnknown,
)
from domain.policy.structure import WorkItem
from domain.vocabulary import Code, OfficialText


class LeadingGroup(OrgUnit):
    """A leading group stands under the body it works for; its office stands below it."""

    TOPIC = "LeadingGroup"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    OrgUnitFounded = body.OrgUnitFounded
    PostAppointed = body.PostAppointed
    PostVacated = body.PostVacated
    OrgUnitMerged = org_unit.OrgUnit.OrgUnitMerged
    OrgUnitDissolved = org_unit.OrgUnit.OrgUnitDissolved
    WorkItemAssigned = org_unit.OrgUnit.WorkItemAssigned
    LeaderLinked = org_unit.OrgUnit.LeaderLinked
    RotatingChairAssigned = org_unit.OrgUnit.RotatingChairAssigned
    CrossPostAppointed = org_unit.OrgUnit.CrossPostAppointed
    SupportSent = org_unit.OrgUnit.SupportSent
    TeamFormed = org_unit.OrgUnit.TeamFormed

    class LeadingGroupFormed(kernel.Event):
        """The body became a leading group (ORG-DG-06).

        Attributes:
            works_for: code of the body above it.
            formed_on: local day.
        """

        TOPIC: ClassVar[str] = "LeadingGroupFormed"

        works_for: Code
        formed_on: date

        def apply(self, aggregate: LeadingGroup) -> None:
            """Nothing: the founding of the body says the rest."""

    class MilestoneReported(kernel.Event):
        """A unit reported progress on its work item (ORG-BJ-04).

        Attributes:
            no: of the work item.
            unit: code of the unit.
            progress: what was reached, in an official's words.
        """

        TOPIC: ClassVar[str] = "MilestoneReported"

        no: int
        unit: Code
        progress: OfficialText

        def apply(self, aggregate: LeadingGroup) -> None:
            """Nothing that a command decides by."""

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def form(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        works_for: Parent,
        siblings: int,
        formed_on: date,
        approver: str | None = None,
        label: str | None = None,
    ) -> Self:
        """Form a leading group under a body.

        Args:
            siblings: leading groups that body has already.

        Raises:
            LeadingGroupIsOff: the pack has none (B-45).
            ParentIsFull, WrongParentLevel: section 1.1.
            DateInFuture: not formed yet.
        """
        rule = act.pack.structure.leading_group
        if rule is None:
            raise LeadingGroupIsOff
        group = cls.found(
            act,
            jurisdiction=jurisdiction,
            code=code,
            org_type=rule.level,
            placement=Placement(rule.tree, rule.level, works_for, siblings),
            founded_on=formed_on,
            approver=approver,
            label=label,
        )
        group.trigger_event(
            cls.LeadingGroupFormed,
            works_for=works_for.code,
            formed_on=formed_on,
            **act.envelope(cls.LeadingGroupFormed.TOPIC),
        )
        return group

    def assign_work_item(
        self,
        act: Act,
        *,
        no: int,
        lead: Mapping[str, str],
        participants: Mapping[str, str],
    ) -> None:
        """Give a work item to the units that lead it and take part; the same again is a no-op.

        Args:
            no: in the pack's table, from 1.
            lead, participants: sort of each unit by its code, as the directory knows it.

        Raises:
            WorkItemUnknown, LeadDiffers: ORG-BJ-04.
            UnitIsDissolved, UnitIsMerged: the group has ended.
        """
        self._require_active()
        item = _item(act, no)
        if sorted(lead.values()) != sorted(item.lead):
            raise LeadDiffers(no, item.lead)
        # The table does not name participants (B-45); where a pack does, no others take part.
        if item.participants is not None and not set(participants.values()) <= set(
            item.participants
        ):
            raise LeadDiffers(no, item.participants)
        shares = (_in_order(lead, item.lead), tuple(sorted(participants.keys() - lead.keys())))
        if self.work_items.get(no) != shares:
            self.trigger_event(
                self.WorkItemAssigned,
                duty=item.code,
                no=no,
                lead=shares[0],
                participants=shares[1],
                **act.envelope(self.WorkItemAssigned.TOPIC),
            )

    def report_milestone(self, act: Act, *, no: int, unit: str, progress: str) -> None:
        """Record progress of a unit on its work item.

        Raises:
            WorkItemUnknown, WorkItemNotAssigned, UnitNotListed: ORG-BJ-04.
            UnitIsDissolved, UnitIsMerged: the group has ended.
        """
        self._require_active()
        _item(act, no)
        shares = self.work_items.get(no)
        if shares is None:
            raise WorkItemNotAssigned(no)
        if unit not in (*shares[0], *shares[1]):
            raise UnitNotListed(unit, no)
        self.trigger_event(
            self.MilestoneReported,
            no=no,
            unit=unit,
            progress=progress,
            **act.envelope(self.MilestoneReported.TOPIC),
        )


def _item(act: Act, no: int) -> WorkItem:
    table = act.pack.structure.work_items
    if not 1 <= no <= len(table):
        raise WorkItemUnknown(no, len(table))
    return table[no - 1]


def _in_order(units: Mapping[str, str], sorts: Sequence[str]) -> tuple[str, ...]:
    """Units in the order of the pack's sorts, then by code."""
    return tuple(sorted(units, key=lambda unit: (sorts.index(units[unit]), unit)))
