"""A street at work: 438 cases uploaded and 400 closed, the figures of F01 and F02.

Built by arithmetic alone, so that every run gives the same events; carried out through the real use
cases by people who hold real posts. The counts are the source's, everything else is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from typing import TYPE_CHECKING
from uuid import UUID

from application.scenarios.clock import StoryClock
from application.use_cases.catalogue import (
    AcceptCase,
    CloseCase,
    RateCase,
    ReportCase,
    ReportResolution,
    ReturnCase,
    RouteCase,
    TriageCase,
    UploadCase,
)
from application.use_cases.command import CaseCommand
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from domain.calendar.local_time import ZONE, local_date, start_of
from domain.calendar.working_days import WorkingCalendar
from domain.grids.grid import StaffKind
from domain.vocabulary import CaseKind, RouteMode

if TYPE_CHECKING:
    from application.service import Service
    from application.use_cases.organisation.command import OrganisationCommand
    from domain.policy.pack import PolicyPack

UPLOADED, CLOSED = 438, 400  # F01, F02
OPEN = UPLOADED - CLOSED
COMMUNITIES, GRIDS = 8, 33  # F13, F03
PACK_ID = "kundulun"
JURISDICTION = "huanghe-west-road"
FOUNDER, DISPATCHER = "founder", "dispatcher"
BEGINS_ON = date(2026, 1, 12)
ENDS_AT = datetime(2026, 2, 27, 18, 0, tzinfo=ZONE).astimezone(UTC)

_PER_DAY = 16
_LAST_DAYS = 419  # reports from this number on are too fresh to be closed
_STUCK_UP_TO = 400
_LATE_UP_TO = 380  # a late closing needs days that the last reports do not have
_WORDS = {
    "street_light": "路灯不亮，夜间出行不便",
    "pothole": "路面破损，车辆颠簸",
    "drainage": "下水道堵塞，污水外溢",
    "manhole": "井盖缺失，存在安全隐患",
    "garbage": "垃圾堆放无人清运",
    "greening": "绿化带枯枝需要清理",
    "street_vending": "占道经营影响通行",
    "illegal_building": "楼顶私搭乱建",
    "advertising": "楼道小广告反复张贴",
    "illegal_parking": "消防通道被车辆占用",
    "noise": "夜间施工噪声扰民",
    "dust": "工地扬尘未覆盖",
    "health": "社区公共场所需要消毒",
    "food_safety": "小餐馆后厨卫生差",
    "fire_safety": "楼道电动车飞线充电",
    "heating": "供暖温度不达标",
    "property": "电梯故障物业未修",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the demonstration: when, by whom, on which case.

    Attributes:
        make: the command, given the case's id.
    """

    at: datetime
    by: str
    case_no: int
    make: Callable[[UUID], CaseCommand] | ReportCase


def found_street(service: Service, clock: StoryClock) -> None:
    """Found the street's bodies and fill its posts, through the organisation's use cases."""
    clock.set(start_of(BEGINS_ON) - timedelta(days=1))
    service.organisation.open_jurisdiction(JURISDICTION, PACK_ID, FOUNDER)
    pack = service.packs.current(JURISDICTION, BEGINS_ON)
    founder = Caller(FOUNDER)
    for no, command in enumerate(_founding(pack)):
        service.organisation.execute(JURISDICTION, founder, command, key=f"demonstration/{no}")


def _founding(pack: PolicyPack) -> Iterator[OrganisationCommand]:
    place = territory(pack)
    for no in range(1, COMMUNITIES + 1):
        yield FoundOrgUnit(
            code=f"community-{no}", tree=place.tree, level=place.pool, parent=JURISDICTION
        )
    for no in range(1, GRIDS + 1):
        grid = f"grid-{no:02d}"
        yield FoundOrgUnit(
            code=grid,
            tree=place.tree,
            level=place.grid,
            parent=_community(no),
            is_grid=True,
        )
        yield StaffGrid(grid=grid, person_ref=_member(no), staff_kind=StaffKind.FULL_TIME)
    for duty in sorted(_duties(pack)):
        yield FoundOrgUnit(code=duty, level=place.top, parent=JURISDICTION, duties=(duty,))
        yield AppointPost(
            body=duty, post="unit_principal", person_ref=f"{duty}.principal", basis="duty list"
        )
    yield AppointPost(body=JURISDICTION, post="dispatcher", person_ref=DISPATCHER, basis="platform")


def carry_out(
    service: Service,
    clock: StoryClock,
    steps: Sequence[Step],
    progress: Callable[[int], None],
) -> None:
    """Carry the steps out in the order of time, with a sweep at the beginning of each local day.

    Args:
        progress: told how many steps are done.
    """
    case_ids: dict[int, UUID] = {}
    today = local_date(clock())
    for done, step in enumerate(steps, 1):
        day = local_date(step.at)
        while today < day:
            today += timedelta(days=1)
            clock.set(start_of(today) + timedelta(minutes=5))
            service.deadlines.sweep(JURISDICTION)
        clock.set(step.at)
        caller, key = Caller(step.by), f"demonstration/{step.case_no}/{done}"
        if isinstance(step.make, ReportCase):
            receipt = service.cases.report(JURISDICTION, caller, step.make, key=key)
            case_ids[step.case_no] = receipt.aggregate_id
        else:
            command = step.make(case_ids[step.case_no])
            service.cases.execute(JURISDICTION, caller, command, key=key)
        progress(done)
    clock.set(ENDS_AT)
    service.deadlines.sweep(JURISDICTION)


def plan(pack: PolicyPack, calendar: WorkingCalendar) -> Sequence[Step]:
    """Every step of the demonstration, in the order of time."""
    queue: list[tuple[datetime, int, int, Step]] = []
    assert sum(map(_stays_open, range(1, UPLOADED + 1))) == OPEN, "the figures of F01 and F02"
    for no in range(1, UPLOADED + 1):
        for place, step in enumerate(_life(no, pack, calendar, is_open=_stays_open(no))):
            heappush(queue, (step.at, no, place, step))
    return [heappop(queue)[-1] for _ in range(len(queue))]


def _stays_open(no: int) -> bool:
    return no >= _LAST_DAYS or (no <= _STUCK_UP_TO and no % 22 == 5)  # noqa: PLR2004 - any spread


def _life(no: int, pack: PolicyPack, calendar: WorkingCalendar, *, is_open: bool) -> Iterator[Step]:
    categories = sorted(pack.cases.categories)
    category = categories[no * 5 % len(categories)]
    unit = pack.cases.categories[category].duty or ""
    grid = (no * 7 + no // GRIDS) % GRIDS + 1
    principal = f"{unit}.principal"
    at = _reported_at(no, calendar)

    def step(by: str, make: Callable[[UUID], CaseCommand] | ReportCase, **later: int) -> Step:
        nonlocal at
        at += timedelta(**later)
        return Step(at, by, no, make)

    yield step(
        _member(grid),
        ReportCase(
            kind=CaseKind.INCIDENT,
            grid=f"grid-{grid:02d}",
            category=category,
            text=f"{_WORDS[category]}（第{no}件）",
            reporter=f"resident-{no % 97:02d}",
            discovered_at=at - timedelta(minutes=no % 20),
            source_ref=f"demonstration/{no}",
        ),
    )
    yield step(_member(grid), lambda case: UploadCase(case_id=case), minutes=5)
    if is_open and no % 3 == 0:
        return
    yield step(DISPATCHER, lambda case: TriageCase(case_id=case, severity="ordinary"), minutes=10)
    if no % 37 == 0:
        wrong = next(duty for duty in sorted(_duties(pack)) if duty != unit)
        yield step(
            DISPATCHER,
            lambda case: RouteCase(
                case_id=case,
                mode=RouteMode.SINGLE,
                units=(wrong,),
                override_reason="thought to be theirs",
            ),
            minutes=5,
        )
        yield step(
            f"{wrong}.principal",
            lambda case: ReturnCase(case_id=case, reason="not on our duty list"),
            minutes=20,
        )
    yield step(
        DISPATCHER,
        lambda case: RouteCase(case_id=case, mode=RouteMode.SINGLE, units=(unit,)),
        minutes=10,
    )
    if is_open and no % 3 == 1:
        return
    yield step(principal, lambda case: AcceptCase(case_id=case), minutes=15)
    if is_open:
        return
    at = _working_days_later(at, 5 if no % 29 == 0 and no <= _LATE_UP_TO else no % 3, calendar)
    yield step(
        principal,
        lambda case: ReportResolution(case_id=case, measures="handled on the spot"),
        minutes=30,
    )
    yield step(principal, lambda case: CloseCase(case_id=case), minutes=30)
    if no % 5:
        yield step(
            f"resident-{no % 97:02d}",
            lambda case: RateCase(case_id=case, score=(5, 5, 4, 3)[no % 4]),
            hours=3,
        )


def _reported_at(no: int, calendar: WorkingCalendar) -> datetime:
    day, worked = BEGINS_ON, (no - 1) // _PER_DAY
    while worked or not calendar.is_working_day(day):
        worked -= calendar.is_working_day(day)
        day += timedelta(days=1)
    return start_of(day) + timedelta(hours=9, minutes=20 * ((no - 1) % _PER_DAY))


def _working_days_later(at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    day = local_date(at)
    for _ in range(days):
        day = calendar.next_working_day(day)
    return at + (start_of(day) - start_of(local_date(at)))


def _duties(pack: PolicyPack) -> set[str]:
    return {category.duty for category in pack.cases.categories.values() if category.duty}


def _community(grid_no: int) -> str:
    return f"community-{(grid_no - 1) % COMMUNITIES + 1}"


def _member(grid_no: int) -> str:
    return f"grid-member-{grid_no:02d}"
