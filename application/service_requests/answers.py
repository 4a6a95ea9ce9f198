"""Answers to the questions of a service definition, checked against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from application.service_requests.errors import (
    AttributeInvalid,
    AttributeMissing,
    AttributeUnknown,
)

if TYPE_CHECKING:
    from domain.policy.case_rules import Category
    from domain.policy.reporting import ReportAttribute

_LINE: Final = 255
"""Characters of a string, which is one line."""
_TEXT: Final = 4_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
_BREAK = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

Given = Mapping[str, Sequence[str]]
"""By attribute code the values that were sent, blank ones left out."""


def checked(category: Category, given: Given) -> Sequence[tuple[str, Sequence[str]]]:
    """The answers in the order of the definition: attribute code and values.

    Raises:
        AttributeUnknown, AttributeMissing, AttributeInvalid.
    """
    asked = {code: one for code, one in category.attributes.items() if one.variable}
    if given.keys() - asked.keys():
        raise AttributeUnknown
    found = []
    for code, attribute in asked.items():
        values = [value for value in given.get(code, ()) if value.strip()]
        if values:
            found.append((code, _of_datatype(code, attribute, values)))
        elif attribute.required:
            raise AttributeMissing(code)
    return found


def _of_datatype(code: str, attribute: ReportAttribute, values: Sequence[str]) -> Sequence[str]:
    if attribute.datatype == "multivaluelist":
        chosen = tuple(dict.fromkeys(values))
        if not set(chosen) <= set(attribute.values):
            raise AttributeInvalid(code, "keys of the values listed")
        return chosen
    if len(values) > 1:
        raise AttributeInvalid(code, "one value")
    (value,) = values
    if attribute.datatype == "singlevaluelist":
        if value not in attribute.values:
            raise AttributeInvalid(code, "one key of the values listed")
        return (value,)
    wanted, holds = _DATATYPES[attribute.datatype]
    if not holds(value):
        raise AttributeInvalid(code, wanted)
    return (value,)


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_DATATYPES: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = {
    "string": (
        f"one line of at most {_LINE} characters",
        lambda value: len(value) <= _LINE and not _BREAK.search(value),
    ),
    "text": (f"at most {_TEXT} characters", lambda value: len(value) <= _TEXT),
    "number": ("a number in decimal notation", lambda value: bool(_NUMBER.fullmatch(value))),
    "datetime": ("an ISO 8601 date and time with its offset", _is_instant),
}
