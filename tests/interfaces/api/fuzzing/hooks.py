"""What schemathesis is told besides the document; it loads this file by its path."""

from __future__ import annotations

from typing import Any, Final

import schemathesis

_ON_BEHALF_OF: Final = "Closeout-On-Behalf-Of"
_NOT_AS_DOCUMENTED: Final = frozenset(
    {"malformed-json", "unsupported-media-type", "method-not-allowed", "route-not-found"}
)
_ACROSS_FIELDS: Final = "value-error"
"""Of fields that must fit each other, as a longitude its latitude: no schema says that briefly."""


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Ask in one's own name: a person's token represents nobody, so that all else would be 403.

    What is malformed goes out as it is.
    """
    if case.meta is not None and case.meta.generation.mode.is_positive and case.headers:
        case.headers.pop(_ON_BEHALF_OF, None)


@schemathesis.check
def what_is_documented_is_taken(_context: Any, response: Any, case: Any) -> None:
    """A request that fits the document may be refused by a rule, never for its shape."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code >= 400:
        problem = response.json()
        assert problem["code"] not in _NOT_AS_DOCUMENTED, problem
        codes = {error["code"] for error in problem.get("errors", ())}
        assert codes <= {_ACROSS_FIELDS}, problem


@schemathesis.check
def what_is_refused_is_documented(_context: Any, response: Any, case: Any) -> None:
    """The code of a problem stands in the description of the answer."""
    documented = case.operation.definition.raw["responses"].get(str(response.status_code))
    if response.status_code >= 400 and documented is not None:
        code = response.json()["code"]
        assert f"`{code}`" in documented["description"], code
