"""A small district and a small street with their people, and what a test has them do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from psycopg import connect
from psycopg.rows import TupleRow

from application.ports import Receipt
from application.scenarios.clock import StoryClock
from application.service import Service
from application.use_cases.catalogue import CASE_COMMANDS, ReportCase
from application.use_cases.command import CaseCommand
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from domain.calendar.local_time import ZONE, local_date
from domain.grids.area import Area
from domain.grids.grid import StaffKind
from domain.policy.shelf import PackShelf
from domain.vocabulary import RouteMode
from tests.application.wiring import service_on
from tests.database import Database

FOUNDER = "olga"
_numbers = count(1)


def at(local: str) -> datetime:
    """An instant by its local time, ``2021-09-16 09:00``."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


class Town:
    """One jurisdiction of a real service, under a clock that the test sets.

    Bodies: ``street`` (where the pack has one below its top), communities ``c1`` and ``c2``, grids
    ``g1`` (in c1, a polygon around 117.05/30.55 and the place code ``P-1``) and ``g2`` (in c2),
    units ``lights`` and ``police``; in Daguan the ``station`` of c1.
    """

    def __init__(
        self, service: Service, database: Database, clock: StoryClock, jurisdiction: str, pack: str
    ) -> None:
        self.service = service
        self.database = database
        self.clock = clock
        self.name = jurisdiction
        service.organisation.open_jurisdiction(jurisdiction, pack, FOUNDER)
        self.pack = service.packs.current(jurisdiction, local_date(clock()))

    def organise(self, *commands: OrganisationCommand) -> None:
        """Let the founder do it."""
        for command in commands:
            self.service.organisation.execute(self.name, Caller(FOUNDER), command, key=None)

    def appoint(self, person: str, post: str, body: str, **further: Any) -> None:
        """Give a person a post from today on."""
        self.organise(
            AppointPost(body=body, post=post, person_ref=person, basis="notice", **further)
        )

    def report(self, by: str = "gu", *, key: str | None = None, **fields: Any) -> UUID:
        """A new case, in grid g1 unless a place is given."""
        if not {"grid", "place_code", "lon", "community"} & fields.keys():
            fields["grid"] = "g1"
        return self.reported(by, key=key, **fields).aggregate_id

    def reported(self, by: str = "gu", *, key: str | None = None, **fields: Any) -> Receipt:
        """The receipt of a report exactly as given."""
        return self.service.cases.report(
            self.name, Caller(by), ReportCase(**fields), key=key or f"report-{next(_numbers)}"
        )

    def do(
        self,
        by: str,
        command: str,
        case: UUID,
        *,
        key: str | None = None,
        expected_version: int | None = None,
        **fields: Any,
    ) -> Receipt:
        """Give a command by its name in the catalogue."""
        return self.service.cases.execute(
            self.name,
            Caller(by),
            made(command, case, **fields),
            key=key,
            expected_version=expected_version,
        )

    def events(self, case: UUID) -> list[str]:
        """Catalogue names of what is stored of a case, in order."""
        return [event.event_type for _, event in self.service.log.history(self.name, case)]

    def rows(self, query: str, *values: object) -> list[TupleRow]:
        """Rows of the database as its owner sees them; ``%s`` first is the jurisdiction."""
        with connect(self.database.dsn) as connection:
            return connection.execute(query.encode(), [self.name, *values]).fetchall()

    def head(self) -> int:
        """Position of the newest event."""
        return int(self.rows("SELECT position FROM log_heads WHERE jurisdiction = %s")[0][0])

    def noted(self, person: str) -> list[tuple[str, str]]:
        """Commands and codes of the refusals noted of a person, in no order."""
        return [
            (command, code)
            for command, code in self.rows(
                "SELECT command, code FROM security_log WHERE jurisdiction = %s AND actor_id = %s",
                person,
            )
        ]


def made(command: str, case: UUID, **fields: Any) -> CaseCommand:
    """A command by its name."""
    return CASE_COMMANDS[command](case_id=case, **fields)


@contextmanager
def town_on(
    database: Database,
    pack: str,
    local: str,
    *,
    jurisdiction: str | None = None,
    packs: PackShelf | None = None,
) -> Iterator[Town]:
    """A town with its bodies and people from that local time on."""
    clock = StoryClock(at(local))
    with service_on(database, clock, packs=packs) as service:
        town = Town(service, database, clock, jurisdiction or f"town-{next(_numbers)}", pack)
        founded(town)
        yield town


def town_beside(town: Town) -> Town:
    """Another town under the same pack and clock in the same service, founded alike."""
    other = Town(
        town.service, town.database, town.clock, f"town-{next(_numbers)}", town.pack.meta.id
    )
    founded(other)
    return other


def founded(town: Town) -> None:
    """Give a town its bodies and people."""
    place = territory(town.pack)
    top = "street" if "STREET" in place.levels[1:] else town.name
    if top == "street":
        town.organise(
            FoundOrgUnit(code="street", level="STREET", tree=place.tree, parent=town.name)
        )
    for no, (west, south) in enumerate([(117.0, 30.5), (118.0, 31.5)], 1):
        square = Area(
            ring=(
                (west, south), (west + 0.1, south), (west + 0.1, south + 0.1), (west, south + 0.1)
            )
        )  # fmt: skip
        town.organise(
            FoundOrgUnit(code=f"c{no}", level=place.pool, tree=place.tree, parent=top),
            FoundOrgUnit(
                code=f"g{no}",
                level=place.grid,
                tree=place.tree,
                parent=f"c{no}",
                is_grid=True,
                area=square,
                places=(f"P-{no}",),
            ),
        )
    town.organise(
        FoundOrgUnit(code="lights", level=place.top, parent=town.name, duties=("city_management",)),
        FoundOrgUnit(code="police", level=place.top, parent=town.name, duties=("traffic_police",)),
        StaffGrid(grid="g1", person_ref="gu", staff_kind=StaffKind.FULL_TIME),
        StaffGrid(grid="g2", person_ref="hua", staff_kind=StaffKind.FULL_TIME),
    )
    town.appoint("uma", "unit_principal", "lights")
    town.appoint("vic", "unit_principal", "police")
    town.appoint("aud", "auditor", town.name)
    if town.pack.meta.id == "daguan":
        town.organise(FoundOrgUnit(code="station", level=place.pool, parent="c1"))
        town.appoint("anna", "station_head", "station", party_member=True)
        town.appoint("bo", "station_deputy", "station")
        town.appoint("mei", "station_member", "station")
        town.appoint("su", "street_officer", "street")
    else:
        town.appoint("di", "dispatcher", town.name)
        town.appoint("cai", "community_officer", "c1")


def uploaded(town: Town, **fields: Any) -> UUID:
    """A case of grid g1 that the platform knows."""
    case = town.report(**fields)
    town.do("gu", "upload_case", case)
    return case


def with_lights(town: Town, **fields: Any) -> UUID:
    """A street-light case that the unit ``lights`` has taken up (Kundulun)."""
    case = uploaded(town, category="street_light", **fields)
    town.do("di", "triage_case", case)
    town.do("di", "route_case", case, mode=RouteMode.SINGLE, units=("lights",))
    town.do("uma", "accept_case", case)
    return case


def whistled(town: Town, *units: str) -> UUID:
    """A case that several units answer for together (Daguan)."""
    case = uploaded(town, category="drainage")
    town.do("anna", "triage_case", case)
    lists: dict[str, Any] = {
        "problem": "blocked drain",
        "task": "clear it",
        "standard": "water runs off",
        "responsible_person": "uma",
        "responsible_unit": units[0],
        "due_on": "2021-10-20",
        "meeting_id": "m1",
    }
    town.do("anna", "draw_up_four_lists", case, **lists)
    town.do(
        "anna", "blow_whistle", case,
        grade="ordinary", responsible_person="uma", due_on="2021-10-20",
    )  # fmt: skip
    town.do(
        "anna", "escalate_to_district", case,
        mode=RouteMode.MULTI, units=units, beyond_street_reason="not ours to dig",
    )  # fmt: skip
    return case
