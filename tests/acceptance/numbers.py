"""The numbers of a pack, and a pack in which some of them are moved by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError

from domain.policy.coherence import faults
from domain.policy.pack import FILE_NAMES, SECTIONS, PolicyPack
from domain.policy.provenance import Path

Number = int | float | Decimal | Fraction | date | str
"""A number as a pack holds it: a day of every year and a comparison are texts."""

_YEAR_DAY = re.compile(r"(\d\d)-(\d\d)")
_COMMON_YEAR = 2001
_WRITTEN_IN_TEXT = re.compile(r"(?<=[<>=]|/)\s*\d+(?:\.\d+)?")
_NO_SUBJECT = frozenset({"meta", "moves"})
"""Sections whose figures name a version or a right and judge nothing."""


def numbers_of(pack: PolicyPack) -> dict[str, Number]:
    """Every number that the pack judges by, by dotted path as ``closeout pack explain`` names it.

    A bound of zero, which holds nothing back, is none.
    """
    return {
        ".".join(map(str, path)): number
        for section in SECTIONS
        if section not in _NO_SUBJECT
        for path, number in _numbers(getattr(pack, section), (FILE_NAMES.get(section, section),))
    }


def moved(pack: PolicyPack, paths: Sequence[str], by: int) -> PolicyPack | None:
    """The pack with numbers moved by one; None: the rules for packs refuse such a pack.

    Args:
        by: 1 or -1; a number with decimals moves by one in its last place, a day by a day.
    """
    # Of two that bound each other the upper one goes first on the way up.
    for order in (paths, paths[::-1]):
        try:
            found = pack
            for path in order:
                found = _moved(found, tuple(path.split(".")), by)
        except ValidationError:
            continue
        sections = {name: getattr(found, name) for name in PolicyPack.model_fields}
        return None if faults(sections) else found
    return None


def _numbers(value: object, path: Path) -> Iterator[tuple[Path, Number]]:
    if _is_number(value):
        yield path, value  # type: ignore[misc]  # told by _is_number
        return
    for key, child in _children(value).items():
        yield from _numbers(child, (*path, key))


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return bool(_YEAR_DAY.fullmatch(value) or _WRITTEN_IN_TEXT.search(value))
    if isinstance(value, bool):
        return False
    return isinstance(value, date) or (
        isinstance(value, int | float | Decimal | Fraction) and value != 0
    )


def _children(value: object) -> Mapping[str | int, Any]:
    if isinstance(value, RootModel):
        return _children(value.root)
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return value
    return dict(enumerate(value)) if isinstance(value, tuple) else {}


def _moved(value: Any, path: Sequence[str], by: int) -> Any:
    if not path:
        return _next(value, by)
    key, *rest = path
    if isinstance(value, RootModel):
        return type(value).model_validate(_moved(value.root, path, by))
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        names = {FILE_NAMES.get(name, name): name for name in fields}
        return type(value).model_validate(
            fields | {names[key]: _moved(fields[names[key]], rest, by)}
        )
    if isinstance(value, Mapping):
        known = {str(name): name for name in value}
        return {**value, known[key]: _moved(value[known[key]], rest, by)}
    place = int(key)
    return (*value[:place], _moved(value[place], rest, by), *value[place + 1 :])


def _next(number: Number, by: int) -> Number:
    if isinstance(number, date):
        return number + timedelta(days=by)
    if isinstance(number, str):
        return _next_in_text(number, by)
    if isinstance(number, int):
        return number + by
    if isinstance(number, Fraction):
        return Fraction(number.numerator + by, number.denominator)
    exact = Decimal(str(number))
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int), "a pack holds no infinity"
    return type(number)(exact + Decimal(by).scaleb(exponent))


def _next_in_text(text: str, by: int) -> str:
    day = _YEAR_DAY.fullmatch(text)
    if day is not None:
        return (date(_COMMON_YEAR, int(day[1]), int(day[2])) + timedelta(days=by)).strftime("%m-%d")
    return _WRITTEN_IN_TEXT.sub(lambda found: f"{_next(Decimal(found[0].strip()), by)}", text, 1)
