"""Facts of a community. Names are those of the catalogue, permanent (Annex E)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from domain.kernel import CreatedEvent, Event
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from domain.communities.record import CommunityRecord

Count = Annotated[int, Field(ge=0)]


class CommunityDefined(CreatedEvent):
    """A body became a community with so many households (ORG-BZ-04, ORG-BJ-07).

    Attributes:
        code: code of the body.
        kind: a word of the pack; None: kinds are not told apart.
        deviations: ratios of the pack that it should keep and does not.
        exception_by: who approved that a ratio it must keep is not kept.
    """

    TOPIC: ClassVar[str] = "CommunityDefined"

    code: Code
    households: Count
    kind: Code | None = None
    deviations: tuple[Code, ...] = ()
    exception_by: Code | None = None


class HousingOccupancyRecorded(Event):
    """Homes of a housing area were counted (ORG-BZ-05, ORG-CY-03).

    Attributes:
        estate_id: code of the housing area.
        counts: by measure of the pack's threshold, ``moved_in`` among them.
        outcome: what the threshold says of these counts: a result, UNDEFINED or NONE.
    """

    TOPIC: ClassVar[str] = "HousingOccupancyRecorded"

    estate_id: Code
    counts: Mapping[Code, Count]
    outcome: Code

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.housing = {**aggregate.housing, self.estate_id: self.outcome}


class FoundingDue(Event):
    """A body is to be founded for a housing area, or its people taken on by a neighbour.

    Attributes:
        result: what is to be founded, a word of the pack's threshold.
        due_on: last local day; None: promptly.
        decided_by: who decided by hand where the threshold is silent; None: it spoke.
        founded: code of the body whose founding settled it; None: it is still to be founded. The
            catalogue has no fact of its own for that: what was due is stated again with it; its
            day and who decided stand in the statement before.
        managed_by: code of the neighbour that took its people on, where nothing is founded.
    """

    TOPIC: ClassVar[str] = "FoundingDue"
    class_version: ClassVar[int] = 3

    estate_id: Code
    result: Code
    due_on: date | None = None
    decided_by: Code | None = None
    founded: Code | None = None
    managed_by: Code | None = None

    @property
    def settles(self) -> bool:
        """Whether what was due is done with it."""
        return self.founded is not None or self.managed_by is not None

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """What settled it came later; until then nothing did."""

    @staticmethod
    def upcast_v2_v3(_state: dict[str, Any]) -> None:
        """A neighbour that takes people on came later; until then none did."""

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.due = {**aggregate.due, self.estate_id: self.result}
        if self.settles:
            aggregate.unsettled = aggregate.unsettled - {self.estate_id}
        else:
            aggregate.unsettled = aggregate.unsettled | {self.estate_id}
        aggregate.housing = {**aggregate.housing, self.estate_id: self.result}


class SharedCommunityDefined(Event):
    """A shared community was drawn in a city unit (ORG-CY-09).

    Attributes:
        unit: number of the city unit, from 1.
        radius_minutes: how far its services may be, on foot.
    """

    TOPIC: ClassVar[str] = "SharedCommunityDefined"

    unit: int = Field(ge=1)
    radius_minutes: int = Field(ge=1)

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.shared_unit = self.unit


class PlateInspectionDone(Event):
    """The plates outside the premises were counted (ORG-BZ-20).

    Attributes:
        wanted: how many the pack says there are.
    """

    TOPIC: ClassVar[str] = "PlateInspectionDone"

    count: Count
    wanted: Count


class EstateClassSet(Event):
    """An estate counts as open or closed from a day on, and is patrolled accordingly (SAF-BZ-02).

    Attributes:
        patrolled_by: who patrols it from that day.
    """

    TOPIC: ClassVar[str] = "EstateClassSet"

    estate_id: Code
    estate_class: Code
    patrolled_by: tuple[Code, ...]
    from_on: date

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.estate_classes = {
            **aggregate.estate_classes,
            self.estate_id: (self.estate_class, self.from_on),
        }


class SafeSiteNamed(Event):
    """A site was named safe after an inspection (SAF-BZ-01).

    Attributes:
        site: code of the site.
        inspection_ref: the inspection it passed.
    """

    TOPIC: ClassVar[str] = "SafeSiteNamed"

    site: Code
    kind: Code
    inspection_ref: Code

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.safe_sites = aggregate.safe_sites | {(self.kind, self.site)}


class StaffHired(Event):
    """A full-time worker was hired (ORG-BZ-13).

    Attributes:
        kind: a word of the pack, like party affairs.
        route: how the person came to the post, a word of the pack.
        reviewed_by: who reviewed it where the route needs that.
    """

    TOPIC: ClassVar[str] = "StaffHired"

    person_ref: PersonRef
    kind: Code
    route: Code
    hired_on: date
    reviewed_by: Code | None = None

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.workers = {**aggregate.workers, self.person_ref: self.kind}


class HeadcountRecorded(Event):
    """The full-time workers were counted on a day; a count is a fact and is never refused.

    Attributes:
        workers: by kind; total: of all kinds of workers, heads left out.
        households: how many the community had then.
        deviations: ratios of the pack that the count does not keep, MUST and SHOULD alike.
        musts_missed: how many of them are a MUST.
    """

    TOPIC: ClassVar[str] = "HeadcountRecorded"

    workers: Mapping[Code, Count]
    total: Count
    households: Count
    counted_on: date
    deviations: tuple[Code, ...] = ()
    musts_missed: Count = 0


class InsuranceRecorded(Event):
    """A worker above the statutory age is insured (ORG-CY-12).

    Attributes:
        kind: of insurance, a word of the pack.
    """

    TOPIC: ClassVar[str] = "InsuranceRecorded"

    person_ref: PersonRef
    kind: Code

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.insured = aggregate.insured | {(self.person_ref, self.kind)}


class StaffExitDue(Event):
    """A worker reaches the statutory age on a day and has to leave (ORG-CY-12).

    The age itself is no business of the log (ENV-07).
    """

    TOPIC: ClassVar[str] = "StaffExitDue"

    person_ref: PersonRef
    due_on: date

    def apply(self, aggregate: CommunityRecord) -> None:
        aggregate.exits = {**aggregate.exits, self.person_ref: self.due_on}
