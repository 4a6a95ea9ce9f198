"""Whether an answer is as a scenario states it. Only what is stated has to hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from application.scenarios.document import Fault, Node, Scalar, ScenarioMalformed
from domain.calendar.local_time import local_date
from domain.kernel import Value
from domain.numbers import one_decimal, percent_text

_FRACTION = re.compile(r"(\d+)\s*/\s*(\d+)")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")
_SPAN = TypeAdapter(timedelta)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an answer differs.

    Attributes:
        path: way into the answer; empty for the answer itself.
        expected, got: as JSON.
    """

    line: int
    path: str
    expected: Any
    got: Any


def told(answer: object, names: Mapping[UUID, str]) -> Any:  # noqa: PLR0911  # one per kind of value
    """An answer in the words of the story: mappings, lists and single values.

    Cases are called by their local names; instants, dates, spans and fractions stay exact.
    """
    if isinstance(answer, UUID):
        return names.get(answer, str(answer))
    if isinstance(answer, Enum):
        return answer.value
    if isinstance(answer, Value):
        return {name: told(value, names) for name, value in answer}
    if is_dataclass(answer) and not isinstance(answer, type):
        return {each.name: told(getattr(answer, each.name), names) for each in fields(answer)}
    if isinstance(answer, Mapping):
        return {str(key): told(value, names) for key, value in answer.items()}
    if isinstance(answer, set | frozenset):
        return sorted(told(item, names) for item in answer)
    if isinstance(answer, Sequence) and not isinstance(answer, str | bytes):
        return [told(item, names) for item in answer]
    return answer


def differences(expected: Node, got: Any, path: str = "") -> list[Difference]:
    """Where a told answer is not as expected; empty if it holds.

    Every key stated must be equal; a list must have the items stated, no more, in that order.

    Raises:
        ScenarioMalformed: a key is stated that the answer never has.
    """
    if isinstance(expected.value, Mapping):
        return _in_mapping(expected, expected.value, got, path)
    if isinstance(expected.value, Sequence) and not isinstance(expected.value, str):
        if isinstance(got, Mapping) and isinstance(got.get("cases"), list):
            got = got["cases"]  # a list of cases may be stated by its names alone
        return _in_list(expected, expected.value, got, path)
    if isinstance(got, Mapping) and "count" in got and isinstance(expected.value, int):
        got = got["count"]  # and by their number
    return [] if _equal(expected.value, got) else [_difference(expected, got, path)]


def json_of(value: Any) -> Any:
    """A told answer as JSON; a fraction is shown in per cent."""
    if isinstance(value, Fraction):
        return percent_text(value)
    if isinstance(value, Mapping):
        return {key: json_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [json_of(item) for item in value]
    return to_jsonable_python(value)


def _in_list(expected: Node, wanted: Sequence[Node], got: Any, path: str) -> list[Difference]:
    if not isinstance(got, list) or len(got) != len(wanted):
        return [_difference(expected, got, path)]
    found: list[Difference] = []
    for place, (node, item) in enumerate(zip(wanted, got, strict=True)):
        found += differences(node, item, f"{path}[{place}]")
    if found and not any(isinstance(node.value, Mapping) for node in wanted):
        return [_difference(expected, got, path)]  # of a list of words the whole says more
    return found


def _in_mapping(
    expected: Node, wanted: Mapping[str, Node], got: Any, path: str
) -> list[Difference]:
    if not isinstance(got, Mapping):
        return [_difference(expected, got, path)]
    unknown = [
        Fault(expected.key_lines[key], f"the answer has no field {key}; it has {', '.join(got)}")
        for key in wanted
        if key not in got
    ]
    if unknown:
        raise ScenarioMalformed(unknown)
    found: list[Difference] = []
    for key, node in wanted.items():
        found += differences(node, got[key], f"{path}.{key}" if path else key)
    return found


def _difference(expected: Node, got: Any, path: str) -> Difference:
    return Difference(expected.line, path, expected.plain, json_of(got))


def _equal(  # noqa: PLR0911  # one per kind of value
    expected: Scalar | Sequence[Node] | Mapping[str, Node], got: Any
) -> bool:
    if expected is None or isinstance(expected, bool) or isinstance(got, bool) or got is None:
        return expected is got
    if isinstance(expected, int | Decimal):
        return bool(_is_number(got) and Fraction(expected) == Fraction(got))
    if not isinstance(expected, str):
        return False
    if isinstance(got, datetime):
        return _same_time(expected, got)
    if isinstance(got, date):
        return expected == got.isoformat()
    if isinstance(got, timedelta):
        return _span(expected) == got
    if _is_number(got):
        return _same_number(expected, Fraction(got))
    return bool(expected == got)


def _is_number(got: Any) -> bool:
    return isinstance(got, int | Fraction | Decimal) and not isinstance(got, bool)


def _same_number(expected: str, got: Fraction) -> bool:
    if share := _FRACTION.fullmatch(expected):
        below = int(share[2])
        return below != 0 and Fraction(int(share[1]), below) == got
    if percent := _PERCENT.fullmatch(expected):
        return percent_text(got) == f"{percent[1]} %"
    return one_decimal(got) == expected


def _same_time(expected: str, got: datetime) -> bool:
    try:
        if len(expected) == len("2021-10-11"):
            return date.fromisoformat(expected) == local_date(got)
        stated = datetime.fromisoformat(expected)
    except ValueError:
        return False
    return stated.tzinfo is not None and stated == got


def _span(text: str) -> timedelta | None:
    try:
        return _SPAN.validate_python(text)
    except ValidationError:
        return None
