"""A jurisdiction at work: a street with its people, and cases on their way to a department."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from uuid import UUID
from zlib import crc32

from application.ports import Clock, Receipt
from application.service import Service
from application.use_cases.cases.accept_case import AcceptCase
from application.use_cases.cases.blow_whistle import BlowWhistle
from application.use_cases.cases.draw_up_four_lists import DrawUpFourLists
from application.use_cases.cases.escalate_to_district import EscalateToDistrict
from application.use_cases.cases.note_follow_up import NoteFollowUp
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.cases.triage_case import TriageCase
from application.use_cases.cases.upload_case import UploadCase
from application.use_cases.command import CaseCommand
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.request import Caller
from domain.grids.grid import StaffKind
from domain.vocabulary import RouteMode
from interfaces.bootstrap import wired

PACK = "daguan"
JURISDICTION = "daguan"
MASTER_KEY = bytes(range(32))

FOUNDER = Caller("fan")
ANNA = Caller("anna")
"""Head of the station."""
GU = Caller("gu")
"""Serves the grid."""
UMA = Caller("uma")
"""Works for the department u1."""

EVENTS_PER_CASE = 8
"""Events of a prepared case, from the report to the unit's acceptance."""

_OPENED = datetime(2021, 9, 6, 1, 0, tzinfo=UTC)  # a Monday, 09:00 there
_DUE = date(2021, 10, 20)
_TEXT = "小区东门排水沟堵塞，下雨后污水漫到路面，已经三天没有人来清理，老人出行不便，请尽快处理。"
NOTE = "电话联系责任单位，管道疏通已完成一半，预计两日内可以恢复，继续跟踪。" * 2


class RunningClock:
    """Tells the time of a day in the past that goes on as fast as the real one."""

    def __init__(self, start: datetime = _OPENED) -> None:
        self._start = start
        self._since = monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=monotonic() - self._since)


@dataclass(frozen=True, slots=True)
class Street:
    """A service and one of its jurisdictions."""

    service: Service
    jurisdiction: str

    def open(self) -> None:
        """Found the bodies and appoint the people."""
        j = self.jurisdiction
        organisation = self.service.organisation
        organisation.open_jurisdiction(j, PACK, FOUNDER.person_ref, body="d")
        for command in (
            FoundOrgUnit(code="s", level="STREET", tree="organisation", parent="d"),
            FoundOrgUnit(code="c1", level="COMMUNITY", tree="organisation", parent="s"),
            FoundOrgUnit(code="g12", level="GRID", tree="organisation", parent="c1", is_grid=True),
            FoundOrgUnit(code="u1", level="DISTRICT", duties=("drainage",)),
            AppointPost(
                body="c1",
                post="station_head",
                person_ref=ANNA.person_ref,
                basis="notice 7",
                party_member=True,
            ),
            StaffGrid(grid="g12", person_ref=GU.person_ref, staff_kind=StaffKind.FULL_TIME),
            AppointPost(
                body="u1", post="lead_officer", person_ref=UMA.person_ref, basis="notice 8"
            ),
        ):
            organisation.execute(j, FOUNDER, command, key=None)

    def report(self, key: str) -> Receipt:
        """A resident's report, taken in by the grid member, its text sealed."""
        return self.service.cases.report(self.jurisdiction, GU, reported(key), key=key)

    def case(self, key: str) -> UUID:
        """A case that went all the way to a unit: ``EVENTS_PER_CASE`` events."""
        desk = self.service.cases
        first = reported(key)
        case_id = desk.case_id_of(self.jurisdiction, GU, first, key)
        steps: list[tuple[Caller, CaseCommand]] = [
            (GU, UploadCase(case_id=case_id, platform_no=key)),
            (ANNA, TriageCase(case_id=case_id, severity="II")),
            (
                ANNA,
                DrawUpFourLists(
                    case_id=case_id,
                    problem="东门排水沟堵塞，污水外溢",
                    task="疏通排水沟并清理路面",
                    standard="雨后两小时内路面无积水",
                    responsible_person="p1",
                    responsible_unit="u1",
                    due_on=_DUE,
                    meeting_id="dispatch-2021-09",
                ),
            ),
            (
                ANNA,
                BlowWhistle(case_id=case_id, grade="II", responsible_person="p1", due_on=_DUE),
            ),
            (
                ANNA,
                EscalateToDistrict(
                    case_id=case_id,
                    mode=RouteMode.SINGLE,
                    units=("u1",),
                    beyond_street_reason="主管道由区里管理",
                ),
            ),
            (UMA, AcceptCase(case_id=case_id, unit="u1")),
        ]
        desk.enter(self.jurisdiction, GU, first, steps, key=key)
        return case_id

    def cases(self, count: int, name: str = "case") -> list[UUID]:
        """Several of them."""
        with ThreadPoolExecutor(8) as threads:
            return list(threads.map(lambda n: self.case(f"{name}-{n}"), range(count)))

    def note_follow_up(self, case_id: UUID, key: str) -> Receipt:
        """The head writes down how a case stands."""
        command = NoteFollowUp(case_id=case_id, note=NOTE)
        return self.service.cases.execute(self.jurisdiction, ANNA, command, key=key)


def reported(key: str) -> ReportCase:
    """A report of 50 characters; one of a few hundred residents."""
    return ReportCase(
        grid="g12",
        category="drainage",
        text=_TEXT,
        reporter=f"resident-{crc32(key.encode()) % 300}",
        channel="grid",
    )


@contextmanager
def street(dsn: str, clock: Clock | None = None) -> Iterator[Street]:
    """The service on a migrated database.

    Args:
        clock: None: one that starts on the day the jurisdiction was opened.
    """
    with wired(dsn, master_key=MASTER_KEY, clock=clock or RunningClock()) as wiring:
        yield Street(wiring.service, JURISDICTION)
