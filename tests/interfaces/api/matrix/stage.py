"""The town of the matrix, its three cases and the API that stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final
from uuid import UUID

import httpx
from fastapi import FastAPI

from application.use_cases.organisation.meetings.convene_meeting import ConveneMeeting
from application.use_cases.request import Caller
from domain.meetings.events import AgendaItem
from domain.vocabulary import Role, RouteMode
from infrastructure.identity.development import DevelopmentIssuer
from interfaces.api.app import create_app
from tests.application.town import Town
from tests.interfaces.api.matrix.cast import OFFICIALS, SEES_EVERYTHING, Casting
from tests.interfaces.api.matrix.grants import MatrixC
from tests.interfaces.api.stage import served

MEETINGS: Final = {"meeting-c1": "c1", "meeting-police": "police"}
"""The meeting of a body in which officials hold posts, and one of another body."""
_keys = count(1)


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


def staged(town: Town) -> Iterator[Stage]:
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
        communities=replace(town.service.communities, directories=casting),
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


def convened_in(town: Town, meeting: str, body: str) -> ConveneMeeting:
    """A session of a type that any body may hold, under a pack that has one."""
    return ConveneMeeting(
        code=meeting,
        body=body,
        type="themed_party_day",
        at=town.clock(),
        agenda=(AgendaItem(matter="study"),),
    )
