"""The OpenAPI document satisfies spectral under the ruleset beside this file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from tests.interfaces.api.document import openapi_document
from tests.node import NodeTools

_RULES: Final = Path(__file__).parent / "ruleset.yaml"
_PATIENCE: Final = 120  # seconds, on a busy machine
_CASES: Final = "/jurisdictions/{jurisdiction}/cases"
_JSON: Final = "application/json"
Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    """As it is served."""
    return openapi_document()


def test_the_document_has_no_error_and_no_warning(
    document: Document, node_tools: NodeTools, tmp_path: Path
) -> None:
    """API conventions: spectral clean, by the standard rules and by ours."""
    assert findings(document, node_tools, tmp_path) == {}


def test_a_broken_document_is_found_out_by_each_rule(
    document: Document, node_tools: NodeTools, tmp_path: Path
) -> None:
    """The control: a check that cannot fail checks nothing."""
    broken = deepcopy(document)
    for spoil in _SPOILED.values():
        spoil(broken)

    found = findings(broken, node_tools, tmp_path)

    assert set(found) >= set(_SPOILED)


def findings(document: Document, node_tools: NodeTools, folder: Path) -> dict[str, str]:
    """Where a document fails, by rule."""
    written = folder / "openapi.json"
    written.write_text(json.dumps(document))
    done = subprocess.run(
        [node_tools.program("spectral"), "lint", written, "--ruleset", _RULES, "--format", "json"],
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.stderr == "", done.stderr
    told, _ = json.JSONDecoder().raw_decode(done.stdout)
    return {one["code"]: "/".join(map(str, one["path"])) for one in told}


def _of(document: Document, method: str, path: str = _CASES) -> Any:
    return document["paths"][path][method]


def _without_key(document: Document) -> None:
    post = _of(document, "post")
    post["parameters"] = [one for one in post["parameters"] if one["name"] != "Idempotency-Key"]


def _with_other_errors(document: Document) -> None:
    answer = _of(document, "get")["responses"]["404"]
    answer["content"] = {_JSON: answer["content"]["application/problem+json"]}


def _without_example(document: Document) -> None:
    del _of(document, "post")["requestBody"]["content"][_JSON]["examples"]


def _with_list(document: Document) -> None:
    answer = _of(document, "get")["responses"]["200"]
    answer["content"][_JSON]["schema"] = {"type": "array", "items": {}}


def _without_security(document: Document) -> None:
    del _of(document, "get", f"{_CASES}/{{case_id}}/history")["security"]


_SPOILED: Final[dict[str, Callable[[Document], Any]]] = {
    "answers-are-objects": _with_list,
    "bodies-have-an-example": _without_example,
    "callers-are-told-to-prove-themselves": _without_security,
    "commands-are-idempotent": _without_key,
    "errors-are-problems": _with_other_errors,
    "errors-have-a-body": lambda it: _of(it, "get")["responses"]["422"].pop("content"),
    "lists-name-what-follows": lambda it: it["components"]["schemas"]["CaseList"]["properties"][
        "items"
    ].update(type="object"),
    "oas3-schema": lambda it: it["info"].pop("title"),
    "operation-description": lambda it: _of(it, "get").pop("description"),
    "operation-ids-are-names": lambda it: _of(it, "get").update(operationId="listCases"),
    "operation-operationId-unique": lambda it: _of(it, "post").update(operationId="healthz"),
    "operation-tag-defined": lambda it: _of(it, "post").update(tags=["unheard-of"]),
    "operations-have-a-summary": lambda it: _of(it, "post").pop("summary"),
    "paths-are-kebab-case": lambda it: it["paths"].update({"/allCases": it["paths"]["/healthz"]}),
    "properties-are-snake-case": lambda it: it["components"]["schemas"]["CaseView"][
        "properties"
    ].update(dueAt={"type": "string"}),
    "query-parameters-are-snake-case": lambda it: _of(it, "get")["parameters"].append(
        {"name": "dueBy", "in": "query", "schema": {"type": "string"}}
    ),
    "refusals-are-documented": lambda it: _of(it, "post")["responses"].pop("503"),
}
"""For each rule something that breaks it."""
