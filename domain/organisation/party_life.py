"""Chapter: what a party body does, and who joins its work without being elected into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from domain import kernel
from domain.act import Act
from domain.organisation.body import Body, require_past
from domain.organisation.errors import PartyMembershipRequired
from domain.organisation.life_errors import (
    JointKindUnknown,
    SecretaryFromElsewhere,
    SourceUnknown,
    TalentRouteUnknown,
)
from domain.policy.branch_rules import BranchRules
from domain.required import provided
from domain.vocabulary import Code, OfficialText, PersonRef


class BranchActivityRecorded(kernel.Event):
    """The body did something together with others, or its members went ahead (ORG-KD-05).

    Attributes:
        joint_kind: what was done jointly, a word of the pack; None: nothing was.
        led_by: in which way members led; None: they did not.
    """

    TOPIC: ClassVar[str] = "BranchActivityRecorded"

    activity: OfficialText
    joint_kind: Code | None = None
    led_by: Code | None = None
    held_on: date

    def apply(self, aggregate: PartyLife) -> None:
        if self.joint_kind is not None:
            done = aggregate.joint.get(self.joint_kind, 0) + 1
            aggregate.joint = {**aggregate.joint, self.joint_kind: done}


class TalentRegistered(kernel.Event):
    """Somebody was found who can lead others (ORG-SA-04).

    Attributes:
        route: how, a word of the pack.
    """

    TOPIC: ClassVar[str] = "TalentRegistered"

    person_ref: PersonRef
    route: Code

    def apply(self, aggregate: PartyLife) -> None:
        aggregate.talents = aggregate.talents | {self.person_ref}


class PartTimeMemberAppointed(kernel.Event):
    """A head of another body joined the committee part time (ORG-BZ-12).

    Attributes:
        source: what sort of body it is, a word of the pack.
        unit_id: code of that body.
    """

    TOPIC: ClassVar[str] = "PartTimeMemberAppointed"

    person_ref: PersonRef
    source: Code
    unit_id: Code

    def apply(self, aggregate: PartyLife) -> None:
        aggregate.part_time = {**aggregate.part_time, self.person_ref: self.unit_id}


class FirstSecretaryAssigned(kernel.Event):
    """An official was sent to lead the body's work for a year (ORG-BZ-19).

    Attributes:
        from_unit: code of the body that sends the official.
        year: calendar year.
    """

    TOPIC: ClassVar[str] = "FirstSecretaryAssigned"

    person_ref: PersonRef
    from_unit: Code
    year: int

    def apply(self, aggregate: PartyLife) -> None:
        aggregate.first_secretaries = {**aggregate.first_secretaries, self.year: self.person_ref}


class PartyLife(Body):
    """The work of a party body.

    Attributes:
        joint: by kind how often something was done jointly.
        talents: who was registered.
        part_time: by person the body that the part-time member heads.
        first_secretaries: by year.
    """

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.joint: Mapping[str, int] = MappingProxyType({})
        self.talents: frozenset[str] = frozenset()
        self.part_time: Mapping[str, str] = MappingProxyType({})
        self.first_secretaries: Mapping[int, str] = MappingProxyType({})

    def record_branch_activity(
        self,
        act: Act,
        *,
        activity: str,
        held_on: date,
        joint_kind: str | None = None,
        led_by: str | None = None,
    ) -> None:
        """Record what the body did.

        Raises:
            PolicySilent: the pack names no joint work (B-45).
            JointKindUnknown: not one of its kinds (ORG-KD-05).
            DateInFuture: not done yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        rules = _branches(act)
        joint_kinds = provided(rules.joint_kinds or None, "branches.joint_kinds")
        if joint_kind is not None and joint_kind not in joint_kinds:
            raise JointKindUnknown(joint_kind, joint_kinds)
        if led_by is not None and led_by not in rules.lead_kinds:
            raise JointKindUnknown(led_by, rules.lead_kinds)
        require_past(act, held_on)
        self.trigger_event(
            BranchActivityRecorded,
            activity=activity,
            joint_kind=joint_kind,
            led_by=led_by,
            held_on=held_on,
            **act.envelope(BranchActivityRecorded.TOPIC),
        )

    def register_talent(self, act: Act, *, person_ref: str, route: str) -> None:
        """Register somebody; whoever is found by another way again stays one record.

        Raises:
            PolicySilent: the pack looks for nobody (B-45).
            TalentRouteUnknown: not one of its ways (ORG-SA-04).
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        routes = provided(_branches(act).talent_routes or None, "branches.talent_routes")
        if route not in routes:
            raise TalentRouteUnknown(route, routes)
        if person_ref not in self.talents:
            self.trigger_event(
                TalentRegistered,
                person_ref=person_ref,
                route=route,
                **act.envelope(TalentRegistered.TOPIC),
            )

    def appoint_part_time_member(
        self, act: Act, *, person_ref: str, source: str, unit_id: str, party_member: bool
    ) -> None:
        """Let the head of another body join part time; the same again is a no-op.

        Args:
            party_member: the appointing body has seen that the person is one; not stored (ENV-07).

        Raises:
            PolicySilent: the pack has no part-time members (B-45).
            SourceUnknown: not one of its sources.
            PartyMembershipRequired: this source sends party members only (ORG-BZ-12).
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        sources = provided(_branches(act).part_time or None, "branches.part_time")
        if source not in sources:
            raise SourceUnknown(source, tuple(sources))
        if sources[source].party_member and not party_member:
            raise PartyMembershipRequired(source)
        if self.part_time.get(person_ref) != unit_id:
            self.trigger_event(
                PartTimeMemberAppointed,
                person_ref=person_ref,
                source=source,
                unit_id=unit_id,
                **act.envelope(PartTimeMemberAppointed.TOPIC),
            )

    def assign_first_secretary(
        self, act: Act, *, person_ref: str, from_unit: str, from_level: str, year: int
    ) -> None:
        """Let an official of a higher body lead the work for a year; the same again is a no-op.

        Args:
            from_level: level of the sending body, as the directory knows it.

        Raises:
            PolicySilent: the pack sends nobody (B-45).
            SecretaryFromElsewhere: not from a body of the levels that send (ORG-BZ-19).
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        levels = provided(
            _branches(act).first_secretaries_from or None, "branches.first_secretaries_from"
        )
        if from_level not in levels:
            raise SecretaryFromElsewhere(from_unit, levels)
        if self.first_secretaries.get(year) != person_ref:
            self.trigger_event(
                FirstSecretaryAssigned,
                person_ref=person_ref,
                from_unit=from_unit,
                year=year,
                **act.envelope(FirstSecretaryAssigned.TOPIC),
            )


def _branches(act: Act) -> BranchRules:
    return provided(act.pack.branches, "branches")
