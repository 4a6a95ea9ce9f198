"""Points of units and their years."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from interfaces.api import examples
from tests.interfaces.api.matrix.asking import STALE, Ask, offered_by, question
from tests.interfaces.api.matrix.expected import Told, check, expected_of_question
from tests.interfaces.api.matrix.stage import Stage


def points(name: str) -> Ask:
    """The whole jurisdiction is ranked together, so nobody has charge of a part of it."""

    def ask(stage: Stage, role: Role) -> None:
        path = f"/points-years/2020/{name.replace('_', '-')}"
        answer = stage.ask(role, "POST", path, json=examples.ORGANISATION[name], headers=STALE)
        granted = stage.matrix.grant(name, role) == "Y"
        told = Told(412, "stale-version") if granted else Told(403, stage.matrix.code(name))
        check(answer, told, (name, role))

    return ask


def league(path: str) -> Ask:
    """Who may read figures sees it, where the pack has points of units (B-45)."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_points_league", role, own=False)
        if told.status == 200 and "unit_points" not in stage.town.pack.points:
            told = Told(409, "policy-silent")
        check(stage.ask(role, "GET", path), told, (path, role))

    return ask


def points_of(path: str) -> Ask:
    """Of a unit without an account in that year: who may read is told that there is none."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_unit_points", role)
        if told.status == 200:
            told = Told(404, "body-not-found")
        check(stage.ask(role, "GET", path), told, (path, role))

    return ask


_unit_points = partial(question, "read_unit_points", "GET")


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: points(name) for name in offered_by("points-years")},
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
}
