"""Cursors of lists: opaque to callers, good for the list they came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseCursor, CaseFilter
from interfaces.api.dependencies import within_calendars
from interfaces.api.refusals import CursorMalformed

_FORM: Final = 1  # rises when the order of the list changes
_PARTS: Final = 4
_LONGEST: Final = 512


def list_id(which: CaseFilter, text: str | None, as_of: AsOf | None) -> str:
    """What tells one list from another: its filters and the instant it shows."""
    fields = {
        name: sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
        for name in CaseFilter.__dataclass_fields__
        if (value := getattr(which, name)) is not None
    }
    view = None if as_of is None else [as_of.instant.isoformat(), as_of.axis]
    packed = json.dumps([fields, text, view], sort_keys=True)
    return hashlib.sha256(packed.encode()).hexdigest()[:16]


def encoded(cursor: CaseCursor | None, same_list: str) -> str | None:
    """A cursor as text. It grants nothing: each page is read with the caller's own scope."""
    if cursor is None:
        return None
    due_at = None if cursor.due_at is None else cursor.due_at.isoformat()
    parts = [_FORM, same_list, due_at, str(cursor.case_id)]
    packed = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decoded(text: str | None, same_list: str) -> CaseCursor | None:
    """The place a text stands for.

    Raises:
        CursorMalformed: not handed out here, or for another list.
    """
    if text is None:
        return None
    form, of_list, due_at, case_id = _parts(text)
    if form != _FORM or of_list != same_list:
        raise CursorMalformed
    try:
        bound = None if due_at is None else within_calendars(datetime.fromisoformat(due_at))
        place = CaseCursor(bound, UUID(case_id))
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorMalformed from error
    if bound is not None and bound.tzinfo is None:
        raise CursorMalformed
    return place


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
