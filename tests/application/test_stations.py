"""Stations, links and coverage on the real log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from application.errors import BodyNotFound, PermissionDenied
from application.queries.coverage_desk import FigureUnknown
from application.queries.org_coverage import Coverage
from application.read_models.as_of import AsOf, Axis
from application.use_cases.organisation.add_station_member import AddStationMember
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.kernel import DomainError
from domain.organisation.body import Body
from tests.application.town import Town, at, town_on
from tests.database import Database

SECRETARY = "community_secretary"


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Town]:
    """Daguan on 2021-03-15 with a station of c2: leader lea, secretary A."""
    with town_on(module_database, "daguan", "2021-03-01 09:00") as town:
        town.organise(
            LinkLeader(unit="c2", leader_ref="lea"),
            AppointPost(body="c2", post=SECRETARY, person_ref="A", basis="b", party_member=True),
            FoundStation(code="w2", community="c2", basis="plan", party_member=True),
        )
        town.clock.set(at("2021-03-15 09:00"))
        yield town


def told(town: Town, code: str) -> list[tuple[str, str | None, date | None]]:
    """Names of a body's events with person and day, in order."""
    history = town.service.log.history(town.name, Body.create_id(town.name, code))
    return [
        (
            event.event_type,
            getattr(event, "person_ref", None),
            getattr(event, "on", getattr(event, "from_on", None)),
        )
        for _, event in history
    ]


def coverage(town: Town, local: str | None = None, axis: Axis = Axis.RECORDED) -> Coverage:
    town.service.projector.catch_up()
    as_of = None if local is None else AsOf(at(local), axis)
    return town.service.coverage.coverage(town.name, Caller("aud"), as_of=as_of)


def test_the_deputy_follows_the_secretary_in_the_same_change(town: Town) -> None:
    """ORG-DG-04 G: both facts of the deputy are dated 2021-03-15, as those of the secretary."""
    before = town.head()

    town.organise(VacatePost(body="c2", post=SECRETARY, person_ref="A"))
    town.organise(
        AppointPost(body="c2", post=SECRETARY, person_ref="B", basis="b", party_member=True)
    )

    assert told(town, "w2")[-2:] == [
        ("PostVacated", "A", date(2021, 3, 15)),
        ("PostAppointed", "B", date(2021, 3, 15)),
    ]
    assert town.head() == before + 4
    directory = town.service.directories.directory(
        town.name, town.service.log.open(town.name, ()).directory_position
    )
    assert directory.holders("w2", "station_deputy", town.clock()) == ("B",)


def test_a_second_secretary_changes_neither_community_nor_station(town: Town) -> None:
    """ORG-DG-04: exactly one deputy; what is refused leaves nothing behind."""
    town.organise(
        FoundOrgUnit(code="c9", level="COMMUNITY", tree="organisation", parent="street"),
        LinkLeader(unit="c9", leader_ref="lea9"),
        AppointPost(body="c9", post=SECRETARY, person_ref="X", basis="b", party_member=True),
        FoundStation(code="w9", community="c9", basis="plan", party_member=True),
    )
    before = town.head()

    with pytest.raises(DomainError) as refusal:
        town.organise(
            AppointPost(body="c9", post=SECRETARY, person_ref="Y", basis="b", party_member=True)
        )

    assert refusal.value.code == "post-is-full"
    assert town.head() == before


def test_a_station_is_found_by_its_code_like_any_body(town: Town) -> None:
    """ORG-DG-03: head and deputy are its posts in the directory."""
    found = town.service.directory.get_body(town.name, Caller("aud"), "w2")

    held = {line.post: [tenure.person_ref for tenure in line.held] for line in found.posts}
    assert held["station_head"] == ["lea"]
    assert (found.entry.level, found.entry.parent) == ("STATION", "c2")


def test_a_head_sees_the_cases_of_the_community_of_the_station(town: Town) -> None:
    """ORG-DG-04, C: the station stands below the community whose ground it leads."""
    case = town.report("hua", grid="g2", category="drainage")
    town.do("hua", "upload_case", case)

    town.do("lea", "triage_case", case)

    assert town.events(case)[-1] == "CaseTriaged"
    other = town.report("gu", grid="g1", category="drainage")
    town.do("gu", "upload_case", other)
    with pytest.raises(PermissionDenied):
        town.do("lea", "triage_case", other)


def test_stations_are_filled_by_those_who_found_them(town: Town) -> None:
    """C: found station or organisational unit."""
    command = AddStationMember(station="w2", person_ref="m", category="NON_PUBLIC", basis="b")

    with pytest.raises(PermissionDenied):
        town.service.organisation.execute(town.name, Caller("lea"), command, key=None)
    town.service.organisation.execute(town.name, Caller("su"), command, key=None)


def test_coverage_is_read_as_it_was_known_and_as_it_was_true(town: Town) -> None:
    """ENV-06: a leave that is entered late is unknown before, and true from its day."""
    town.clock.set(at("2021-04-05 09:00"))
    town.service.organisation.execute(
        town.name,
        Caller("olga"),
        ReleaseFromGrid(
            grid="g2",
            person_ref="hua",
            on=date(2021, 4, 1),
            occurred_at=at("2021-03-31 17:00"),
            evidence=("note",),
        ),
        key=None,
    )

    def unstaffed(local: str | None, axis: Axis = Axis.RECORDED) -> bool:
        missing = {(one.kind, one.body) for one in coverage(town, local, axis).defects}
        return ("UNSTAFFED_GRID", "g2") in missing

    assert unstaffed(None)
    assert not unstaffed("2021-04-02 09:00")
    assert unstaffed("2021-04-02 09:00", Axis.OCCURRED)
    assert not unstaffed("2021-03-31 18:00", Axis.OCCURRED)


def test_evidence_names_the_events_a_figure_was_counted_from(town: Town) -> None:
    """F: every figure can be shown with the facts it was counted from."""
    town.service.projector.catch_up()
    desk, caller = town.service.coverage, Caller("aud")

    stations = desk.evidence(town.name, caller, "STATION")
    everything = desk.evidence(town.name, caller, limit=2)

    names = [
        topic
        for (topic,) in town.rows(
            "SELECT topic FROM events WHERE jurisdiction = %s AND position = ANY (%s) "
            "ORDER BY position",
            list(stations.items),
        )
    ]
    assert names == ["OrgUnitFounded"] * coverage(town).bodies["STATION"]
    assert (len(everything.items), everything.next) == (2, everything.items[-1])
    with pytest.raises(FigureUnknown):
        desk.evidence(town.name, caller, "NOTHING")


def test_coverage_is_for_those_who_read_figures(town: Town) -> None:
    """C: a resident's right to own data opens nothing here."""
    with pytest.raises(PermissionDenied):
        town.service.coverage.coverage(town.name, Caller("resident"))
    with pytest.raises(BodyNotFound):
        town.service.coverage.coverage(town.name, Caller("aud"), under="nowhere")
