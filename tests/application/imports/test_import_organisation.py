"""An organisation from a file, through the real commands (section 1.1, ORG-DG-04)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from psycopg import connect

from application.directory import Directory
from application.imports.errors import FileUnusable
from application.imports.import_organisation import OrganisationImport, Rehearsed
from application.imports.organisation_entries import Source
from application.imports.pseudonyms import Pseudonyms
from application.ports import UnknownJurisdiction
from application.scenarios.clock import StoryClock
from application.service import Service
from application.use_cases.request import Caller
from infrastructure.organisation_files import read_organisation
from tests.application.town import at
from tests.application.wiring import service_on
from tests.database import Database

EXAMPLES = Path(__file__).parents[3] / "docs" / "imports"
KEY = bytes(range(32))
_numbers = count(1)


class Hall:
    """A jurisdiction that is just open, and files to bring into it."""

    def __init__(self, service: Service, folder: Path, pack: str = "daguan") -> None:
        self.service = service
        self.folder = folder
        self.name = f"hall-{next(_numbers)}"
        service.organisation.open_jurisdiction(self.name, pack, "olga", body="top")

    def file(self, text: str, name: str = "file.yaml") -> Path:
        path = self.folder / name
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        return path

    def rehearse(self, file: Path, **how: Any) -> Rehearsed:
        return self._import.rehearse(*self._asked(file, **how))

    def enter(self, file: Path, **how: Any) -> Rehearsed:
        return self._import.run(*self._asked(file, **how), progress=lambda _: None)

    @property
    def _import(self) -> OrganisationImport:
        return OrganisationImport(desk=self.service.organisation)

    def _asked(self, file: Path, by: str = "olga", source: str | None = None) -> tuple[Any, ...]:
        people = Source(source, Pseudonyms(KEY))
        return self.name, Caller(by), read_organisation(file), people

    @property
    def directory(self) -> Directory:
        position = self.service.log.open(self.name, ()).directory_position
        return self.service.directories.directory(self.name, position)

    def bodies(self) -> list[str]:
        return [body.code for body in self.directory.bodies()]


@pytest.fixture(scope="module")
def service(module_database: Database) -> Iterator[Service]:
    with service_on(module_database, StoryClock(at("2021-03-15 12:00"))) as wired:
        yield wired


@pytest.fixture
def hall(service: Service, tmp_path: Path) -> Hall:
    return Hall(service, tmp_path)


TOWN = """
    # Written from the bottom up: the order of a file does not matter.
    staff:
      - {grid: g1, person_ref: p-1, staff_kind: FULL_TIME}
    posts:
      - {body: u1, post: unit_principal, person_ref: p-2, basis: notice 1}
    links:
      - {unit: c1, leader_ref: l-1, from_on: 2021-03-01}
    grids:
      - {code: g1, level: GRID, tree: organisation, parent: c1, places: [gate-3]}
    bodies:
      - {code: c1, level: COMMUNITY, tree: organisation, parent: s1, household_count: 2140}
      - {code: s1, level: STREET, tree: organisation, parent: top, founded_on: 2019-12-01}
      - {code: u1, level: DISTRICT, parent: top, duties: [city_management]}
"""


def test_a_file_becomes_bodies_posts_links_and_staff(hall: Hall) -> None:
    """1.1, ORG-DG-04, ORG-DG-05, ORG-KD-03"""
    done = hall.enter(hall.file(TOWN))

    assert (done.tally.entered, done.tally.present, done.tally.refused) == (7, 0, 0)
    now = hall.service.clock()
    directory = hall.directory
    assert hall.bodies() == ["c1", "g1", "s1", "top", "u1"]
    assert directory.holders("u1", "unit_principal", now) == ("p-2",)
    assert directory.staff_of("g1", now) == ("p-1",)
    assert directory.linked_body("l-1") == "c1"
    assert directory.grid_of("gate-3") == "g1"
    assert directory.competent_units("city_management") == ("u1",)


def test_the_same_file_again_changes_nothing(hall: Hall) -> None:
    """ENV-05: by code; so a run that was broken off goes on where it stopped"""
    file = hall.file(TOWN)
    half = hall.file(TOWN[: TOWN.index("    grids:")] + TOWN[TOWN.index("    bodies:") :], "2.yaml")
    hall.enter(half)
    assert hall.bodies() == ["c1", "s1", "top", "u1"]

    rest = hall.enter(file)
    again = hall.enter(file)

    assert (rest.tally.entered, rest.tally.present, rest.tally.refused) == (2, 5, 0)
    assert (again.tally.entered, again.tally.present, again.tally.refused) == (0, 7, 0)


def test_a_rehearsal_decides_by_the_same_rules_and_records_nothing(hall: Hall) -> None:
    """1.1: what depends on an entry before it is judged as if that were there"""
    before = hall.service.log.open(hall.name, ()).directory_position

    done = hall.rehearse(hall.file(TOWN))

    assert (done.tally.entered, done.tally.refused) == (7, 0)
    assert hall.service.log.open(hall.name, ()).directory_position == before
    assert hall.bodies() == ["top"]


def test_every_deviation_is_listed_with_its_line(hall: Hall) -> None:
    """1.1, ORG-DG-04: an orphan, a wrong level, a second head, a word that no pack has"""
    done = hall.rehearse(
        hall.file("""
            bodies:
              - {code: s1, level: STREET, tree: organisation, parent: top}
              - {code: c1, level: COMMUNITY, tree: organisation, parent: nowhere}
              - {code: g9, level: GRID, tree: organisation, parent: s1}
              - {code: s1, level: STREET, tree: organisation, parent: top}
              - {code: v1, level: VILLAGE, tree: organisation, parent: s1}
              - {code: st, level: COMMUNITY, parent: s1}
              - {code: 7, level: STREET, colour: red}
            posts:
              - {body: st, post: station_head, person_ref: p-1, basis: n, party_member: true}
              - {body: st, post: station_head, person_ref: p-2, basis: n, party_member: true}
              - {body: st, post: station_deputy, person: Zhang San, basis: n}
            commands:
              - {do: dance, with: {}}
        """)
    )

    assert [(one.line, one.subject, one.code, one.rule) for one in done.deviations] == [
        (3, "c1", "parent-missing", "1.1"),
        (4, "g9", "wrong-parent-level", "1.1"),
        (5, "s1", "code-repeated", None),
        (6, "v1", "level-unknown", "1.1"),
        (8, None, "row-unfit", "ENV-07"),
        (11, "st", "post-is-full", "ORG-DG-04"),
        (12, None, "row-unfit", "ENV-07"),
        (14, None, "row-unfit", "ENV-07"),
        (None, "st", "vacant-seat", None),
    ]
    told = " ".join(one.reason for one in done.deviations)
    assert "Zhang" not in told
    assert "colour: Extra inputs are not permitted" in told


def test_what_is_there_otherwise_is_told_and_left_alone(hall: Hall) -> None:
    """ENV-02: an import corrects nothing"""
    hall.enter(hall.file(TOWN))

    done = hall.enter(
        hall.file("bodies:\n  - {code: c1, level: STREET, tree: organisation, parent: top}\n")
    )

    (one,) = done.deviations
    assert (one.line, one.code, one.reason) == (
        2,
        "body-differs",
        "is there with another level, parent",
    )
    body = hall.directory.body("c1")
    assert body is not None
    assert body.level == "COMMUNITY"


def test_bodies_that_stand_under_each_other_are_refused_both(hall: Hall) -> None:
    """1.1"""
    done = hall.rehearse(
        hall.file("""
            bodies:
              - {code: a, level: STREET, tree: organisation, parent: b}
              - {code: b, level: COMMUNITY, tree: organisation, parent: a}
        """)
    )

    assert [(one.subject, one.code) for one in done.deviations] == [
        ("a", "parent-missing"),
        ("b", "parent-missing"),
    ]


def test_bodies_that_lack_something_are_listed_as_incomplete(
    service: Service, tmp_path: Path
) -> None:
    """ORG-SA-01: a building group without its head may stand, and is shown"""
    hall = Hall(service, tmp_path, "street-a")
    file = hall.file("""
        bodies:
          - {code: sc, level: STREET_COMMITTEE, tree: organisation}
          - {code: cc, level: COMPREHENSIVE_COMMITTEE, tree: organisation, parent: sc}
          - {code: br, level: DEDICATED_GRID_BRANCH, tree: organisation, parent: cc}
          - {code: b1, level: BUILDING_GROUP, tree: organisation, parent: br}
          - {code: b2, level: BUILDING_GROUP, tree: organisation, parent: br}
        posts:
          - {body: b2, post: building_head, person_ref: p-1, basis: elected}
    """)

    done = hall.rehearse(file)

    assert not done.refused
    assert [(one.kind, one.subject, one.code, one.reason) for one in done.deviations] == [
        ("incomplete", "b1", "vacant-seat", "building_head")
    ]


def test_whoever_has_no_right_to_it_imports_nothing(hall: Hall, module_database: Database) -> None:
    """C, ENV-05: the same matrix as for everybody; what is only tried is no attempt to be noted"""
    file = hall.file("bodies:\n  - {code: u1, level: DISTRICT, parent: top}\n")

    rehearsed = hall.rehearse(file, by="somebody")
    with connect(module_database.dsn) as connection:
        noted = "SELECT command, code FROM security_log WHERE jurisdiction = %s"
        before = connection.execute(noted, [hall.name]).fetchall()
        entered = hall.enter(file, by="somebody")
        after = connection.execute(noted, [hall.name]).fetchall()

    assert [one.code for one in rehearsed.deviations] == ["permission-denied"]
    assert [one.code for one in entered.deviations] == ["permission-denied"]
    assert before == []
    assert after == [("found_org_unit", "permission-denied")]


def test_people_of_another_system_get_pseudonyms(hall: Hall) -> None:
    """ENV-07: their names leave nothing behind"""
    file = hall.file("""
        bodies:
          - {code: u1, level: DISTRICT, parent: top}
        posts:
          - {body: u1, post: unit_principal, person: Zhang San, basis: notice 1}
    """)

    done = hall.enter(file, source="hr")

    assert not done.refused
    (holder,) = hall.directory.holders("u1", "unit_principal", hall.service.clock())
    assert holder == Pseudonyms(KEY).of("hr", "Zhang San")


def test_the_examples_of_the_documentation_can_be_imported(
    service: Service, tmp_path: Path
) -> None:
    """1.1"""
    for name in ("organisation.yaml", "organisation.csv"):
        hall = Hall(service, tmp_path)
        text = (EXAMPLES / name).read_text(encoding="utf-8").replace("anning", "top")
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")

        done = hall.rehearse(path)

        assert [one for one in done.deviations if one.kind == "refused"] == []
        assert done.tally.entered == done.tally.total > 5


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("x.yaml", "bodies: [", "is not YAML"),
        ("x.yaml", "- a\n- b\n", "is not a mapping of sections"),
        ("x.yaml", "people: []\n", "unknown section people"),
        ("x.csv", "code,level\na,b\n", "has no column kind"),
        ("x.csv", "", "has no head"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    hall: Hall, name: str, text: str, reason: str
) -> None:
    """Bad days: nothing half done."""
    with pytest.raises(FileUnusable, match=reason):
        hall.rehearse(hall.file(text, name))


def test_a_row_that_cannot_be_read_costs_itself(hall: Hall) -> None:
    """Bad days: a wrong number of cells, a wrong kind, a mapping that is none"""
    csv = hall.rehearse(
        hall.file("kind,code,level,parent\nbody,u1,DISTRICT,top\nbody,u2\nfish,u3,,\n", "x.csv")
    )
    yaml = hall.rehearse(
        hall.file("bodies:\n  - u1\n  - {code: u2, level: DISTRICT, parent: top}\n")
    )

    assert [(one.line, one.code) for one in csv.deviations] == [(3, "row-unfit"), (4, "row-unfit")]
    assert csv.tally.entered == 1
    assert [(one.line, one.code) for one in yaml.deviations] == [(2, "row-unfit")]
    assert yaml.tally.entered == 1


def test_a_jurisdiction_must_be_open(hall: Hall) -> None:
    """ENV-05"""
    hall.name = "nowhere"

    with pytest.raises(UnknownJurisdiction):
        hall.rehearse(hall.file(TOWN))


def test_stations_and_leading_groups_come_with_their_own_rules(hall: Hall) -> None:
    """ORG-DG-03, ORG-DG-05, ORG-DG-06: none is founded as a plain body; a file may give them in any
    order"""
    hall.enter(hall.file(TOWN))
    done = hall.enter(
        hall.file("""
            bodies:
              - {code: c2, level: COMMUNITY, tree: organisation, parent: s1}
              - {code: office, level: LEADING_GROUP_OFFICE, tree: leading_group, parent: group}
              - {code: plain, level: STATION, tree: stations, parent: c1}
              - {code: other, level: LEADING_GROUP, tree: leading_group, parent: top}
            stations:
              - {code: w2, community: c2, basis: notice 3, party_member: true}
            groups:
              - {code: group, works_for: top}
            links:
              - {unit: c2, leader_ref: p-9}
        """)
    )

    assert [(one.line, one.code) for one in done.deviations] == [
        (4, "founded-in-its-own-way"),
        (5, "founded-in-its-own-way"),
    ]
    assert {"w2", "group", "office"} <= set(hall.bodies())
