"""What the directory knows, and from when on."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any, cast

import pytest

from application.directory import Directory, DirectoryBehind, DirectoryKeeper, Scope
from domain.act import Actor, HeldPost
from domain.grids.area import Area
from domain.grids.grid import Grid, StaffKind
from domain.kernel import Event, EventCorrected
from domain.organisation.body import Parent, Placement
from domain.organisation.errors import AlreadyFounded, ParentMissing
from domain.organisation.org_unit import OrgUnit
from domain.vocabulary import Role
from tests.domain.organisation.samples import NOON, PACK, TODAY, TREE, J, act, morning

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = date(2020, 4, 20)


class Street:
    """A street in the making: each step's facts go to a log of its own, positions 10, 20, 30 …"""

    def __init__(self) -> None:
        self.log: list[tuple[int, Event]] = []
        self.bodies: dict[str, Any] = {}
        self.reads = 0

    def directory_events(self, jurisdiction: str, after: int) -> Sequence[tuple[int, Event]]:
        assert jurisdiction == J
        self.reads += 1
        return [(position, event) for position, event in self.log if position > after]

    @property
    def directory(self) -> Directory:
        return Directory().after(self.log)

    def saved(self, body: OrgUnit | Grid) -> None:
        for event in cast("Sequence[Event]", body.collect_events()):
            self.log.append((len(self.log) * 10 + 10, event))

    def unit(self, code: str, level: str, parent: tuple[str, str] | None = None,
             tree: str | None = TREE, **facts: Any) -> Street:  # fmt: skip
        place = Placement(tree, level, Parent(*parent) if parent else None)
        self.bodies[code] = OrgUnit.found(
            act(), jurisdiction=J, code=code, org_type=level, placement=place,
            founded_on=LONG_AGO, **facts,
        )  # fmt: skip
        self.saved(self.bodies[code])
        return self

    def grid(self, code: str, parent: str = "c1", **facts: Any) -> Street:
        place = Placement(TREE, "GRID", Parent(parent, "COMMUNITY"))
        self.bodies[code] = Grid.found(act(), jurisdiction=J, code=code, org_type="GRID",
                                       placement=place, founded_on=LONG_AGO, **facts)  # fmt: skip
        self.saved(self.bodies[code])
        return self

    def post(self, body: str, post: str, person: str, since: date = LONG_AGO,
             until: date | None = None) -> Street:  # fmt: skip
        self.bodies[body].appoint(act(), post=post, person_ref=person, from_on=since, to_on=until,
                                  basis="notice", party_member=True)  # fmt: skip
        self.saved(self.bodies[body])
        return self

    def do(self, body: str, command: str, *args: Any, **facts: Any) -> Street:
        getattr(self.bodies[body], command)(act(), *args, **facts)
        self.saved(self.bodies[body])
        return self

    def staffed(self, grid: str, person: str, since: date = LONG_AGO, **facts: Any) -> Street:
        return self.do(grid, "staff", person_ref=person, staff_kind=StaffKind.FULL_TIME,
                       from_on=since, **facts)  # fmt: skip

    def who(self, person: str) -> Actor:
        return self.directory.actor(person, NOON, PACK)


@pytest.fixture
def street() -> Street:
    """A district, one street, two communities with two grids each, and two departments."""
    made = Street()
    made.unit("d", "DISTRICT").unit("s", "STREET", ("d", "DISTRICT"))
    for community in ("c1", "c2"):
        made.unit(community, "COMMUNITY", ("s", "STREET"))
        for n in "12":
            made.grid(f"{community}g{n}", community)
    made.unit("traffic", "DISTRICT", tree=None, duties=("parking",))
    return made.unit("water", "DISTRICT", tree=None, counterpart_for=("city_water",))


# --- People ---


def test_who_leads_a_station_sees_the_ground_it_works_for(street: Street) -> None:
    """ORG-DG-04: the station stands beside the trees; its head works for the community above."""
    street.unit("station", "COMMUNITY", ("c1", "COMMUNITY"), tree=None)
    street.post("station", "station_head", "anna")

    scope = street.directory.scope(street.who("anna"))

    assert scope.covers(grid="c1g1", community="c1")
    assert not scope.covers(grid="c2g1", community="c2")


def test_to_lead_a_station_is_no_employment(street: Street) -> None:
    """B-40: she works for the unit that sent her."""
    street.unit("station", "COMMUNITY", ("c1", "COMMUNITY"), tree=None)
    street.post("station", "station_head", "anna")
    assert street.who("anna").unit is None

    street.post("traffic", "unit_staff", "anna")

    assert street.who("anna").unit == "traffic"


@pytest.mark.parametrize(
    ("since", "until", "roles"),
    [
        (TODAY, None, {Role.DU}),
        (LONG_AGO, TOMORROW, {Role.DU}),
        (LONG_AGO, TODAY, {Role.RES}),
        (LONG_AGO, YESTERDAY, {Role.RES}),
        (TOMORROW, None, {Role.RES}),
    ],
)
def test_a_post_counts_from_its_first_day_to_the_day_before_it_is_left(
    street: Street, since: date, until: date | None, roles: set[Role]
) -> None:
    """ORG-DG-04: the successor begins on the day the predecessor leaves."""
    street.post("traffic", "unit_principal", "tom", since, until)

    assert street.who("tom").roles == roles


def test_a_post_changes_hands_at_midnight_of_the_jurisdiction(street: Street) -> None:
    """CAL-01: days are local days."""
    street.post("traffic", "unit_principal", "tom", LONG_AGO, TODAY)
    street.post("traffic", "unit_principal", "ann", TODAY)
    midnight = morning(TODAY)

    before = street.directory.holders(
        "traffic", "unit_principal", midnight - timedelta(microseconds=1)
    )

    assert before == ("tom",)
    assert street.directory.holders("traffic", "unit_principal", midnight) == ("ann",)


@pytest.mark.parametrize(
    ("on", "roles"), [(YESTERDAY, {Role.RES}), (TODAY, {Role.RES}), (TOMORROW, {Role.DU})]
)
def test_who_has_left_has_no_rights(street: Street, on: date, roles: set[Role]) -> None:
    """ORG-DG-04: a vacated post gives nothing from that day on."""
    street.post("traffic", "unit_principal", "tom")

    street.do("traffic", "vacate", post="unit_principal", person_ref="tom", on=on)

    assert street.who("tom").roles == roles


def test_a_person_in_two_bodies_has_both_posts_and_works_for_the_first(street: Street) -> None:
    """ORG-BZ-14: one person may hold posts in several bodies."""
    street.post("water", "unit_staff", "tom", YESTERDAY).post("c1", "dispatcher", "tom", LONG_AGO)

    tom = street.who("tom")

    assert tom.posts == (HeldPost("dispatcher", "c1"), HeldPost("unit_staff", "water"))
    assert tom.roles == {Role.DSP, Role.DU, Role.LEAD}
    assert tom.unit == "c1"
    assert street.directory.scope(tom).units == {"c1", "water"}


def test_leaving_one_body_does_not_touch_the_same_post_elsewhere(street: Street) -> None:
    """ORG-DG-04: a post belongs to one body."""
    street.post("traffic", "unit_staff", "tom").post("water", "unit_staff", "tom")

    street.do("water", "vacate", post="unit_staff", person_ref="tom", on=TODAY)

    assert street.who("tom").posts == (HeldPost("unit_staff", "traffic"),)


def test_a_post_that_the_pack_no_longer_has_gives_no_role(street: Street) -> None:
    """B.3: roles come from the pack."""
    street.post("traffic", "unit_staff", "tom")
    smaller = PACK.model_copy(
        update={"posts": {name: post for name, post in PACK.posts.items() if name != "unit_staff"}}
    )

    assert street.directory.actor("tom", NOON, smaller).roles == {Role.RES}


def test_nobody_known_is_a_resident_who_sees_own_reports(street: Street) -> None:
    """Annex C: a resident sees own subjects only."""
    eve = street.who("eve")
    scope = street.directory.scope(eve)

    assert eve == Actor(id="eve", roles=frozenset({Role.RES}))
    assert scope == Scope("eve")
    assert scope.covers(reporter="eve", grid="c1g1")
    assert not scope.covers(reporter="tom", units=("traffic",), grid="c1g1", community="c1")
    assert not scope.covers()


def test_grid_staff_see_their_grids_and_nothing_else(street: Street) -> None:
    """a grid member sees her grids."""
    street.staffed("c1g1", "gu")

    gu = street.who("gu")
    scope = street.directory.scope(gu)

    assert (gu.roles, gu.unit, gu.communities) == (
        frozenset({Role.GRD}),
        "c1",
        frozenset({"c1"}),
    )
    assert scope == Scope("gu", grids=frozenset({"c1g1"}))
    assert scope.covers(grid="c1g1", community="c1")
    assert not scope.covers(grid="c1g2", community="c1")


def test_the_head_of_a_community_sees_its_grids_and_its_pool(street: Street) -> None:
    """CAS-KD-01: what lies in no grid lies in the pool of the community."""
    street.post("c1", "station_head", "anna")

    anna = street.who("anna")
    scope = street.directory.scope(anna)

    assert anna.communities == {"c1"}
    assert scope.grids == {"c1g1", "c1g2"}
    assert scope.covers(community="c1")
    assert not scope.covers(grid="c2g1", community="c2")
    assert not scope.everything


def test_a_street_sees_its_communities_and_the_top_sees_everything(street: Street) -> None:
    """row scope takes in what is below."""
    street.post("s", "dispatcher", "sue").post("d", "dispatcher", "dan")

    sue, dan = (street.directory.scope(street.who(name)) for name in ("sue", "dan"))

    assert sue.communities == {"s", "c1", "c2"}
    assert not sue.everything
    assert dan.everything
    assert dan.covers()


def test_an_auditor_sees_everything_and_a_department_its_own(street: Street) -> None:
    """Annex C: the auditor reads all; a unit sees its own cases."""
    street.post("c1", "auditor", "aud").post("traffic", "unit_principal", "tom")

    assert street.directory.scope(street.who("aud")).everything
    tom = street.directory.scope(street.who("tom"))
    assert tom.covers(units=("water", "traffic"))
    assert not tom.covers(units=("water",), grid="c1g1", community="c1")


def test_members_are_post_holders_and_those_sent_to_grids(street: Street) -> None:
    """CAS-KD-07, Annex C: department staff in a grid work for their department."""
    street.post("traffic", "unit_principal", "tom").staffed("c1g1", "gu", home_unit="traffic")
    street.staffed("c1g2", "late", TOMORROW, home_unit="traffic")
    known = street.directory

    assert known.members_of("traffic", NOON) == {"tom", "gu"}
    assert known.employs("traffic", "gu", NOON)
    assert not known.employs("traffic", "late", NOON)
    assert not known.employs("water", "tom", NOON)
    assert street.who("gu").unit == "traffic"


def test_a_section_is_employed_by_its_department_but_a_community_not_by_its_street(
    street: Street,
) -> None:
    """Annex C: nobody closes a case whose handling unit employs them."""
    street.unit("patrol", "DISTRICT", ("traffic", "DISTRICT"), tree=None)
    street.unit("office", "STREET", ("traffic", "DISTRICT"), tree=None)
    street.post("patrol", "unit_staff", "tom").post("c1", "station_head", "anna")
    street.post("office", "unit_staff", "ola")
    known = street.directory

    assert known.employs("patrol", "tom", NOON)
    assert known.employs("traffic", "tom", NOON)
    assert known.employs("c1", "anna", NOON)
    assert not known.employs("s", "anna", NOON)
    assert not known.employs("traffic", "ola", NOON)


def test_a_grid_whose_last_member_leaves_is_unstaffed(street: Street) -> None:
    """ORG-KD-04: no hollow grid goes unseen."""
    street.staffed("c1g1", "gu").do("c1g1", "release", person_ref="gu", on=TOMORROW)
    known = street.directory

    assert known.staff_of("c1g1", NOON) == ("gu",)
    assert known.staff_of("c1g1", NOON + timedelta(days=1)) == ()
    assert known.actor("gu", NOON + timedelta(days=1), PACK).roles == {Role.RES}


def test_an_exclusive_post_held_elsewhere_is_found(street: Street) -> None:
    """ORG-DG-05: nobody holds two."""
    street.post("c1", "station_head", "anna", TOMORROW)
    known = street.directory

    assert known.holds_elsewhere("anna", "station_head", "c2", TODAY) == "c1"
    assert known.holds_elsewhere("anna", "station_head", "c1", TODAY) is None
    assert known.holds_elsewhere("bo", "station_head", "c2", TODAY) is None


# --- Merging ---


def test_after_a_merge_a_case_in_the_old_grid_routes_to_the_new_one(street: Street) -> None:
    """ORG-SA-06: through every link of the chain; history keeps the old id."""
    street.staffed("c1g1", "gu").staffed("c1g2", "wu")
    street.do("c1g1", "merge_into", street.bodies["c1g2"], from_system="health")
    street.do("c1g2", "merge_into", street.bodies["c2g1"], from_system="petition")
    known = street.directory

    assert known.current_grid("c1g1") == "c2g1"
    assert known.community_of("c1g1") == "c2"
    assert known.current_grid("nowhere") is None
    assert known.staff_of("c2g1", NOON) == ("gu", "wu")
    assert street.who("gu").grids == {"c1g1", "c1g2", "c2g1"}
    old = known.grid("c1g1")
    assert old is not None
    assert not old.active


def test_two_grids_merged_into_each_other_at_one_moment_do_not_vanish(street: Street) -> None:
    """ORG-SA-06: the first merge of the log stands."""
    one, other = street.bodies["c1g1"], street.bodies["c1g2"]
    one.merge_into(act(), other, from_system="health")
    stale = Grid.found(
        act(), jurisdiction=J, code="c1g1", org_type="GRID",
        placement=Placement(TREE, "GRID", Parent("c1", "COMMUNITY")), founded_on=LONG_AGO,
    )  # fmt: skip
    other.merge_into(act(), stale, from_system="health")
    street.saved(one)
    street.saved(other)

    assert street.directory.current_grid("c1g1") == "c1g2"
    assert street.directory.current_grid("c1g2") == "c1g2"


def test_a_merged_unit_leaves_duties_and_cases_to_its_successor_but_no_posts(
    street: Street,
) -> None:
    """CAS-DG-06, CAS-KD-03: after a reorganisation the successor answers."""
    street.do("water", "assign_duty", duty="pipes")
    street.post("water", "unit_principal", "wen").post("traffic", "unit_principal", "tom")
    street.do("water", "merge_into", street.bodies["traffic"], on=TODAY)
    street.do("traffic", "assign_duty", duty="drainage")
    known = street.directory

    assert known.is_counterpart("traffic", "city_water")
    assert not known.is_counterpart("water", "city_water")
    assert known.competent_units("pipes") == ("traffic",)
    assert known.competent_units("drainage") == ("traffic",)
    assert known.current_unit("water") == "traffic"
    assert street.who("wen").roles == {Role.RES}
    assert known.scope(street.who("tom")).covers(units=("water",))


def test_a_merged_community_leaves_its_grids_to_its_successor(street: Street) -> None:
    """1.1: no orphans."""
    street.do("c1", "merge_into", street.bodies["c2"], on=TODAY).post("c2", "station_head", "ann")
    known = street.directory

    assert known.community_of("c1g1") == "c2"
    assert known.dependants("c2") == {"c1g1", "c1g2", "c2g1", "c2g2"}
    assert known.scope(street.who("ann")).grids == {"c1g1", "c1g2", "c2g1", "c2g2"}


def test_a_dissolved_unit_answers_for_nothing(street: Street) -> None:
    """1.1: posts and duties end with the body."""
    street.post("traffic", "unit_principal", "tom")

    street.do("traffic", "dissolve", on=TODAY, dependants=street.directory.dependants("traffic"))

    known = street.directory
    assert known.competent_units("parking") == ()
    assert known.current_unit("traffic") is None
    assert known.members_of("traffic", NOON) == set()
    assert street.who("tom").roles == {Role.RES}


# --- Founding ---


def test_a_code_is_used_once_by_units_and_grids_together(street: Street) -> None:
    """1.1: one code, one body, for ever."""
    street.do("traffic", "dissolve", on=TODAY, dependants=())

    for code in ("c1", "c1g1", "traffic"):
        with pytest.raises(AlreadyFounded):
            street.directory.require_free(code)
    street.directory.require_free("c3")


def test_a_placement_knows_the_parent_and_its_children(street: Street) -> None:
    """1.1: the parent exists and has not ended."""
    street.do("c1g1", "merge_into", street.bodies["c1g2"], from_system="health")
    street.do("traffic", "dissolve", on=TODAY, dependants=())
    known = street.directory

    assert known.placement("x", tree=TREE, level="GRID", parent="c1") == Placement(
        TREE, "GRID", Parent("c1", "COMMUNITY"), 1
    )
    assert known.placement("x", tree=TREE, level="DISTRICT", parent=None) == Placement(
        TREE, "DISTRICT"
    )
    for gone in ("nowhere", "traffic", "c1g1"):
        with pytest.raises(ParentMissing):
            known.placement("x", tree=None, level="DISTRICT", parent=gone)


def test_a_leader_is_linked_to_one_community(street: Street) -> None:
    """ORG-DG-05: the link ends with the replacement."""
    street.do("c1", "link_leader", leader_ref="x", from_on=LONG_AGO)
    assert street.directory.linked_body("x") == "c1"

    street.do("c1", "link_leader", leader_ref="y", from_on=TODAY, replaces="x")

    assert street.directory.linked_body("x") is None
    assert street.directory.linked_body("y") == "c1"


# --- Ground ---


def square(west: float, south: float, size: float = 1) -> Area:
    east, north = west + size, south + size
    return Area(ring=((west, south), (east, south), (east, north), (west, north)))


@pytest.mark.parametrize(
    ("point", "grid"),
    [
        ((0.5, 0.5), "a"),
        ((1.5, 0.5), "b"),
        ((1.0, 0.5), "a"),  # on the border of both: the code that comes first
        ((2.0, 1.0), "b"),  # the outermost corner
        ((2.5, 0.5), None),
        ((0.5, -0.001), None),
    ],
)
def test_a_point_lies_in_one_grid_or_in_the_pool(
    street: Street, point: tuple[float, float], grid: str | None
) -> None:
    """CAS-KD-01: outside every polygon means pool, not refusal."""
    street.grid("b", area=square(1, 0)).grid("a", area=square(0, 0))

    assert street.directory.grid_of(point) == grid


def test_the_ground_of_a_merged_grid_belongs_to_its_successor(street: Street) -> None:
    """ORG-SA-06: a new report in the old grid goes to the new one."""
    street.grid("a", area=square(0, 0), places=("b1",)).grid("z", area=square(5, 5))

    street.do("a", "merge_into", street.bodies["z"], from_system="health")

    assert street.directory.grid_of((0.5, 0.5)) == "z"
    assert street.directory.grid_of("b1") == "z"


def test_a_living_grid_goes_before_the_ground_of_a_merged_one(street: Street) -> None:
    """ORG-SA-06: the grid drawn anew over an old one is the one that counts."""
    street.grid("a", area=square(0, 0), places=("b1",)).grid("z", area=square(5, 5))
    street.do("a", "merge_into", street.bodies["z"], from_system="health")

    street.grid("n", area=square(0, 0), places=("b1",))

    assert street.directory.grid_of((0.5, 0.5)) == "n"
    assert street.directory.grid_of("b1") == "n"


def test_a_place_moves_with_the_boundary(street: Street) -> None:
    """ORG-CY-03: existing boundaries are adapted."""
    street.do("c1g1", "adjust_boundary", area=square(0, 0), places=("b1", "b2"))
    before = street.directory
    assert (before.grid_of("b1"), before.grid_of((0.5, 0.5))) == ("c1g1", "c1g1")

    street.do("c1g1", "adjust_boundary", area=None, places=("b2",))
    street.do("c2g1", "adjust_boundary", area=None, places=("b1",))

    after = before.after([event for event in street.log if event[0] > before.position])
    assert (after.grid_of("b1"), after.grid_of("b2"), after.grid_of("b9")) == (
        "c2g1",
        "c1g1",
        None,
    )
    assert after.grid_of((0.5, 0.5)) is None
    assert before.grid_of("b1") == "c1g1"


def test_two_thousand_grids_are_told_apart(street: Street) -> None:
    """CAS-KD-01: each point of a large map finds its own grid."""
    for n in range(2000):
        street.grid(f"m{n:04}", area=square(n % 50, n // 50))

    known = street.directory

    assert [known.grid_of((n % 50 + 0.5, n // 50 + 0.25)) for n in range(2000)] == [
        f"m{n:04}" for n in range(2000)
    ]


# --- The fold ---


def test_a_snapshot_is_not_changed_by_what_comes_later(street: Street) -> None:
    """ENV-06: what the directory was stays as it was; folding in steps or at once is the same."""
    before = street.directory
    street.post("traffic", "unit_principal", "tom").staffed("c1g1", "gu")
    street.do("c1g1", "merge_into", street.bodies["c1g2"], from_system="health")

    after = before.after([event for event in street.log if event[0] > before.position])

    assert before.holders("traffic", "unit_principal", NOON) == ()
    assert before.current_grid("c1g1") == "c1g1"
    assert before.staff_of("c1g1", NOON) == ()
    assert after == street.directory
    assert after.position == street.log[-1][0]


def test_a_corrected_fact_reads_as_if_it_had_been_right(street: Street) -> None:
    """ENV-02: a correction changes the view, not the event."""
    wrong = next(event for _, event in street.log if getattr(event, "code", None) == "water")
    before = street.directory
    correction = EventCorrected(
        originator_id=wrong.originator_id, originator_version=2, timestamp=NOON, occurred_at=NOON,
        actor_id="clerk", pack="sample@2021.1", target_version=1, target_event="OrgUnitFounded",
        field="counterpart_for", old=["city_water"], new=["city_gas"],
    )  # fmt: skip

    after = before.after([(before.position + 3, correction)])

    assert before.is_counterpart("water", "city_water")
    assert after.is_counterpart("water", "city_gas")
    assert not after.is_counterpart("water", "city_water")
    assert after.competent_units("parking") == ("traffic",)
    assert after.position == before.position + 3


def test_the_keeper_reads_only_what_is_new(street: Street) -> None:
    """ENV-05: a right revoked a moment ago is revoked in the next decision."""
    street.post("traffic", "unit_principal", "tom")
    keeper = DirectoryKeeper(street)
    known = keeper.directory(J, street.log[-1][0])
    assert keeper.directory(J, street.log[-1][0]) is known
    assert street.reads == 1

    street.do("traffic", "vacate", post="unit_principal", person_ref="tom", on=TODAY)

    assert keeper.directory(J, known.position) is known
    fresh = keeper.directory(J, street.log[-1][0])
    assert known.actor("tom", NOON, PACK).roles == {Role.DU}
    assert fresh.actor("tom", NOON, PACK).roles == {Role.RES}
    assert street.reads == 2


def test_the_keeper_never_hands_out_a_directory_that_is_behind(street: Street) -> None:
    """ENV-05: rather no decision than one by revoked rights."""
    keeper = DirectoryKeeper(street)

    with pytest.raises(DirectoryBehind):
        keeper.directory(J, street.log[-1][0] + 1)


def test_an_empty_jurisdiction_has_an_empty_directory() -> None:
    """CAS-KD-01: no grid yet means pool."""
    keeper = DirectoryKeeper(Street())

    assert keeper.directory(J, 0).grid_of((0, 0)) is None


def test_many_threads_share_one_refresh(street: Street) -> None:
    """ENV-05: all threads of a process decide by the same directory."""
    keeper = DirectoryKeeper(street)
    newest = street.log[-1][0]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keeper.directory(J, newest), range(64)))

    assert all(one is found[0] for one in found)
    assert street.reads == 1


def test_an_upgraded_body_is_of_its_new_sort_from_then_on() -> None:
    """ORG-BZ-11: who owes what goes by the sort of a body, so the upgrade changes it"""
    street = Street().unit("c1", "COMMUNITY", ("street", "STREET"))
    before = street.directory
    street.bodies["c1"].trigger_event(
        OrgUnit.OrgUnitUpgraded, org_type="GENERAL_BRANCH", member_count=51, approver="street",
        upgraded_on=TODAY, **act().envelope("OrgUnitUpgraded"),
    )  # fmt: skip
    street.saved(street.bodies["c1"])

    after = before.after(street.log[-1:])

    assert before.sort_of("c1") == "COMMUNITY"
    assert (after.sort_of("c1"), after.position) == ("GENERAL_BRANCH", street.log[-1][0])
