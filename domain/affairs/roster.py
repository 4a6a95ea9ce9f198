"""The roster of an assembly of representatives (MTG-BZ-05)."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.affairs.errors import RosterShare, RosterSize, RosterUndefined
from domain.kernel import Aggregate, CreatedEvent, EventCorrected
from domain.vocabulary import Code, Strength

_NAMESPACE = UUID("d8a3f0a4-6b15-4d63-a9a9-0f9d7e3c5b88")


class RepresentativeRosterFixed(CreatedEvent):
    """Who represents a community is fixed for a term.

    Attributes:
        type: the assembly, a word of the pack.
        households: of the community; None: not counted.
        deviations: where the roster differs from what should be: SIZE, HOUSEHOLDS_EACH.
    """

    TOPIC: ClassVar[str] = "RepresentativeRosterFixed"

    code: Code
    body: Code
    type: Code
    resident_reps: int = Field(ge=0)
    unit_reps: int = Field(ge=0)
    households: int | None = Field(default=None, ge=1)
    deviations: tuple[Code, ...] = ()

    def apply(self, roster: RepresentativeRoster) -> None:
        roster.pack = self.pack


class RepresentativeRoster(Aggregate):
    """One roster of one term; the next term has the next one."""

    TOPIC = "RepresentativeRoster"
    Event = kernel.Event

    RepresentativeRosterFixed = RepresentativeRosterFixed
    EventCorrected = EventCorrected

    pack: str

    def __init__(self, code: str, body: str, resident_reps: int, unit_reps: int) -> None:
        self.code = code
        self.body = body
        self.members = resident_reps + unit_reps

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one roster."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def fix(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        type: str,  # noqa: A002  # the rulebook's word
        resident_reps: int,
        unit_reps: int,
        households: int | None,
    ) -> Self:
        """Fix who represents a community.

        Raises:
            RosterUndefined: B-45.
            RosterShare: too few of them are residents.
            RosterSize: another number than the pack provides for, where that is a duty.
        """
        meeting = act.pack.meetings.get(type)
        rule = meeting.roster if meeting else None
        if rule is None:
            raise RosterUndefined(type)
        total = resident_reps + unit_reps
        # compared exactly: n/d of the total, without dividing (CAL-06)
        share = rule.residents_at_least
        if total == 0 or resident_reps * share.denominator < share.numerator * total:
            raise RosterShare(resident_reps, total, share)
        deviations = []
        if not rule.at_least <= total <= rule.at_most:
            if rule.strength is Strength.MUST:
                raise RosterSize(total, rule.at_least, rule.at_most)
            deviations.append("SIZE")
        low, high = rule.households_each
        if households is not None and not low * resident_reps <= households <= high * resident_reps:
            deviations.append("HOUSEHOLDS_EACH")
        return cls._create(
            RepresentativeRosterFixed,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            type=type,
            resident_reps=resident_reps,
            unit_reps=unit_reps,
            households=households,
            deviations=tuple(deviations),
            **act.envelope(RepresentativeRosterFixed.TOPIC),
        )
