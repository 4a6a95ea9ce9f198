"""PostgreSQL's binary format for the few types on the path of a command.

Values travel as the server stores them: no text to build, quote or parse on either side, and an
array carries any number of rows as one parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from struct import Struct
from uuid import UUID

BYTEA, INT8, INT4, TEXT, TIMESTAMPTZ, UUID_, JSONB = 17, 20, 23, 25, 1184, 2950, 3802
INT4_ARRAY, TEXT_ARRAY, BYTEA_ARRAY, INT8_ARRAY = 1007, 1009, 1001, 1016
TIMESTAMPTZ_ARRAY, UUID_ARRAY, BOOL_ARRAY = 1185, 2951, 1000
BOOL = 16

_INT4 = Struct(">i")
_INT8 = Struct(">q")
_ARRAY = Struct(">iiiii")
_EMPTY = Struct(">iii")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # instant 0 of the server's clock
_MICROSECOND = timedelta(microseconds=1)
_JSONB_VERSION = b"\x01"
_NUMERIC = Struct(">hhHh")
_NEGATIVE = 0x4000
_DECIMALS = 4


def int4(value: int) -> bytes:
    """An ``integer``."""
    return _INT4.pack(value)


def int8(value: int) -> bytes:
    """A ``bigint``."""
    return _INT8.pack(value)


def instant(value: datetime) -> bytes:
    """An aware datetime as ``timestamptz``; exact to the microsecond."""
    return _INT8.pack((value - _EPOCH) // _MICROSECOND)


def day(value: date) -> bytes:
    """A ``date``."""
    return _INT4.pack((value - _EPOCH.date()).days)


def numeric(value: Decimal) -> bytes:
    """A finite decimal as ``numeric``, with as many places behind the point as it is written with.

    The server counts in digits of four decimals each, the first of them at ``weight``.
    """
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "finite"
    places = max(0, -exponent)
    whole = "".join(map(str, digits)) + "0" * max(0, exponent)
    before, after = whole[: len(whole) - places], whole[len(whole) - places :].rjust(places, "0")
    before = before.rjust(-(-len(before) // _DECIMALS) * _DECIMALS, "0")
    after = after.ljust(-(-len(after) // _DECIMALS) * _DECIMALS, "0")
    joined = before + after
    parts = [int(joined[at : at + _DECIMALS]) for at in range(0, len(joined), _DECIMALS)]
    weight = len(before) // _DECIMALS - 1
    while parts and not parts[0]:
        parts, weight = parts[1:], weight - 1
    while parts and not parts[-1]:
        parts.pop()
    if not parts:
        weight = sign = 0
    head = _NUMERIC.pack(len(parts), weight, _NEGATIVE if sign else 0, places)
    return head + Struct(f">{len(parts)}h").pack(*parts)


def jsonb(document: bytes) -> bytes:
    """UTF-8 JSON as ``jsonb``."""
    return _JSONB_VERSION + document


def array(element: int, values: Sequence[bytes | None]) -> bytes:
    """A one-dimensional array of encoded values; ``element`` is the type of one of them."""
    if not values:
        return _EMPTY.pack(0, 0, element)
    parts = [_ARRAY.pack(1, int(None in values), element, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_INT4.pack(-1))
        else:
            parts.append(_INT4.pack(len(value)))
            parts.append(value)
    return b"".join(parts)


def texts(values: Sequence[str]) -> bytes:
    """A ``text[]``."""
    return array(TEXT, [value.encode() for value in values])


def int4s(values: Sequence[int]) -> bytes:
    """An ``integer[]``."""
    return array(INT4, [_INT4.pack(value) for value in values])


def uuids(values: Sequence[UUID]) -> bytes:
    """A ``uuid[]``."""
    return array(UUID_, [value.bytes for value in values])


def to_int(value: bytes) -> int:
    """From an ``integer``, ``smallint`` or ``bigint``."""
    return int.from_bytes(value, "big", signed=True)


def to_instant(value: bytes) -> datetime:
    """From a ``timestamptz``: aware, UTC."""
    return _EPOCH + timedelta(microseconds=int.from_bytes(value, "big", signed=True))


def to_uuid(value: bytes) -> UUID:
    """From a ``uuid``."""
    return UUID(bytes=value)
