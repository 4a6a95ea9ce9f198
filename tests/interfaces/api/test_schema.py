"""The OpenAPI document is complete enough to build a client from."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from application import errors as of_application
from application.use_cases.cases.report_case import ReportCase
from domain.calendar import errors as of_calendar
from domain.cases import case as case_module
from domain.cases import errors as of_cases
from domain.kernel import DomainError
from interfaces.api import examples
from interfaces.api.bodies import body_of
from interfaces.api.commands import OFFERED, SYSTEMS_OWN, path_of
from interfaces.api.refused_here import EVERY_COMMAND, refusals_of
from tests.interfaces.api.document import openapi_document
from tests.interfaces.api.sources import functions_in

_LEAST, _MOST = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
CASE = "/jurisdictions/{jurisdiction}/cases/{case_id}"
COMMANDS = OFFERED | {ReportCase.NAME: ReportCase}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The document, for tests that only read it."""
    return openapi_document()


def _operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in schema["paths"].values():
        yield from path.values()


def test_every_command_but_the_systems_own_has_a_route(schema: dict[str, Any]) -> None:
    """API conventions: POST …/cases/{id}/{command-in-kebab-case}."""
    assert all(f"{CASE}/{path_of(name)}" in schema["paths"] for name in OFFERED)
    assert not any(f"{CASE}/{path_of(name)}" in schema["paths"] for name in SYSTEMS_OWN)


def test_every_operation_can_become_a_function_of_a_client(schema: dict[str, Any]) -> None:
    """OpenAPI 3.1: ids that differ, a summary each."""
    ids = [operation["operationId"] for operation in _operations(schema)]

    assert schema["openapi"].startswith("3.1")
    assert len(ids) == len(set(ids)) > 40
    assert all(operation["summary"] for operation in _operations(schema))


def test_every_body_has_an_example_and_every_parameter_a_description(
    schema: dict[str, Any],
) -> None:
    """OpenAPI 3.1: what the documentation shows can be tried."""
    for operation in _operations(schema):
        assert operation["description"], operation["operationId"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content.get("examples"), operation["operationId"]
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])
        assert set(operation["tags"]) <= {tag["name"] for tag in schema["tags"]}


def test_whoever_is_asked_to_wait_is_told_how_long(schema: dict[str, Any]) -> None:
    """Field notes: a client that is sent away knows when to come back."""
    waits = [
        answer
        for operation in _operations(schema)
        for status, answer in operation["responses"].items()
        if status in {"429", "503"}
    ]

    assert waits
    assert all("Retry-After" in answer.get("headers", {}) for answer in waits)


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    """OpenAPI 3.1: no schema is missing, and none is the framework's own error."""
    named = set(_references(schema))

    assert named <= {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert "#/components/schemas/Problem" in named
    assert "HTTPValidationError" not in schema["components"]["schemas"]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_a_key_is_documented_as_required_and_a_version_as_optional(schema: dict[str, Any]) -> None:
    """API conventions: Idempotency-Key is required, If-Match is honoured."""
    operation = schema["paths"][f"{CASE}/close-case"]["post"]
    required = {one["name"]: one["required"] for one in operation["parameters"]}

    assert required["Idempotency-Key"] is True
    assert required["If-Match"] is False
    assert operation["security"] == [{"bearer": []}, {"api_key": []}]


def test_fields_are_described_as_the_command_describes_them(schema: dict[str, Any]) -> None:
    """API conventions: what a field means is written once."""
    fields = schema["components"]["schemas"]["CloseCaseBody"]["properties"]

    assert fields["agent_handled"]["description"] == "service promises kept (CAS-DG-12)."
    assert fields["occurred_at"]["description"].startswith("when an offline act happened")
    assert "case_id" not in fields


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_example_of_a_command_is_a_body_of_it(name: str) -> None:
    """W-1: what the documentation shows works."""
    TypeAdapter(body_of(COMMANDS[name])).validate_python(
        {**examples.STORY, **examples.FURTHER}[name]
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_what_a_command_can_refuse_is_documented(name: str) -> None:
    """API conventions: routes list their refusals.

    Read from the source: each refusal named in the chapter methods that the command calls.
    """
    listed = {refusal.code for refusal in (*EVERY_COMMAND, *refusals_of(name))}

    assert {refusal.code for refusal in _named_under(COMMANDS[name])} <= listed


_REFUSALS = {
    name: found
    for module in (of_calendar, of_application, of_cases)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, DomainError) and "code" in vars(found)
}
_CHAPTERS = Path(inspect.getsourcefile(case_module) or "").parent


def _named_under(command: type) -> set[type[DomainError]]:
    source = Path(inspect.getsourcefile(command) or "").read_text("utf-8")
    functions, named, seen = functions_in(*sorted(_CHAPTERS.glob("*.py"))), set(), set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id in _REFUSALS:
                named.add(_REFUSALS[node.id])
            called = _called(node)
            if called and called not in seen:
                seen.add(called)
                waiting += functions.get(called, [])
    return named


def _called(node: ast.AST) -> str | None:
    """The method of this case, or the function, that a node refers to."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id in {"self", "case"} else None
    return None


def test_every_figure_that_is_asked_for_has_bounds(schema: dict[str, Any]) -> None:
    """API conventions: no read model and no client meets a number that it cannot hold."""
    asked = {
        name: part
        for name, part in schema["components"]["schemas"].items()
        if name.endswith("Body")
    }
    parameters = [
        one for operation in _operations(schema) for one in operation.get("parameters", ())
    ]
    unbounded = [
        part
        for part in _parts([asked, parameters])
        if part.get("type") in ("integer", "number")  # a field may be named type
        and not ({*_LEAST} & part.keys() and {*_MOST} & part.keys())
    ]
    assert len(asked) > 100
    assert unbounded == []


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _parts(value)
