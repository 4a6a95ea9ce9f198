"""Commands to units, grids and posts on the real log."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest

from application.directory import Directory
from application.errors import (
    BodyNotFound,
    GridNotFound,
    OutsideRowScope,
    PermissionDenied,
    VersionIsStale,
)
from application.permissions import authorise
from application.ports import JurisdictionRunsAnotherPack, KeyReused, Receipt
from application.scenarios.clock import StoryClock
from application.service import Service
from application.use_cases.organisation.adjust_boundary import AdjustBoundary
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.assign_duty import AssignDuty
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.dissolve_org_unit import DissolveOrgUnit
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.organisation.merge_org_unit import MergeOrgUnit
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.territory import territory
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.act import THE_SYSTEM
from domain.grids.area import Area
from domain.grids.grid import StaffKind
from domain.kernel import DomainError
from domain.organisation.body import Body
from domain.organisation.errors import AlreadyFounded, ParentMissing, PostIsFull, WrongParentLevel
from domain.vocabulary import Role
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

NOON = datetime(2021, 3, 15, 4, 0, tzinfo=UTC)
TODAY = date(2021, 3, 15)
TREE = "organisation"
BASIS = "decision 7"

_numbers = count(1)


class Bureau:
    """One jurisdiction under the Daguan pack, opened, with its founder."""

    def __init__(self, service: Service, clock: StoryClock) -> None:
        self.service = service
        self.clock = clock
        self.name = f"district-{next(_numbers)}"
        clock.set(NOON)
        service.organisation.open_jurisdiction(self.name, "daguan", "founder", body="top")

    def give(self, command: OrganisationCommand, *, by: str = "founder", **how: Any) -> Receipt:
        how.setdefault("key", None)
        return self.service.organisation.execute(self.name, Caller(by), command, **how)

    def divide(self) -> None:
        """Two streets, a community in each, a grid in the first."""
        self.found("s1", "STREET", "top")
        self.found("s2", "STREET", "top")
        self.found("c1", "COMMUNITY", "s1")
        self.found("c2", "COMMUNITY", "s2")
        self.found("g1", "GRID", "c1", is_grid=True, places=("gate-3",))

    def found(self, code: str, level: str, parent: str | None, **fields: Any) -> Receipt:
        fields.setdefault("tree", TREE)
        return self.give(FoundOrgUnit(code=code, level=level, parent=parent, **fields))

    def appoint(self, body: str, post: str, person: str, *, by: str = "founder") -> Receipt:
        command = AppointPost(
            body=body, post=post, person_ref=person, basis=BASIS, party_member=True
        )
        return self.give(command, by=by)

    @property
    def directory(self) -> Directory:
        opened = self.service.log.open(self.name, ())
        return self.service.directories.directory(self.name, opened.directory_position)


@pytest.fixture(scope="module")
def clock() -> StoryClock:
    return StoryClock(NOON)


@pytest.fixture(scope="module")
def service(module_database: Database, clock: StoryClock) -> Iterator[Service]:
    with service_on(module_database, clock) as wired:
        yield wired


@pytest.fixture
def bureau(service: Service, clock: StoryClock) -> Bureau:
    return Bureau(service, clock)


def test_opening_a_jurisdiction_seats_its_founder(bureau: Bureau) -> None:
    """C: from the first commit on, everything is done by somebody with a post."""
    directory = bureau.directory

    top = directory.unit("top")
    assert top is not None
    assert (top.level, top.parent) == ("DISTRICT", None)
    pack = bureau.service.packs.current(bureau.name, TODAY)
    founder = directory.actor("founder", NOON, pack)
    assert founder.roles == {Role.ORG}


def test_only_the_opening_is_the_operators(bureau: Bureau) -> None:
    """ENV-01: who acted stands in every event, the operator of the host in the first two alone."""
    bureau.found("s1", "STREET", "top")

    actors = [
        event.actor_id
        for code in ("top", "s1")
        for _, event in bureau.service.log.history(bureau.name, Body.create_id(bureau.name, code))
    ]

    assert actors == ["operator", "operator", "founder"]


def test_opening_a_jurisdiction_again_changes_nothing(bureau: Bureau) -> None:
    """ENV-05: what is done twice happens once."""
    before = bureau.directory.position

    bureau.service.organisation.open_jurisdiction(bureau.name, "daguan", "founder", body="top")

    assert bureau.directory.position == before


def test_a_jurisdiction_keeps_its_pack(bureau: Bureau) -> None:
    """ENV-03: new versions of a pack, never another pack."""
    with pytest.raises(JurisdictionRunsAnotherPack):
        bureau.service.organisation.open_jurisdiction(bureau.name, "kundulun", "founder")


def test_a_body_stands_under_a_body_of_the_right_level(bureau: Bureau) -> None:
    """1.1: no orphans, no level skipped."""
    bureau.found("s1", "STREET", "top")

    with pytest.raises(WrongParentLevel):
        bureau.found("g1", "GRID", "s1", is_grid=True)
    with pytest.raises(ParentMissing):
        bureau.found("c1", "COMMUNITY", "nowhere")
    with pytest.raises(AlreadyFounded):
        bureau.found("s1", "STREET", "top")


def test_a_grid_is_found_by_place_and_by_point(bureau: Bureau) -> None:
    """CAS-KD-01: place codes and polygons lead to the grid."""
    bureau.divide()
    square = Area(ring=((116.0, 30.0), (117.0, 30.0), (117.0, 31.0), (116.0, 31.0)))

    bureau.give(AdjustBoundary(grid="g1", area=square, places=("gate-3", "gate-4")))

    assert bureau.directory.grid_of("gate-4") == "g1"
    assert bureau.directory.grid_of((116.5, 30.5)) == "g1"
    assert bureau.directory.grid_of((118.0, 30.5)) is None


def test_staff_serves_a_grid_until_released(bureau: Bureau) -> None:
    """ORG-KD-03, ORG-KD-04: who serves, in which kind, sent by whom."""
    bureau.divide()
    bureau.give(
        StaffGrid(grid="g1", person_ref="gu", staff_kind=StaffKind.DEPT_GRID, home_unit="c1")
    )

    serving = bureau.directory.staff_of("g1", NOON)
    bureau.give(ReleaseFromGrid(grid="g1", person_ref="gu"))

    assert serving == ("gu",)
    assert bureau.directory.staff_of("g1", NOON) == ()
    with pytest.raises(BodyNotFound):
        bureau.give(
            StaffGrid(grid="g1", person_ref="gu", staff_kind=StaffKind.FULL_TIME, home_unit="u9")
        )
    with pytest.raises(GridNotFound):
        bureau.give(StaffGrid(grid="c1", person_ref="gu", staff_kind=StaffKind.FULL_TIME))


def test_a_merged_grid_leads_to_the_one_that_goes_on(bureau: Bureau) -> None:
    """ORG-SA-06."""
    bureau.divide()
    bureau.found("g2", "GRID", "c1", is_grid=True)

    bureau.give(MergeGrid(grid="g1", into="g2", from_system="fire_safety"))

    assert bureau.directory.current_grid("g1") == "g2"
    assert bureau.directory.grid_of("gate-3") == "g2"


def test_units_keep_duties_through_a_merger_and_end_without_dependants(bureau: Bureau) -> None:
    """CAS-KD-03, 1.1."""
    bureau.found("u1", "DISTRICT", None, tree=None, duties=("roads",))
    bureau.found("u2", "DISTRICT", None, tree=None)
    bureau.give(AssignDuty(unit="u2", duty="lamps"))

    bureau.give(MergeOrgUnit(unit="u1", into="u2"))

    assert bureau.directory.competent_units("roads") == ("u2",)
    assert bureau.directory.competent_units("lamps") == ("u2",)
    bureau.give(DissolveOrgUnit(unit="u2"))
    assert bureau.directory.current_unit("u1") is None


def test_a_leader_is_linked_to_one_body(bureau: Bureau) -> None:
    """ORG-DG-05: nobody holds two."""
    bureau.divide()
    bureau.give(LinkLeader(unit="c1", leader_ref="county-leader"))

    with pytest.raises(DomainError, match="county-leader"):
        bureau.give(LinkLeader(unit="c2", leader_ref="county-leader"))

    assert bureau.directory.linked_body("county-leader") == "c1"


def test_a_post_may_be_named_by_its_alias(bureau: Bureau) -> None:
    """ORG-DG-04: one head."""
    bureau.divide()
    bureau.appoint("c1", "head", "anna")

    with pytest.raises(PostIsFull):
        bureau.appoint("c1", "station_head", "bo")

    assert bureau.directory.holders("c1", "station_head", NOON) == ("anna",)


def test_a_right_ends_with_the_post_at_once(bureau: Bureau) -> None:
    """ORG-DG-04: decided by the log, not by a cache."""
    bureau.divide()
    bureau.appoint("s1", "street_officer", "so")
    bureau.appoint("c1", "community_clerk", "co", by="so")

    bureau.give(VacatePost(body="s1", post="street_officer", person_ref="so"))

    with pytest.raises(PermissionDenied) as denial:
        bureau.appoint("c1", "grid_head", "x", by="so")
    assert denial.value.code == "permission-denied"


def test_a_street_has_charge_of_its_own_bodies_only(bureau: Bureau) -> None:
    """C: row scope."""
    bureau.divide()
    bureau.appoint("s1", "street_officer", "so")

    bureau.appoint("c1", "community_clerk", "co", by="so")

    with pytest.raises(OutsideRowScope):
        bureau.appoint("c2", "community_clerk", "co", by="so")
    with pytest.raises(OutsideRowScope):
        bureau.appoint("top", "dispatcher", "so", by="so")
    with pytest.raises(OutsideRowScope):
        bureau.give(
            FoundOrgUnit(code="u1", level="DISTRICT"),
            by="so",
        )


def test_nobody_appoints_above_their_own_charge(bureau: Bureau) -> None:
    """C: a clerk cannot make themselves the organisation department or the auditor."""
    bureau.divide()
    bureau.appoint("c1", "community_clerk", "clerk")

    for post in ("organisation_officer", "auditor", "administrator", "discipline_officer"):
        with pytest.raises(OutsideRowScope):
            bureau.appoint("c1", post, "clerk", by="clerk")


def test_residents_found_nothing_and_the_refusal_is_on_record(
    bureau: Bureau, module_database: Database
) -> None:
    """C, ENV-05: a denial is a line of the security log, not of the stream."""
    before = bureau.directory.position

    with pytest.raises(PermissionDenied):
        bureau.give(FoundOrgUnit(code="mine", level="DISTRICT"), by="li")

    with psycopg.connect(module_database.dsn) as connection:
        found = connection.execute(
            "SELECT actor_id, command, code FROM security_log WHERE jurisdiction = %s",
            [bureau.name],
        ).fetchall()
    assert found == [("li", "found_org_unit", "permission-denied")]
    assert bureau.directory.position == before


def test_the_same_key_founds_once(bureau: Bureau) -> None:
    """ENV-05: the same key, the first receipt; another request under it is refused."""
    command = FoundOrgUnit(code="u1", level="DISTRICT")

    first = bureau.give(command, key="k")
    again = bureau.give(command, key="k")

    assert (again.aggregate_id, again.version) == (first.aggregate_id, first.version)
    assert again.repeated
    with pytest.raises(KeyReused):
        bureau.give(FoundOrgUnit(code="u2", level="DISTRICT"), key="k")


def test_a_stale_version_is_refused(bureau: Bureau) -> None:
    """ENV-05."""
    bureau.found("u1", "DISTRICT", None, tree=None)
    bureau.give(AssignDuty(unit="u1", duty="roads"), expected_version=1)

    with pytest.raises(VersionIsStale):
        bureau.give(AssignDuty(unit="u1", duty="lamps"), expected_version=1)


def test_concurrent_commands_to_one_body_all_happen(bureau: Bureau) -> None:
    """ENV-05: without an expected version a race is decided anew."""
    bureau.found("u1", "DISTRICT", None, tree=None)
    duties = [f"duty-{n}" for n in range(3)]

    def assign(duty: str) -> Receipt:
        return bureau.give(AssignDuty(unit="u1", duty=duty))

    with ThreadPoolExecutor(len(duties)) as pool:
        receipts = list(pool.map(assign, duties))

    unit = bureau.directory.unit("u1")
    assert unit is not None
    assert unit.duties == set(duties)
    assert {receipt.version for receipt in receipts} == {2, 3, 4}


def test_a_founding_in_the_past_takes_its_day(bureau: Bureau) -> None:
    """ENV-04: what happened offline is entered with its day."""
    earlier = NOON - timedelta(days=3)

    receipt = bureau.give(
        FoundOrgUnit(code="u1", level="DISTRICT", founded_on=date(2021, 3, 12), occurred_at=earlier)
    )

    [(_, founded)] = bureau.service.log.history(bureau.name, receipt.aggregate_id)
    assert founded.occurred_at == earlier
    assert founded.late_recorded


def test_every_command_has_its_line_in_the_matrix() -> None:
    """C: no command without a right; the system's is to trigger (INT-01)."""
    for pack in product_packs().all():
        for name, command in ORGANISATION_COMMANDS.items():
            if name == "trigger_interview":
                authorise(THE_SYSTEM, name, pack)
                continue
            with pytest.raises(PermissionDenied):
                authorise(THE_SYSTEM, command.PERMISSION or name, pack)


def test_every_pack_has_a_territory() -> None:
    """1.1: a top, the pool of reports, grids."""
    tops = {pack.meta.id: territory(pack).top for pack in product_packs().all()}

    assert tops == {
        "bijie": "CITY",
        "chengyang": "STREET",
        "daguan": "DISTRICT",
        "kundulun": "STREET",
        "longling": "STREET",
        "qingyang": "DISTRICT",
        "street-a": "STREET",
    }
