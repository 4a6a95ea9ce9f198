"""Cursors of lists: opaque to callers, good for the list they came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from interfaces.api.dependencies import within_calendars
from interfaces.api.refusals import CursorMalformed

Place = TypeVar("Place")

_FORM: Final = 2  # rises when the form of cursors or the order of a list changes
_PARTS: Final = 3
_LONGEST: Final = 1024
_LARGEST: Final = 2**63  # beyond it no column holds a number
_ADAPTERS: Final[dict[Any, TypeAdapter[Any]]] = {}  # dear to build, and few

Cursor = Annotated[str | None, Query(description="`next` of the page before.")]


def list_id(name: str, *told_apart_by: object) -> str:
    """What tells one list from another: its name, its filters and the instant it shows."""
    packed = json.dumps([name, [_plain(part) for part in told_apart_by]], sort_keys=True)
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def encoded(place: object, same_list: str) -> str | None:
    """A place as text. It grants nothing: each page is read with the caller's own scope."""
    if place is None:
        return None
    plain = _adapter(type(place)).dump_python(place, mode="json")
    packed = json.dumps([_FORM, same_list, plain], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decoded(text: str | None, same_list: str, kind: type[Place]) -> Place | None:
    """The place a text stands for.

    Args:
        kind: what the places of this list are.

    Raises:
        CursorMalformed: not handed out here, or for another list.
    """
    if text is None:
        return None
    form, of_list, plain = _parts(text)
    if form != _FORM or of_list != same_list:
        raise CursorMalformed
    try:
        place: Place = _adapter(kind).validate_python(plain)
    except (ValidationError, ValueError, RecursionError) as error:
        raise CursorMalformed from error
    if not all(map(_can_be_asked_for, _values(place))):
        raise CursorMalformed
    return place


def linked(request: Request, response: Response, following: str | None) -> str | None:
    """Name the next page in a Link header as well (RFC 8288); its cursor unchanged."""
    if following is not None:
        address = request.url.include_query_params(cursor=following)
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return following


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return None if value is None else str(value)


def _values(place: object) -> Iterator[object]:
    if is_dataclass(place) and not isinstance(place, type):
        yield from (getattr(place, each.name) for each in fields(place))
    elif isinstance(place, tuple):
        yield from place
    else:
        yield place


def _can_be_asked_for(value: object) -> bool:
    """Whether the store can be asked about it; what was handed out always can."""
    if isinstance(value, datetime):
        try:
            return within_calendars(value).tzinfo is not None
        except ValueError:
            return False
    if isinstance(value, int):
        return 0 <= value < _LARGEST
    return not isinstance(value, str) or value.isprintable()


def _parts(text: str) -> list[Any]:
    if len(text) > _LONGEST:
        raise CursorMalformed
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorMalformed from error
    if not isinstance(found, list) or len(found) != _PARTS:
        raise CursorMalformed
    return found
