"""Matrix C × every route × row scope, over HTTP (rulebook C).

What is expected is read from the matrix file itself and from what a pack moves in it, not from the
code that decides. Every command is sent with a version that nothing has, so that whoever may give
it is answered 412 and nothing changes.

How each route is asked stands in the tables of ``tests/interfaces/api/matrix``, one for each family
of routes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from domain.vocabulary import Role
from interfaces.api import commands
from tests.application.town import town_on
from tests.database import Database
from tests.interfaces.api.matrix.accountability import readings_of_dossiers
from tests.interfaces.api.matrix.cast import PEOPLE
from tests.interfaces.api.matrix.routes import KNOWN, ROUTES, TABLES, operations
from tests.interfaces.api.matrix.stage import Stage, staged


@pytest.fixture(scope="module", params=["daguan", "kundulun"])
def stage(request: pytest.FixtureRequest, module_database: Database) -> Iterator[Stage]:
    with town_on(module_database, request.param, "2021-09-10 09:00") as town:
        yield from staged(town)


def test_every_route_is_known_here(stage: Stage) -> None:
    """C: a route that nobody thought about would be open to anybody or to nobody."""
    there = operations(stage.app.routes)

    unknown = there - KNOWN
    assert not unknown, f"say in a table how these are asked and what is expected: {unknown}"
    gone = KNOWN - there
    assert not gone, f"no such route; whoever reads the table would think it proved: {gone}"


def test_a_route_that_nobody_thought_about_is_told(stage: Stage) -> None:
    """C: what the test before this one holds, seen failing."""
    forgotten = APIRoute("/forgotten", lambda: None, operation_id="read_forgotten")

    there = operations([*stage.app.routes, forgotten])

    assert there - KNOWN == {"read_forgotten"}


def test_each_route_stands_in_one_table() -> None:
    """C: of two ways to ask one route, only one would be taken."""
    assert len(ROUTES) == sum(len(table) for table in TABLES)


@pytest.mark.parametrize("role", PEOPLE)
def test_every_route_for_every_column_and_row_scope(stage: Stage, role: Role) -> None:
    """C: allow and deny, and "does not exist" where one may not see."""
    before = stage.town.head()
    made = 0
    if stage.town.pack.meta.id == "daguan":
        asked = dict(ROUTES)
        made += stage.matrix.grant("report_case", role) == "Y"
        made += readings_of_dossiers(stage, role)
    else:
        # What a pack moves is about commands, and is judged the same way one by one and in bulk.
        asked = {name: ROUTES[f"bulk_{name}"] for name in commands.OFFERED}

    for ask in asked.values():
        ask(stage, role)

    assert stage.town.head() == before + made


def test_the_service_itself_has_no_token(stage: Stage) -> None:
    """C, ENV-01: the column SYS is nobody who could call."""
    headers = {"Authorization": f"Bearer {stage.issuer.mint('system')}"}

    answer = stage.client.get(f"/jurisdictions/{stage.town.name}/cases", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")
