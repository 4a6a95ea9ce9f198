"""A log with its read models, and cases that happened in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast
from uuid import UUID

import psycopg

from application.directory import Scope, last_of_the_directory
from application.ports import Change
from application.queries.figures import figure_rules
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseView, ReadModels
from application.read_models.figures import Cohort, FigureRules, Group
from application.use_cases.memory import rebuilt
from domain.act import Actor
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.grids.grid import Grid, StaffKind
from domain.indicators.evaluation import Figure, evaluate
from domain.kernel import Event
from domain.organisation.body import Body, Parent, Placement
from domain.organisation.org_unit import OrgUnit
from domain.policy.pack import PolicyPack
from domain.vocabulary import CaseKind, RouteMode
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import with_role
from infrastructure.postgres.readers import Readers
from infrastructure.projections.case_heads import HotCaseHeads
from infrastructure.projections.projector import Projector
from infrastructure.projections.views import PostgresReadModels
from tests.database import Database
from tests.domain.indicators.published import CATALOGUE
from tests.domain.organisation.packed import DAY, acting
from tests.samples import (
    ANNA,
    BO,
    C1,
    CHINA,
    DAGUAN,
    DI,
    GU,
    KUNDULUN,
    OUTCOME,
    RITA,
    STREET,
    SU,
    SYS,
    U1,
    U2,
    UMA,
    VIC,
    act,
    at,
    entries,
    on,
)

EVERYTHING = Scope(person_ref="anna", everything=True)


class World:
    """One jurisdiction of a real database.

    Attributes:
        saved: stored events by case.
    """

    def __init__(self, database: Database, jurisdiction: str) -> None:
        self.jurisdiction = jurisdiction
        self.owner_dsn = database.dsn
        self.service_dsn = with_role(database.dsn, database.service)
        self.sessions = database.sessions()
        self.log = PostgresEventLog(self.sessions, hot=[HotCaseHeads()])
        self.log.open_jurisdiction(jurisdiction, "any")
        self.readers = Readers(self.service_dsn)
        self.read_models: ReadModels = PostgresReadModels(self.readers, self.log)
        self.saved: dict[UUID, list[Event]] = {}
        self._numbers = count(1)

    def close(self) -> None:
        self.readers.close()
        self.log.close()
        self.sessions.close()

    # --- Writing. ---

    def save(self, *cases: Case) -> None:
        """Append what the cases have recorded, with their narrow lines."""
        for case in cases:
            recorded = [event for event in case.collect_events() if isinstance(event, Event)]
            if recorded:
                history = self.saved.setdefault(case.id, [])
                history += recorded
                self.log.append(
                    Change(
                        jurisdiction=self.jurisdiction,
                        events=recorded,
                        aggregates=[cast("Case", rebuilt(history))],
                    )
                )

    def found_bodies(self) -> None:
        """A community and a staffed grid in it with its boards, all facts of which are stored."""
        by = acting(KUNDULUN)
        community = OrgUnit.found(
            by, jurisdiction=self.jurisdiction, code="c1", org_type="COMMUNITY",
            placement=Placement(None, "COMMUNITY"), founded_on=DAY,
        )  # fmt: skip
        grid = Grid.found(
            by, jurisdiction=self.jurisdiction, code="g1", org_type="GRID", founded_on=DAY,
            placement=Placement(None, "GRID", Parent("c1", "COMMUNITY")), buildings=("b1", "b2"),
        )  # fmt: skip
        for person in ("gu", "li"):
            grid.staff(by, person_ref=person, staff_kind=StaffKind.FULL_TIME, from_on=DAY,
                       source=1)  # fmt: skip
        grid.post_board(by, building="b1", on=DAY, administrators=("gu",))
        grid.issue_kit(by, sets=2, on=DAY)
        grid.release(by, person_ref="gu", on=DAY)
        community.appoint(by, post="unit_principal", person_ref="a", from_on=DAY, basis="b")
        community.vacate(by, post="unit_principal", person_ref="a", on=DAY)
        bodies: tuple[Body, ...] = (community, grid)
        for body in bodies:
            recorded = [event for event in body.collect_events() if isinstance(event, Event)]
            self.log.append(
                Change(
                    jurisdiction=self.jurisdiction,
                    events=recorded,
                    aggregates=[body],
                    directory=last_of_the_directory(recorded),
                )
            )

    def report(
        self, local: str, under: PolicyPack = KUNDULUN, by: Actor = GU, **changes: Any
    ) -> Case:
        """A case that somebody reported, not saved yet."""
        fields: dict[str, Any] = {
            "kind": CaseKind.INCIDENT,
            "grid_id": "g12",
            "community_id": "c1",
            "category": "drainage",
            "reporter_ref": "rita",
            "place": None,
            "discovered_at": None,
        }
        case_id = Case.create_id(self.jurisdiction, f"case-{next(self._numbers)}")
        return Case.report(case_id, act=act(by, local, under), **fields | changes)

    def uploaded(self, local: str, **changes: Any) -> Case:
        """A Kundulun case that counts as uploaded."""
        case = self.report(local, **changes)
        case.upload(f"P-{case.id.hex[:6]}", act(GU, local, KUNDULUN))
        return case

    def routed(self, local: str, **changes: Any) -> Case:
        """A Kundulun case that unit u1 has."""
        case = self.uploaded(local, **changes)
        case.triage(
            category="drainage", severity=None, competent_level=None, act=act(DI, local, KUNDULUN)
        )
        self.route(case, local)
        return case

    def route(self, case: Case, local: str, level: str = "STREET") -> None:
        """Give a triaged Kundulun case to unit u1."""
        case.route(
            mode=RouteMode.SINGLE,
            level=level,
            units=[U1],
            lead=None,
            due_on=None,
            override_reason=None,
            act=act(DI, local, KUNDULUN),
        )

    def close_case(self, case: Case, local: str) -> None:
        """Unit u1 accepts, claims and closes a Kundulun case."""
        case.accept("u1", act(UMA, local, KUNDULUN))
        case.report_resolution("u1", "cleared", act(UMA, local, KUNDULUN))
        case.close(ClosingStatement(), act(UMA, local, KUNDULUN))

    def rate(self, case: Case, score: int, local: str) -> None:
        """The resident rates a Kundulun case."""
        case.rate(score=score, comment=None, branch_opinion=None, act=act(RITA, local, KUNDULUN))

    # --- Reading. ---

    @contextmanager
    def projector(self, batch: int = 1_000) -> Iterator[Projector]:
        """A projector on a connection of its own."""
        with psycopg.connect(self.service_dsn, autocommit=True) as connection:
            yield Projector(connection, self.log, lambda: [self.jurisdiction], batch=batch)

    def project(self) -> None:
        """Bring the projected read models up to date."""
        with self.projector() as projector:
            projector.catch_up()

    @contextmanager
    def view(self, now: str, as_of: AsOf | None = None) -> Iterator[CaseView]:
        """The read models at a local time, or as of an instant."""
        with self.read_models.view(self.jurisdiction, now=at(now), as_of=as_of) as view:
            yield view

    def positions(self, case: Case, *names: str) -> Sequence[int]:
        """Positions of the case's events of these names."""
        return [
            position
            for position, event in self.log.history(self.jurisdiction, case.id)
            if event.event_type in names
        ]


def rules(now: str) -> dict[str, FigureRules]:
    """Figure rules of the two packs at a local time."""
    return dict(figure_rules([DAGUAN, KUNDULUN], at(now), CHINA))


def figure_in(
    view: CaseView, code: str, now: str, cohort: Cohort | None = None, scope: Scope = EVERYTHING
) -> Figure:
    """An indicator of the shipped catalogue as a view has it."""
    return figures_in(view, code, now, cohort, scope)[None]


def figures_in(  # an indicator, of what, by what
    view: CaseView,
    code: str,
    now: str,
    cohort: Cohort | None = None,
    scope: Scope = EVERYTHING,
    group: Group | None = None,
) -> dict[str | None, Figure]:
    """The same for each member of a group."""
    (needed,) = CATALOGUE.needed(code).items()
    basis, names = needed
    sets = {name: CATALOGUE.sets[name] for name in names}
    counted = view.set_counts(sets, basis, scope, cohort or Cohort(), rules(now), group=group)
    return {
        member: evaluate(CATALOGUE, code, {basis: counts}, at(now).date())
        for member, counts in counted.items()
    }


def drain_over_national_day(world: World) -> Iterator[Case]:
    """Walk-through W-1, saved step by step; the case is handed out after each step."""
    case = world.report("2021-09-10 09:00", DAGUAN, grid_id="g12")
    case.upload("P-1", act(GU, "2021-09-10 09:10"))
    case.triage(
        category="drainage",
        severity=None,
        competent_level="DISTRICT",
        act=act(SU, "2021-09-10 10:00"),
    )
    case.draw_up_lists(entries(), act(SU, "2021-09-13 09:00"))
    case.blow_whistle(
        grade="II",
        responsible_person="p1",
        due_on=on("2021-10-20"),
        act=act(ANNA, "2021-09-16 08:00"),
    )
    case.escalate_to_district(
        mode=RouteMode.MULTI,
        units=[U1, U2],
        lead=None,
        due_on=None,
        beyond_street_reason="the pipe is the county's",
        act=act(ANNA, "2021-09-16 09:00"),
    )
    world.save(case)
    yield case
    _feedback(case, "u1", act(UMA, "2021-09-18 10:00"))
    world.save(case)
    case.settle_bounds(act(SYS, "2021-09-23 00:05"))
    world.save(case)
    yield case
    case.convene_site_meeting(
        meeting_id="m1",
        case_ids=[case.id],
        place="at the drain",
        at=at("2021-09-30 10:00"),
        invited=["u1", "u2"],
        act=act(BO, "2021-09-29 09:00"),
    )
    case.hold_site_meeting(
        "m1",
        OUTCOME,
        [U1, U2, STREET, C1],
        act(BO, "2021-09-30 11:00"),
    )
    world.save(case)
    _feedback(case, "u1", act(UMA, "2021-10-09 10:00"))
    world.save(case)
    yield case
    case.settle_bounds(act(SYS, "2021-10-12 00:05"))
    world.save(case)
    yield case
    case.report_resolution("u1", "new pipe", act(UMA, "2021-10-14 10:00"))
    case.refuse_close_out(["water still stands"], act(ANNA, "2021-10-15 10:00"))
    case.report_resolution("u1", "new pipe, cleared", act(VIC, "2021-10-18 10:00"))
    case.note_follow_up("looked at it", act(BO, "2021-10-18 11:00"))
    case.report_result_to_head("water runs off", act(BO, "2021-10-18 12:00"))
    case.close(ClosingStatement(verification="seen"), act(ANNA, "2021-10-19 10:00"))
    world.save(case)
    yield case


def _feedback(case: Case, unit: str, given: Any) -> None:
    case.give_feedback(unit, content="on it", result=None, obligation_id=None, act=given)


def later(local: str, **span: float) -> datetime:
    """An instant so much after a local time."""
    return at(local) + timedelta(**span)
