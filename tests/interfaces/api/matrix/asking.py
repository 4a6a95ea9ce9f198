"""Ways to ask that more than one family of routes has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from domain.vocabulary import Role
from interfaces.api import examples, organisation
from tests.interfaces.api.matrix.expected import (
    check,
    expected_of_change,
    expected_of_question,
)
from tests.interfaces.api.matrix.stage import Stage

Ask = Callable[[Stage, Role], None]
"""Asks one route in the name of one column, and checks what is answered."""

NOBODYS_VERSION: Final = 999_999
STALE: Final = {"If-Match": f'"{NOBODYS_VERSION}"'}


def question(query: str, method: str, path: str, *, own: bool = True, **sent: Any) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        answer = stage.ask(role, method, path, **sent)
        check(answer, expected_of_question(stage, query, role, own=own), (path, role))

    return ask


def listing(query: str, path: str, *, rows: bool = False, **params: Any) -> Ask:
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


def offered_by(family: str) -> list[str]:
    return [name for name, given in organisation.OFFERED.items() if family == given.FAMILY]


def change(name: str) -> Ask:
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
