"""Matrix C × every route × row scope, over HTTP (rulebook C).

What is expected is read from the matrix file itself and from what a pack moves in it, not from the
code that decides. Every command is sent with a version that nothing has, so that whoever may give
it is answered 412 and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount, Route

from application.directory import Directory
from application.use_cases.organisation.accountability.file_command import BeginningCommand
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.meetings.convene_meeting import ConveneMeeting
from application.use_cases.request import Caller
from domain.act import Actor, HeldPost
from domain.meetings.events import AgendaItem
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role, RouteMode
from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.policy_files import PACKAGED
from interfaces.api import commands, examples, organisation, public, webhooks
from interfaces.api.app import create_app
from tests.application.town import Town, town_on
from tests.database import Database
from tests.interfaces.api.stage import served

NOBODYS_VERSION: Final = 999_999
SEES_EVERYTHING: Final = frozenset({Role.ORG, Role.DIS, Role.AUD, Role.ADM})
LEADS_A_STATION: Final = frozenset({Role.HD, Role.DP})
OFFICIALS: Final = frozenset(Role) - LEADS_A_STATION - {Role.RES, Role.SYS}
"""Those who have a post in a unit here."""
PEOPLE: Final = tuple(role for role in Role if role is not Role.SYS)
OPEN_TO_ALL: Final = frozenset(
    {
        "healthz",
        "readyz",
        "issue_development_token",
        "/openapi.json",
        "/docs",
        "/docs/{name}",
        "/pages",  # the same for everybody: what is shown on it is asked for with one's token
        "/pages/{name}",
    }
)
"""Routes without a line in the matrix; each is about no jurisdiction."""

TESTED_APART: Final = frozenset(
    {
        "/open311",  # test_open311*: a standard's own callers and errors
        # test_webhooks: what is sent also depends on the person a webhook acts for
        *(route.operation_id for route in webhooks.router.routes if isinstance(route, APIRoute)),
        # test_public_*: the bearer of a receipt code is asked for no right; a code is one case
        *(route.operation_id for route in public.router.routes if isinstance(route, APIRoute)),
        # test_rating_links: so it is with a link, which is one closing
        "read_rating_link",
        "rate_by_link",
        # test_calendar_addresses: the rights are those of whoever made the address
        "open_calendar_address",
    }
)
"""Routes whose callers are no column of the matrix alone; the tests of their modules hold them."""

_keys = count(1)


# --- The matrix, as its file and the pack say it. ---


class MatrixC:
    """What the matrix file grants under one pack."""

    def __init__(self, pack: PolicyPack) -> None:
        self.rows: dict[str, Any] = {}
        read = yaml.safe_load(PACKAGED.joinpath("matrix.yaml").read_text("utf-8"))
        self._lines, self._commands = read["rows"], read["commands"]
        self._pack = pack

    def line(self, name: str) -> str:
        said = self._commands[name]
        row = said if isinstance(said, str) else said["row"]
        return str(row if isinstance(row, str) else row[self._pack.cases.closing.authority])

    def code(self, name: str) -> str:
        said = self._commands[name]
        own = said.get("code") if isinstance(said, dict) else None
        return str(own or self._lines[self.line(name)].get("code", "permission-denied"))

    def grant(self, name: str, role: Role) -> str | None:
        """Y, O, R or nothing."""
        row = self.line(name)
        moved = self._pack.moves.get(row, {}).get(role)
        cell = self._lines[row]["may"].get(str(role)) if moved is None else str(moved)
        if isinstance(cell, dict):
            whistle = self._pack.cases.whistle
            whistles = cell["only"] == "WHISTLE_ACTOR" and whistle and role in whistle.actors
            # A command that judges it itself says more than the matrix would: whose service it
            # is, or which file is about a company.
            holds = whistles or cell["only"] in {"SERVICE_OF_OTHERS", "PROPERTY_COMPANY"}
            # Who looked is told to the auditor, what was seen is not.
            holds = holds or (cell["only"] == "LOG_ONLY" and name == "read_sensitive_views")
            cell = cell["grant"] if holds else None
        if cell in {None, "-"}:
            return None
        said = self._commands[name]
        at_most = said.get("at_most") if isinstance(said, dict) else None
        return str(at_most or cell) if cell == "Y" else str(cell)

    def is_for_authors(self, name: str) -> bool:
        said = self._commands[name]
        return isinstance(said, dict) and said.get("at_most") == "O"


# --- A town in which everybody is exactly one column of the matrix. ---


class Cast(Directory):
    """A directory in which ``HD.x`` is HD and nothing else.

    Officials hold posts in the unit ``lights`` and in the community ``c1``; grid members, and those
    who lead a station, see the ground of the grid ``g1``.
    """

    def actor(self, person_ref: str, at: datetime, pack: PolicyPack) -> Actor:
        name, _, acting = person_ref.partition(".")
        if not acting:
            return super().actor(person_ref, at, pack)
        role = Role(name)
        if role is Role.RES:
            return Actor(id=person_ref, roles=frozenset({role}))
        post = next((n for n, rule in pack.posts.items() if rule.role is role), "no-post")
        # Whoever leads a unit beside the trees leads a station, and sees what lies around it: here
        # those see the grid g1 only.
        bodies = () if role in LEADS_A_STATION else ("lights", "c1")
        return Actor(
            id=person_ref,
            roles=frozenset({role}),
            posts=tuple(HeldPost(post, body) for body in bodies),
            grids=frozenset({"g1"} if role in {Role.GRD, *LEADS_A_STATION} else ()),
        )


class Casting:
    """``Directories`` that casts what the real ones hold."""

    def __init__(self, town: Town) -> None:
        self._real = town.service.directories

    def latest(self, jurisdiction: str) -> Directory | None:
        found = self._real.latest(jurisdiction)
        return None if found is None else self._cast(found)

    def directory(self, jurisdiction: str, position: int) -> Directory:
        return self._cast(self._real.directory(jurisdiction, position))

    @staticmethod
    def _cast(directory: Directory) -> Directory:
        made = Cast()
        vars(made).update(vars(directory))
        return made


@dataclass(frozen=True, slots=True)
class Stage:
    """The API of the town, and three cases.

    Attributes:
        own: of RES.x, in g1, given to lights: the own case of whoever can own one.
        seen: in g2; lights had it and gave it back: seen by officials, nobody's own.
        outside: in g2, with the police: nobody here knows of it but who sees everything.
    """

    town: Town
    app: FastAPI
    client: httpx.Client
    issuer: DevelopmentIssuer
    matrix: MatrixC
    own: UUID
    seen: UUID
    outside: UUID
    tokens: dict[Role, str] = field(default_factory=dict)

    def sees(self, role: Role, case: UUID) -> bool:
        if role in SEES_EVERYTHING:
            return True
        return case == self.own or (case == self.seen and role in OFFICIALS)

    def token(self, role: Role) -> str:
        """Signed once, for signing costs more than most requests."""
        if role not in self.tokens:
            self.tokens[role] = self.issuer.mint(f"{role}.x")
        return self.tokens[role]

    def ask(self, role: Role, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(role)}"}
        if method == "POST":
            headers["Idempotency-Key"] = f"key-{next(_keys)}"
        headers |= sent.pop("headers", {})
        found: httpx.Response = self.client.request(
            method, f"/jurisdictions/{self.town.name}{path}", headers=headers, **sent
        )
        assert found.status_code < 500, found.text
        return found


def _give_out(town: Town, case: UUID, *units: str) -> None:
    """Upload a case and give it to units; all but the last one return it."""
    where = (
        "g1"
        if town.service.queries.get_case(town.name, Caller("aud"), case).grid_id == "g1"
        else "g2"
    )
    town.do("gu" if where == "g1" else "hua", "upload_case", case)
    if town.pack.meta.id == "daguan":
        _escalate(town, case, "anna" if where == "g1" else "nan", units)
    else:
        town.do("di", "triage_case", case)
    for unit in units:
        if town.pack.meta.id != "daguan":
            town.do(
                "di", "route_case", case,
                mode=RouteMode.SINGLE, units=(unit,), override_reason="it must be somebody",
            )  # fmt: skip
        if unit != units[-1]:
            principal = {"lights": "uma", "police": "vic"}[unit]
            town.do(principal, "return_case", case, unit=unit, reason="not on our list")


def convened_in(town: Town, meeting: str, body: str) -> ConveneMeeting:
    """A session of a type that any body may hold, under a pack that has one."""
    return ConveneMeeting(
        code=meeting,
        body=body,
        type="themed_party_day",
        at=town.clock(),
        agenda=(AgendaItem(matter="study"),),
    )


def _escalate(town: Town, case: UUID, head: str, units: tuple[str, ...]) -> None:
    lists: dict[str, Any] = {
        "problem": "dark", "task": "light", "standard": "bright", "responsible_person": "uma",
        "responsible_unit": units[0], "due_on": "2021-10-20", "meeting_id": "m1",
    }  # fmt: skip
    town.do(head, "triage_case", case)
    town.do(head, "draw_up_four_lists", case, **lists)
    town.do(
        head, "blow_whistle", case,
        grade="ordinary", responsible_person="uma", due_on="2021-10-20",
    )  # fmt: skip
    mode = RouteMode.MULTI if len(units) > 1 else RouteMode.SINGLE
    town.do(
        head, "escalate_to_district", case,
        mode=mode, units=units, beyond_street_reason="not ours",
    )  # fmt: skip


@pytest.fixture(scope="module", params=["daguan", "kundulun"])
def stage(request: pytest.FixtureRequest, module_database: Database) -> Iterator[Stage]:
    with town_on(module_database, request.param, "2021-09-10 09:00") as town:
        yield from _staged(town)


def _staged(town: Town) -> Iterator[Stage]:
    if town.pack.meta.id == "daguan":
        town.appoint("nan", "station_head", "c2", party_member=True)
    own = town.report("RES.x", grid="g1", category="street_light", text="路灯不亮")
    seen = town.report("hua", grid="g2", category="street_light", text="井盖丢失")
    outside = town.report("hua", grid="g2", category="street_light", text="夜间施工")
    _give_out(town, own, "lights")
    _give_out(town, seen, "lights", "police")
    _give_out(town, outside, "police")
    if town.pack.meta.id == "daguan":
        town.organise(*(convened_in(town, meeting, body) for meeting, body in MEETINGS.items()))
    town.service.projector.catch_up()
    casting = Casting(town)
    queries = replace(town.service.queries, directories=casting)
    cases = replace(town.service.cases, directories=casting)
    residents = town.service.residents
    service = replace(
        town.service,
        cases=cases,
        organisation=replace(town.service.organisation, directories=casting),
        queries=queries,
        feed=replace(town.service.feed, queries=queries),
        directory=replace(town.service.directory, directories=casting),
        bodies=replace(town.service.bodies, directories=casting),
        obligations=replace(town.service.obligations, directories=casting),
        calendar_addresses=replace(
            town.service.calendar_addresses,
            feeds=replace(town.service.obligations, directories=casting),
        ),
        coverage=replace(town.service.coverage, directories=casting),
        oversight=replace(town.service.oversight, directories=casting),
        assessments=replace(town.service.assessments, directories=casting),
        surveys=replace(town.service.surveys, directories=casting),
        accountability=replace(town.service.accountability, directories=casting),
        dossiers=replace(town.service.dossiers, directories=casting),
        triggers=replace(town.service.triggers, directories=casting),
        records=replace(town.service.records, directories=casting),
        unit_points=replace(town.service.unit_points, directories=casting),
        unit_point_lines=replace(town.service.unit_point_lines, directories=casting),
        estates=replace(town.service.estates, directories=casting),
        doctor_contracts=replace(town.service.doctor_contracts, directories=casting),
        shares=replace(town.service.shares, directories=casting),
        sensitive=replace(
            town.service.sensitive,
            organisation=replace(town.service.organisation, directories=casting),
            directories=casting,
        ),
        sensitive_views=replace(town.service.sensitive_views, directories=casting),
        mediations=replace(town.service.mediations, directories=casting),
        volunteers=replace(town.service.volunteers, directories=casting),
        volunteer_ledger=replace(town.service.volunteer_ledger, directories=casting),
        policies=replace(town.service.policies, directories=casting),
        meetings=replace(town.service.meetings, directories=casting),
        adoption=replace(town.service.adoption, directories=casting, cases=cases),
        residents=replace(
            residents,
            ratings=replace(residents.ratings, cases=cases, directories=casting),
            photos=replace(residents.photos, cases=cases, queries=queries),
        ),
    )
    issuer = DevelopmentIssuer(host="127.0.0.1", clock=town.clock)
    app = create_app(service=service, verifier=issuer.verifier, mint=issuer)
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Stage(town, app, client, issuer, MatrixC(town.pack), own, seen, outside)


# --- How each route is asked. ---


@dataclass(frozen=True, slots=True)
class Told:
    """What is expected: a status, and of a refusal its code."""

    status: int
    code: str | None = None


def expected_of_command(stage: Stage, name: str, role: Role, case: UUID) -> Told:
    """C: unseen does not exist; without a right refused; with one, the version is looked at."""
    if not stage.sees(role, case):
        return Told(404, "case-not-found")
    grant = stage.matrix.grant(name, role)
    if grant in {None, "R"}:
        return Told(403, stage.matrix.code(name))
    is_author = role is Role.RES
    is_own = case == stage.own
    if stage.matrix.is_for_authors(name) and not is_author:
        return Told(403, "outside-row-scope")
    if grant == "O" and not is_own:
        return Told(403, "outside-row-scope")
    return Told(412, "stale-version")


def expected_of_change(stage: Stage, name: str, role: Role, *, in_charge: bool) -> Told:
    """C: who founds bodies does so in her own and below; those of the whole jurisdiction in all."""
    line = {
        "dissolve_org_unit": "found_org_unit",
        "merge_org_unit": "found_org_unit",
        "release_from_grid": "staff_grid",
    }.get(name, name)
    if stage.matrix.grant(line, role) != "Y":
        return Told(403, stage.matrix.code(line))
    # Whoever leads a station here has charge of no body.
    if role is not Role.ORG and (role in LEADS_A_STATION or not in_charge):
        return Told(403, "outside-row-scope")
    return Told(409, "already-founded") if name in FOUNDINGS else Told(412, "stale-version")


def expected_of_question(stage: Stage, query: str, role: Role, *, own: bool = True) -> Told:
    """C: R is enough to read; O is, where there is something of one's own."""
    grant = stage.matrix.grant(query, role)
    if grant is None or (grant == "O" and not own):
        return Told(403, stage.matrix.code(query))
    return Told(200)


def check(answer: httpx.Response, told: Told, what: object) -> None:
    code = None if answer.is_success else answer.json()["code"]
    got = Told(answer.status_code, code)
    assert got == told, (what, answer.text)


STALE: Final = {"If-Match": f'"{NOBODYS_VERSION}"'}
BODIES: Final[Mapping[str, Any]] = {**examples.STORY, **examples.FURTHER}


def command(name: str) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        for case in (stage.own, stage.seen, stage.outside):
            path = f"/cases/{case}/{name.replace('_', '-')}"
            answer = stage.ask(role, "POST", path, json=BODIES[name], headers=STALE)
            check(answer, expected_of_command(stage, name, role, case), (name, role))

    return ask


def bulk_command(name: str) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        cases = (stage.own, stage.seen, stage.outside)
        items = [
            {"case_id": str(case), "version": NOBODYS_VERSION, "body": BODIES[name]}
            for case in cases
        ]
        path = f"/cases/bulk/{name.replace('_', '-')}"
        answer = stage.ask(role, "POST", path, json={"items": items})
        assert answer.status_code == 200, answer.text
        for case, item in zip(cases, answer.json()["items"], strict=True):
            got = Told(item["status"], item["problem"]["code"])
            assert got == expected_of_command(stage, name, role, case), (name, role)

    return ask


def change(name: str) -> Callable[[Stage, Role], None]:
    offered = organisation.OFFERED[name]
    of_grid = "grid" in offered.model_fields

    def ask(stage: Stage, role: Role) -> None:
        for subject in ("g1", "g2") if of_grid else ("lights", "police"):
            body = dict(examples.ORGANISATION[name])
            if "into" in body:
                body["into"] = subject
            if "by_unit" in body:
                body["by_unit"] = subject
            path = f"/{offered.FAMILY}/{subject}/{name.replace('_', '-')}"
            answer = stage.ask(role, "POST", path, json=body, headers=STALE)
            in_charge = subject in {"g1", "lights"}
            told = expected_of_change(stage, name, role, in_charge=in_charge)
            check(answer, told, (name, role, subject))

    return ask


def absent_history(family: str, code: str) -> Callable[[Stage, Role], None]:
    """Who may read histories is told that there is none; nobody else is told anything."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_history", role, own=False)
        answer = stage.ask(role, "GET", f"/{family}/nothing/history")
        check(answer, Told(404, code) if told.status == 200 else told, (family, role))

    return ask


FOUNDING: Final = frozenset({"communities", "branches", "members"})
ABSENT: Final = {
    "vet_branch": Told(404, "branch-not-proposed"),
    "appoint_branch": Told(404, "branch-not-proposed"),
}
"""What is addressed to something that is not there, whoever asks."""


def of_family(name: str) -> Callable[[Stage, Role], None]:
    """A command to a community, to a branch that is being founded, or to a member."""
    offered = organisation.OFFERED[name]

    def ask(stage: Stage, role: Role) -> None:
        for subject in ("lights", "police"):
            body = dict(examples.ORGANISATION[name])
            if "branch" in body:
                body["branch"] = subject
            path = f"/{offered.FAMILY}/{subject}/{name.replace('_', '-')}"
            answer = stage.ask(role, "POST", path, json=body, headers=STALE)
            told = expected_of_change(stage, name, role, in_charge=subject == "lights")
            if name in ABSENT and told.code != stage.matrix.code(name):
                told = ABSENT[name]
            check(answer, told, (name, role, subject))

    return ask


def offered_by(family: str) -> list[str]:
    return [name for name, given in organisation.OFFERED.items() if family == given.FAMILY]


MEETINGS: Final = {"meeting-c1": "c1", "meeting-police": "police"}
"""The meeting of a body in which officials hold posts, and one of another body."""


def expected_of_meeting(stage: Stage, name: str, role: Role, body: str) -> Told:
    """C: those with a right in the body, and those of the whole jurisdiction with one."""
    if stage.matrix.grant(name, role) not in {"Y", "O"}:
        return Told(403, stage.matrix.code(name))
    in_charge = body == "c1" and role not in LEADS_A_STATION and role is not Role.RES
    if role is not Role.ORG and not in_charge:
        return Told(403, "outside-row-scope")
    return Told(412, "stale-version")


def meeting_command(name: str) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        for meeting, body in MEETINGS.items():
            path = f"/meetings/{meeting}/{name.replace('_', '-')}"
            sent = examples.ORGANISATION[name]
            answer = stage.ask(role, "POST", path, json=sent, headers=STALE)
            check(answer, expected_of_meeting(stage, name, role, body), (name, role, body))

    return ask


AFFAIRS: Final = {
    family: begun.begun_by
    for family, begun in organisation.FAMILIES.items()
    if begun.tag == "affairs" and begun.begun_by is not None
}
"""Families of what a residents' committee keeps and publishes, with what begins each."""


def affair(name: str, *, begins: bool = False) -> Callable[[Stage, Role], None]:
    """The pack of this town defines none of them, so whoever has the right learns just that."""
    offered = ORGANISATION_COMMANDS[name]

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        for body in MEETINGS.values():
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body"} & sent.keys(), body)
            path = f"/{offered.FAMILY}{below}"
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            told = expected_of_meeting(stage, name, role, body)
            if not begins and stage.matrix.grant(name, role) in {"Y", "O"}:
                told = Told(404, "affair-not-found")
            elif told.status == 412:
                undefined = "roster" if name == "fix_roster" else "affairs"
                told = Told(409, f"{undefined}-undefined")
            check(answer, told, (name, role, body))

    return ask


def beginning(name: str, family: str, subject: str) -> Callable[[Stage, Role], None]:
    """What this pack has no rules for is refused after the right was judged (B-45)."""

    def ask(stage: Stage, role: Role) -> None:
        for body in ("lights", "police"):
            sent = {**examples.ORGANISATION[name], subject: body}
            answer = stage.ask(role, "POST", f"/{family}", json=sent)
            told = expected_of_change(stage, name, role, in_charge=body == "lights")
            check(answer, Told(409, "policy-silent") if told.status == 412 else told, (name, role))

    return ask


def convening(stage: Stage, role: Role) -> None:
    for meeting, body in MEETINGS.items():
        sent = dict(examples.ORGANISATION["convene_meeting"]) | {"code": meeting, "body": body}
        answer = stage.ask(role, "POST", "/meetings", json=sent)
        told = expected_of_meeting(stage, "convene_meeting", role, body)
        if told.status == 412:
            told = Told(409, "meeting-code-taken")
        check(answer, told, ("convene_meeting", role, body))


def requesting(stage: Stage, role: Role) -> None:
    for body in MEETINGS.values():
        sent = dict(examples.ORGANISATION["request_meeting"]) | {"body": body, "type": "none"}
        answer = stage.ask(role, "POST", "/meeting-requests", json=sent)
        told = expected_of_meeting(stage, "request_meeting", role, body)
        if told.status == 412:
            told = Told(422, "meeting-type-undefined")
        check(answer, told, ("request_meeting", role, body))


def sees_body(role: Role, body: str) -> bool:
    return role in SEES_EVERYTHING or (body == "c1" and role not in LEADS_A_STATION | {Role.RES})


def _meetings(path: str) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        answer = stage.ask(role, "GET", path)
        told = expected_of_question(stage, "read_meetings", role, own=False)
        check(answer, told, (path, role))
        if told.status == 200:
            shown = {one["body"] for one in answer.json()["items"]}
            assert all(sees_body(role, body) or body not in MEETINGS.values() for body in shown)

    return ask


def reading_a_meeting(stage: Stage, role: Role) -> None:
    """Unseen, it does not exist."""
    told = expected_of_question(stage, "read_meetings", role, own=False)
    for meeting, body in MEETINGS.items():
        answer = stage.ask(role, "GET", f"/meetings/{meeting}")
        unseen = told.status == 200 and not sees_body(role, body)
        check(answer, Told(404, "meeting-not-found") if unseen else told, (role, body))


def meeting_evidence(stage: Stage, role: Role) -> None:
    told = expected_of_question(stage, "read_meetings", role, own=False)
    kind = next(
        name for name, rule in sorted(stage.town.pack.meetings.items()) if rule.period is not None
    )
    for body in MEETINGS.values():
        sent = {"body": body, "type": kind, "on": "2021-09-01"}
        answer = stage.ask(role, "GET", "/meeting-compliance/evidence", params=sent)
        unseen = told.status == 200 and not sees_body(role, body)
        check(answer, Told(404, "body-not-found") if unseen else told, (role, body))


FOUNDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "found_org_unit": ("/bodies", "parent"),
    "found_station": ("/stations", "community"),
    "form_leading_group": ("/leading-groups", "works_for"),
}
"""What begins a body: where it is sent, and the field that names the body above."""


def founding(name: str) -> Callable[[Stage, Role], None]:
    path, above = FOUNDINGS[name]

    def ask(stage: Stage, role: Role) -> None:
        for parent in ("lights", "police"):
            body = {**examples.ORGANISATION[name], "code": "g1", above: parent}
            answer = stage.ask(role, "POST", path, json=body)
            told = expected_of_change(stage, name, role, in_charge=parent == "lights")
            check(answer, told, (name, role, parent))

    return ask


def oversight(name: str, *, begins: bool = False) -> Callable[[Stage, Role], None]:
    """What is there is found by those with the right; nothing is, for the others are refused."""
    offered = ORGANISATION_COMMANDS[name]
    impossible = {"gate": "NONE", "due_on": "2020-01-01", "until_on": "2020-01-01"}
    judged = {
        "request_gate": Told(409, "gate-undefined"),
        "order_rectification": Told(422, "rectification-date-in-past"),
        "record_inspection": Told(409, "inspection-undefined"),
        "set_target": Told(409, "target-undefined"),
        "file_estate": Told(409, "policy-silent"),
        "open_survey": Told(422, "survey-date-in-past"),
    }
    absent = {
        "gates": "gate-not-found",
        "rectifications": "rectification-not-found",
        "inspections": "inspection-not-found",
        "targets": "target-not-found",
        "estates": "estate-not-found",
        "accountability": "accountability-not-found",
        "surveys": "survey-not-found",
    }

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        path = f"/{offered.FAMILY}{below}"
        for body in ("lights", "police"):
            in_charge = role in {Role.ORG, Role.DIS} or (
                body == "lights" and role not in LEADS_A_STATION
            )
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body", "unit"} & sent.keys(), body)
            if begins:
                sent |= {key: impossible[key] for key in impossible.keys() & sent.keys()}
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            if stage.matrix.grant(name, role) not in {"Y", "O"}:
                told = Told(403, stage.matrix.code(name))
            elif offered.FAMILY in absent and not (begins or issubclass(offered, BeginningCommand)):
                told = Told(404, absent[offered.FAMILY])
            elif not in_charge:
                told = Told(403, "outside-row-scope")
            elif begins:
                told = judged[name]
            else:
                told = Told(412, "stale-version")
            check(answer, told, (name, role, body))

    return ask


def points(name: str) -> Callable[[Stage, Role], None]:
    """The whole jurisdiction is ranked together, so nobody has charge of a part of it."""

    def ask(stage: Stage, role: Role) -> None:
        path = f"/points-years/2020/{name.replace('_', '-')}"
        answer = stage.ask(role, "POST", path, json=examples.ORGANISATION[name], headers=STALE)
        granted = stage.matrix.grant(name, role) == "Y"
        told = Told(412, "stale-version") if granted else Told(403, stage.matrix.code(name))
        check(answer, told, (name, role))

    return ask


SERVICES: Final[Mapping[str, Told]] = {
    "doctor-contracts": Told(404, "doctor-contract-not-found"),
    "mediations": Told(404, "mediation-not-found"),
    "volunteers": Told(404, "volunteer-not-found"),
}
"""Families of services around a case, and what is said where there is nothing."""
SERVICES_BEGUN: Final[Mapping[str, Told]] = {
    "sign_doctor_contract": Told(409, "policy-silent"),
    "apply_mediation": Told(409, "policy-silent"),
    "register_volunteer": Told(422, "volunteer-word-unknown"),
}
"""What begins one, and why the pack of this town does not let it."""


def service(name: str, *, begins: bool = False) -> Callable[[Stage, Role], None]:
    """Who has the right learns that there is nothing; whoever may begin one, what the pack says."""
    offered = ORGANISATION_COMMANDS[name]

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        for body in ("lights", "police"):
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body"} & sent.keys(), body)
            path = f"/{offered.FAMILY}{below}"
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            outside = body == "police" or role in {Role.RES, *LEADS_A_STATION}
            if stage.matrix.grant(name, role) not in {"Y", "O"}:
                told = Told(403, stage.matrix.code(name))
            elif not begins and "body" not in sent:
                told = SERVICES[offered.FAMILY]
            elif outside and role is not Role.ORG:
                told = Told(403, "outside-row-scope")
            elif begins:
                told = SERVICES_BEGUN[name]
            else:
                told = Told(412, "stale-version")
            check(answer, told, (name, role, body))

    return ask


def sensitive(stage: Stage, role: Role) -> None:
    """The matrix opens it to two columns, in their own bodies; this pack defines no register."""
    for body in ("c1", "police"):
        answer = stage.ask(role, "GET", f"/sensitive-registers/SPECIAL_GROUPS/{body}")
        told = Told(409, "sensitive-register-undefined")
        if stage.matrix.grant("view_sensitive_register", role) != "O":
            told = Told(403, stage.matrix.code("view_sensitive_register"))
        elif body != "c1":
            told = Told(403, "outside-row-scope")
        check(answer, told, (role, body))


def residents(path: str) -> Callable[[Stage, Role], None]:
    """Of a body that one does not see there is no figure."""

    def ask(stage: Stage, role: Role) -> None:
        for body in ("c1", "police"):
            sent = {"takes": "VOLUNTEERS"} if path.endswith("evidence") else {}
            answer = stage.ask(role, "GET", path.format(body), params=sent)
            told = expected_of_question(stage, "read_figures", role, own=False)
            unseen = told.status == 200 and not sees_body(role, body)
            check(answer, Told(404, "body-not-found") if unseen else told, (path, role, body))

    return ask


def report(stage: Stage, role: Role) -> None:
    may = stage.matrix.grant("report_case", role) == "Y"
    answer = stage.ask(role, "POST", "/cases", json={"category": "street_light", "grid": "g2"})
    check(
        answer,
        Told(201) if may else Told(403, stage.matrix.code("report_case")),
        ("report_case", role),
    )


def reading_a_case(query: str, below: str, *, as_of: bool = True) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        allowed = expected_of_question(stage, query, role)
        absent = uuid4()
        nowhere = stage.ask(role, "GET", f"/cases/{absent}{below}")
        for case in (stage.own, stage.seen, stage.outside):
            answer = stage.ask(role, "GET", f"/cases/{case}{below}")
            if allowed.status != 200 or stage.sees(role, case):
                check(answer, allowed, (query, role))
                continue
            check(answer, Told(404, "case-not-found"), (query, role))
            assert answer.text == nowhere.text.replace(str(absent), str(case))
            if not as_of:
                continue
            past = {"as_of": stage.town.clock().isoformat()}
            then = stage.ask(role, "GET", f"/cases/{case}{below}", params=past)
            assert then.text == answer.text

    return ask


def adding_a_photo(stage: Stage, role: Role) -> None:
    """C: whoever may report a matter may show it; what is sent is none, so nothing changes."""
    for case in (stage.own, stage.seen, stage.outside):
        sent = {"photo": ("1.jpg", b"not a photo", "image/jpeg")}
        answer = stage.ask(role, "POST", f"/cases/{case}/photos", files=sent)
        told = expected_of_command(stage, "attach_photo", role, case)
        if told.status == 412:
            told = Told(422, "photo-type-not-allowed")
        check(answer, told, ("attach_photo", role, case))


def seeing_a_photo(stage: Stage, role: Role) -> None:
    """Whether there is such a photo is told to whoever may see the case."""
    absent = uuid4()
    nowhere = stage.ask(role, "GET", f"/cases/{absent}/photos/{absent}")
    for case in (stage.own, stage.seen, stage.outside):
        answer = stage.ask(role, "GET", f"/cases/{case}/photos/{absent}")
        if stage.sees(role, case):
            check(answer, Told(404, "photo-not-found"), ("read_photo", role))
            continue
        check(answer, Told(404, "case-not-found"), ("read_photo", role))
        address = f"/cases/{absent}/", f"/cases/{case}/"
        said = f"{absent}.", f"{case}."
        assert answer.text == nowhere.text.replace(*address).replace(*said)


def issuing_a_link(stage: Stage, role: Role) -> None:
    """C: whoever may note a follow-up; this pack rates nothing, so nothing is issued (B-45)."""
    for case in (stage.own, stage.seen, stage.outside):
        answer = stage.ask(role, "POST", f"/cases/{case}/rating-link")
        told = expected_of_command(stage, "issue_rating_link", role, case)
        if told.status == 412:
            told = Told(409, "policy-silent")
        check(answer, told, ("issue_rating_link", role, case))


def listing(
    query: str, path: str, *, rows: bool = False, **params: Any
) -> Callable[[Stage, Role], None]:
    """A question about many cases; ``rows`` says that it names those it is about."""

    def ask(stage: Stage, role: Role) -> None:
        answer = stage.ask(role, "GET", path, params=params)
        told = expected_of_question(stage, query, role)
        check(answer, told, (path, role))
        for case in (stage.own, stage.seen, stage.outside):
            shown = str(case) in answer.text
            assert shown <= stage.sees(role, case), (path, role)
            if rows and told.status == 200:
                assert shown == stage.sees(role, case), (path, role)

    return ask


def question(
    query: str, method: str, path: str, *, own: bool = True, **sent: Any
) -> Callable[[Stage, Role], None]:
    def ask(stage: Stage, role: Role) -> None:
        answer = stage.ask(role, method, path, **sent)
        check(answer, expected_of_question(stage, query, role, own=own), (path, role))

    return ask


def league(path: str) -> Callable[[Stage, Role], None]:
    """Who may read figures sees it, where the pack has points of units (B-45)."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_points_league", role, own=False)
        if told.status == 200 and "unit_points" not in stage.town.pack.points:
            told = Told(409, "policy-silent")
        check(stage.ask(role, "GET", path), told, (path, role))

    return ask


def points_of(path: str) -> Callable[[Stage, Role], None]:
    """Of a unit without an account in that year: who may read is told that there is none."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_unit_points", role)
        if told.status == 200:
            told = Told(404, "body-not-found")
        check(stage.ask(role, "GET", path), told, (path, role))

    return ask


def counted(stage: Stage, role: Role) -> None:
    """A count tells of what is seen, and of nothing else."""
    answer = stage.ask(role, "GET", "/board", params={"by": "UNIT"})
    units = {one["group"] for one in answer.json()["items"]}
    assert ("police" in units) == stage.sees(role, stage.seen), role
    assert ("lights" in units) == stage.sees(role, stage.own), role


def reading_a_dossier(below: str) -> Callable[[Stage, Role], None]:
    """For those who may replay histories: of all subjects, or of those of their own ground.

    Those of a station have no unit on theirs.
    """

    def ask(stage: Stage, role: Role) -> None:
        for subject in ("lights", "police"):
            path = f"/accountability-dossiers/{subject}{below}"
            span = {"from_on": "2021-01-01", "until_on": "2021-12-31"}
            told = expected_of_question(stage, "read_dossier", role, own=False)
            if told.status == 200 and role not in SEES_EVERYTHING:
                told = Told(404, "body-not-found")
            check(stage.ask(role, "GET", path, params=span), told, (role, path))

    return ask


def counting_misses(below: str) -> Callable[[Stage, Role], None]:
    """Of units on one's own ground; those of a station have none on theirs."""

    def ask(stage: Stage, role: Role) -> None:
        for unit in ("lights", "police"):
            path = f"/consecutive-misses/{unit}{below}"
            told = expected_of_question(stage, "read_accountability", role, own=False)
            outside = unit == "police" or role in LEADS_A_STATION
            if told.status == 200 and outside and role not in SEES_EVERYTHING:
                told = Told(404, "body-not-found")
            check(stage.ask(role, "GET", path), told, (role, path))

    return ask


def readings_of_dossiers(stage: Stage, role: Role) -> int:
    """Each is on record; only the whole matrix asks for them."""
    told = expected_of_question(stage, "read_dossier", role, own=False)
    if stage.town.pack.meta.id != "daguan" or told.status != 200 or role not in SEES_EVERYTHING:
        return 0
    return 2 * sum(
        "accountability_dossier" in name or "accountability_chain" in name for name in ROUTES
    )


def feeds(stage: Stage, role: Role) -> None:
    """One's own is there for whoever may read; another's for those of the whole jurisdiction."""
    own = expected_of_question(stage, "read_obligations", role, own=False)
    check(stage.ask(role, "GET", f"/calendar-feeds/{role}.x.ics"), own, role)
    others = own if role in SEES_EVERYTHING or own.status != 200 else None
    told = others or Told(404, "calendar-feed-not-found")
    check(stage.ask(role, "GET", "/calendar-feeds/somebody.ics"), told, role)


def making_an_address(stage: Stage, role: Role) -> None:
    """Of a feed that one may read; what the address opens is what its owner may read."""
    own = expected_of_question(stage, "read_obligations", role, own=False)
    answer = stage.ask(role, "POST", "/calendar-addresses", json={"holder": f"{role}.x"})
    check(answer, Told(201) if own.status == 200 else own, role)
    if answer.is_success:
        assert stage.client.get(answer.json()["path"]).status_code == 200, role
    others = stage.ask(role, "POST", "/calendar-addresses", json={"holder": "somebody"})
    seen = Told(201) if role in SEES_EVERYTHING else Told(404, "calendar-feed-not-found")
    check(others, seen if own.status == 200 else own, role)


def listing_addresses(stage: Stage, role: Role) -> None:
    """One's own: whoever lost every right sees what there is to revoke."""
    answer = stage.ask(role, "GET", "/calendar-addresses")
    check(answer, Told(200), role)
    assert {one["holder"] for one in answer.json()["items"]} <= {f"{role}.x", "somebody"}, role


def revoking_an_address(stage: Stage, role: Role) -> None:
    """One's own alone, whatever else one may do; the others do not exist."""
    path = "/calendar-addresses/0123456789ab/revoke-calendar-address"
    check(stage.ask(role, "POST", path), Told(404, "calendar-address-not-found"), role)


def following(stage: Stage, role: Role) -> None:
    """Everybody who may read follows; what comes is filtered as the pages are."""
    assert expected_of_question(stage, "follow_events", role).status == 200
    path = f"/jurisdictions/{stage.town.name}/events"
    headers = {"Authorization": f"Bearer {stage.token(role)}"}
    with stage.client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200


_directory = partial(question, "read_directory", own=False)
_policy = partial(question, "read_policy", "GET")
_owed = partial(question, "read_obligations", own=False)
_adoption = partial(question, "plan_adoption", "GET", own=False, params={"pack": "daguan@2020.1"})
_oversight = partial(question, "read_oversight", own=False)
_assessments = partial(question, "read_assessments", own=False)
_surveys = partial(question, "read_surveys", own=False)
_accountability = partial(question, "read_accountability", own=False)
_records = partial(question, "read_records", own=False)
_property = partial(question, "read_property", own=False)
_contracts = partial(question, "read_doctor_contracts", "GET")
_views = partial(question, "read_sensitive_views", "GET")
_mediations = partial(question, "read_mediations", "GET")
_volunteers = partial(question, "read_volunteers", "GET")
_unit_points = partial(question, "read_unit_points", "GET")
_figures = partial(listing, "read_figures")

JUDGED_FAMILIES: Final = frozenset(
    {
        "accountability",
        "books",
        "estates",
        "gates",
        "inspections",
        "rectifications",
        "surveys",
        "targets",
        "assessments",
    }
)

ROUTES: Final[Mapping[str, Callable[[Stage, Role], None]]] = {
    **{name: command(name) for name in commands.OFFERED},
    **{f"bulk_{name}": bulk_command(name) for name in commands.OFFERED},
    **{
        name: (
            of_family
            if offered.FAMILY in FOUNDING
            else oversight
            if offered.FAMILY in JUDGED_FAMILIES
            else change
        )(name)
        for name, offered in organisation.OFFERED.items()
        if offered.FAMILY not in {"meetings", "points-years", *AFFAIRS, *SERVICES}
    },
    **{name: points(name) for name in offered_by("points-years")},
    **{name: service(name) for family in SERVICES for name in offered_by(family)},
    **{name: service(name, begins=True) for name in SERVICES_BEGUN},
    "define_community": beginning("define_community", "communities", "community"),
    "propose_branch": beginning("propose_branch", "branches", "parent"),
    **{name: meeting_command(name) for name in offered_by("meetings")},
    **{name: affair(name) for family in AFFAIRS for name in offered_by(family)},
    **{command.NAME: affair(command.NAME, begins=True) for command in AFFAIRS.values()},
    "convene_meeting": convening,
    "request_meeting": requesting,
    "list_meetings": _meetings("/meetings"),
    "get_meeting": reading_a_meeting,
    "list_meeting_compliance": _meetings("/meeting-compliance"),
    "read_meeting_compliance_evidence": meeting_evidence,
    **{
        name: oversight(name, begins=True)
        for name in (
            "request_gate",
            "order_rectification",
            "record_inspection",
            "set_target",
            "file_estate",
            "open_survey",
        )
    },
    **{name: founding(name) for name in FOUNDINGS},
    "report_case": report,
    "get_case": reading_a_case("read_case", ""),
    "read_history": reading_a_case("read_history", "/history"),
    "attach_photo": adding_a_photo,
    "list_photos": reading_a_case("read_case", "/photos", as_of=False),
    "read_photo": seeing_a_photo,
    "issue_rating_link": issuing_a_link,
    "list_cases": listing("list_cases", "/cases", rows=True, limit=200),
    "read_board": counted,
    "read_board_evidence": listing(
        "list_cases", "/board/evidence", rows=True, by="LEVEL", group="DISTRICT"
    ),
    "list_obligations": listing("list_cases", "/obligations"),
    "read_obligation_calendar": _owed("GET", "/obligation-calendar"),
    "read_obligation_counts": _owed("GET", "/obligation-calendar/counts"),
    "read_obligation_evidence": _owed("GET", "/obligation-calendar/evidence"),
    "read_calendar_feed": feeds,
    "issue_calendar_address": making_an_address,
    "list_calendar_addresses": listing_addresses,
    "revoke_calendar_address": revoking_an_address,
    "read_close_out_register": _figures("/close-out-register"),
    "list_indicators": question("read_figures", "GET", "/indicators"),
    "read_indicator": _figures("/indicators/closure"),
    "read_indicator_series": _figures("/indicators/closure/series", by="MONTH"),
    "read_indicator_evidence": _figures("/indicators/closure/evidence"),
    "list_exclusions": _figures("/exclusions"),
    "export_indicators": _figures("/indicators.csv"),
    "export_indicator_series": _figures("/indicators/closure/series.csv", by="MONTH"),
    "export_indicator_evidence": _figures("/indicators/closure/evidence.csv"),
    "draw_indicator_trend": _figures("/indicators/closure/trend.svg"),
    "draw_indicator_league": _figures("/indicators/closure/league.svg"),
    "read_indicator_sheet": _figures("/indicator-sheet.html"),
    "list_moments": _figures("/figures/moments"),
    "read_moment_evidence": _figures("/figures/moments/UPLOAD_TO_CLOSE/evidence"),
    "list_zero_counters": _figures("/figures/zero-counters"),
    "find_likely_duplicates": question(
        "list_cases", "POST", "/likely-duplicates", json={"grid": "g1"}
    ),
    "list_events": listing("follow_events", "/events/page", limit=500),
    "follow_events": following,
    "read_coverage": question("read_figures", "GET", "/organisation/coverage", own=False),
    "read_organisation_chart": question(
        "read_figures", "GET", "/organisation/chart.svg", own=False
    ),
    "list_coverage_defects": question(
        "read_figures", "GET", "/organisation/coverage/defects", own=False
    ),
    "read_coverage_evidence": question(
        "read_figures", "GET", "/organisation/coverage/evidence", own=False
    ),
    "list_bodies": _directory("GET", "/bodies"),
    "get_body": _directory("GET", "/bodies/c1"),
    "list_communities": _directory("GET", "/communities"),
    "read_communities_evidence": _directory("GET", "/communities/evidence"),
    "read_body_history": question("read_history", "GET", "/bodies/c1/history", own=False),
    "read_community_history": absent_history("communities", "community-not-defined"),
    "read_branch_history": absent_history("branches", "branch-not-proposed"),
    "read_member_history": absent_history("members", "member-unknown"),
    "list_grids": _directory("GET", "/grids"),
    "list_posts": _directory("GET", "/posts"),
    "list_duties": _directory("GET", "/duties"),
    "locate": _directory("POST", "/locate", json={"place_code": "P-1"}),
    "list_accountability": _accountability("GET", "/accountability"),
    "read_accountability_evidence": _accountability("GET", "/accountability/evidence"),
    "read_consecutive_miss": counting_misses(""),
    "read_consecutive_miss_evidence": counting_misses("/evidence"),
    "read_accountability_dossier": reading_a_dossier(""),
    "read_accountability_dossier_evidence": reading_a_dossier("/evidence"),
    "list_accountability_dossier_feedback": reading_a_dossier("/feedback"),
    "list_accountability_dossier_closings": reading_a_dossier("/closings"),
    "export_accountability_dossier": reading_a_dossier("/dossier.csv"),
    "draw_accountability_chain": reading_a_dossier("/chain.svg"),
    "read_accountability_chain": reading_a_dossier("/chain.html"),
    "read_oversight": _oversight("GET", "/oversight"),
    "read_estates": _property("GET", "/estates"),
    "read_estates_evidence": _property("GET", "/estates/evidence"),
    "read_property_league": _property("GET", "/property-league", params={"year": 2021}),
    "read_property_league_evidence": _property(
        "GET", "/property-league/evidence", params={"year": 2021}
    ),
    "export_property_league": _property("GET", "/property-league.csv", params={"year": 2021}),
    "read_oversight_evidence": _oversight("GET", "/oversight/evidence"),
    "read_assessments": _assessments("GET", "/assessments"),
    "read_assessment_evidence": _assessments("GET", "/assessments/evidence"),
    "read_surveys": _surveys("GET", "/surveys"),
    "read_survey_evidence": _surveys(
        "GET", "/surveys/s1/evidence", params={"question": "AWARENESS"}
    ),
    "read_doctor_contracts": _contracts("/doctor-contracts"),
    "read_doctor_contracts_evidence": _contracts("/doctor-contracts/evidence"),
    "read_resident_shares": residents("/resident-shares/{}"),
    "read_resident_shares_evidence": residents("/resident-shares/{}/evidence"),
    "read_volunteer_targets": residents("/volunteer-targets/{}"),
    "read_sensitive_register": sensitive,
    "read_sensitive_views": _views("/sensitive-views"),
    "read_sensitive_views_evidence": _views("/sensitive-views/evidence"),
    "read_unit_points": _unit_points("/unit-points"),
    "read_unit_points_evidence": _unit_points("/unit-points/evidence"),
    "read_unit_point_lines": _unit_points("/unit-point-lines", params={"year": "2020"}),
    "read_unit_point_lines_evidence": _unit_points(
        "/unit-point-lines/evidence", params={"year": "2020"}
    ),
    "read_points_league": league("/points-league/2020"),
    "export_points_league": league("/points-league/2020/table.csv"),
    "read_points_league_page": league("/points-league/2020/table.html"),
    "draw_points_chain": points_of("/points-league/2020/lights/chain.svg"),
    "read_points_chain": points_of("/points-league/2020/lights/chain.html"),
    "read_mediations": _mediations("/mediations"),
    "read_mediations_evidence": _mediations("/mediations/evidence"),
    "read_mediation_figures": _mediations("/mediations/figures"),
    "read_volunteers": _volunteers("/volunteers"),
    "read_volunteers_evidence": _volunteers("/volunteers/evidence"),
    "read_volunteer_ledger": _volunteers("/volunteer-ledger"),
    "read_volunteer_ledger_evidence": _volunteers("/volunteer-ledger/evidence"),
    "read_records": _records("GET", "/books"),
    "read_record_evidence": _records("GET", "/books/evidence"),
    "list_record_gaps": _records(
        "GET", "/books/gaps", params={"from_on": "2021-09-01", "until_on": "2021-09-30"}
    ),
    "get_jurisdiction": _policy(""),
    "get_pack": _policy("/pack"),
    "list_pack_values": _policy("/pack/values"),
    "plan_adoption": _adoption("/pack/adoption"),
    "list_adoption_verdicts": _adoption("/pack/adoption/cases"),
    "get_calendar": _policy("/calendar"),
    "get_day": _policy("/calendar/days/2021-10-01"),
    "get_deadline": _policy("/calendar/deadline", params={"days": 3}),
}
"""How each route is asked, and what is expected, by operation."""


def zero_counter_evidence(stage: Stage, role: Role) -> None:
    """A kind that no pack counts is refused after the right was judged."""
    told = expected_of_question(stage, "read_figures", role)
    answer = stage.ask(role, "GET", "/figures/zero-counters/NONE/evidence")
    check(answer, Told(422, "unknown-serious-kind") if told.status == 200 else told, role)


def jurisdictions(stage: Stage, role: Role) -> None:
    """The names of what a token is good for; no row of any."""
    token = stage.issuer.mint(f"{role}.x", jurisdictions=[])
    headers = {"Authorization": f"Bearer {token}"}
    assert stage.client.get("/jurisdictions", headers=headers).json()["items"] == []


_OTHERS: Final[Mapping[str, Callable[[Stage, Role], None]]] = {
    "read_zero_counter_evidence": zero_counter_evidence,
    "list_jurisdictions": jurisdictions,
}


# --- The tests. ---


def operations(app: FastAPI) -> list[str]:
    """The operation of every route of the application, documented or not."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route if hasattr(context, "original_route") else context
        assert isinstance(route, APIRoute | Route | Mount), route
        named = getattr(route, "operation_id", None)
        found.append(named or route.path)
    return found


def test_every_route_is_known_here(stage: Stage) -> None:
    """C: a route that nobody thought about would be open to anybody or to nobody."""
    known = {*ROUTES, *_OTHERS, *OPEN_TO_ALL, *TESTED_APART}
    unknown = set(operations(stage.app)) - known

    assert not unknown, f"say in ROUTES how these are asked and what is expected: {unknown}"


@pytest.mark.parametrize("role", PEOPLE)
def test_every_route_for_every_column_and_row_scope(stage: Stage, role: Role) -> None:
    """C: allow and deny, and "does not exist" where one may not see."""
    before = stage.town.head()
    wanted = {**ROUTES, **_OTHERS}
    if stage.town.pack.meta.id != "daguan":
        # What a pack moves is about commands, and is judged the same way one by one and in bulk.
        wanted = {name: wanted[f"bulk_{name}"] for name in commands.OFFERED}

    for ask in wanted.values():
        ask(stage, role)

    made = 1 if stage.matrix.grant("report_case", role) == "Y" and len(wanted) > 50 else 0
    assert stage.town.head() == before + made + readings_of_dossiers(stage, role)


def test_the_service_itself_has_no_token(stage: Stage) -> None:
    """C, ENV-01: the column SYS is nobody who could call."""
    headers = {"Authorization": f"Bearer {stage.issuer.mint('system')}"}

    answer = stage.client.get(f"/jurisdictions/{stage.town.name}/cases", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")
