"""Rows of read models in PostgreSQL's binary COPY format.

The server takes binary fields as they are, without parsing any text. Most values of a column were
in it before (codes, states, instants that several columns share), so their bytes are remembered.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter, getitem
from struct import Struct
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from application.read_models.row import Bits, Position
from infrastructure.postgres import wire

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""What a binary COPY begins with: signature, flags, no extension."""
TRAILER = b"\xff\xff"
"""What it ends with."""

_REMEMBERED = 10_000  # values of one type; then they are forgotten and learned anew
_INT2, _INT4 = Struct(">h"), Struct(">i")
_NULL = _INT4.pack(-1)


Pack = Callable[[Sequence[Any]], bytes]
"""Turns rows into tuples of binary COPY, one after the other."""


class Packing:
    """Makes what packs the rows of several tables: what one learned of a case, all have."""

    def __init__(self) -> None:
        # By type: 1 and True are one key, and so are empty arrays, whatever there is none of.
        self._fields: dict[Any, _Fields] = {}

    def of(self, row: type[Any]) -> Pack:
        """What packs rows of a table.

        Args:
            row: dataclass of the row; the table has a column for each field, in this order.

        Raises:
            TypeError: a field is of a type that no column has yet.
        """
        hints = get_type_hints(row)
        fields = [self._of(_kind(annotation), name) for name, annotation in hints.items()]
        return _packer(fields, attrgetter(*hints))

    def _of(self, kind: Any, name: str) -> _Fields:
        if kind not in self._fields:
            self._fields[kind] = _Fields(_encoder(kind, name))
        return self._fields[kind]


def _packer(fields: Sequence[_Fields], values: Callable[[Any], tuple[Any, ...]]) -> Pack:
    start = _INT2.pack(len(fields))

    def pack(rows: Sequence[Any]) -> bytes:
        packed: list[bytes] = []
        for one in rows:
            packed.append(start)
            packed += map(getitem, fields, values(one))
        return b"".join(packed)

    return pack


class _Fields(dict[Any, bytes]):
    """Values of one type as they travel, each after its length."""

    def __init__(self, encode: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, value: Any) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        if value is None:
            field = _NULL
        else:
            encoded = self._encode(value)
            field = _INT4.pack(len(encoded)) + encoded
        self[value] = field
        return field


def _kind(annotation: Any) -> Any:
    """The type of a field that is not NULL."""
    if get_origin(annotation) in {types.UnionType, Union}:
        (annotation,) = (one for one in get_args(annotation) if one is not types.NoneType)
    if get_origin(annotation) is tuple:
        element, _ = get_args(annotation)
        return tuple, _kind(element)
    return str if issubclass(annotation, StrEnum) else annotation


_ENCODERS: Mapping[Any, Callable[[Any], bytes]] = {
    str: str.encode,
    int: wire.int4,
    Bits: wire.int8,
    Position: wire.int8,
    bool: lambda value: b"\1" if value else b"\0",
    UUID: lambda value: value.bytes,
    Decimal: wire.numeric,
    date: wire.day,
    datetime: wire.instant,
    (tuple, str): wire.texts,
    (tuple, int): wire.int4s,
    (tuple, datetime): lambda value: wire.array(wire.TIMESTAMPTZ, list(map(wire.instant, value))),
}


def _encoder(kind: Any, name: str) -> Callable[[Any], bytes]:
    if kind not in _ENCODERS:
        raise TypeError(f"{name}: no column holds {kind} yet")
    return _ENCODERS[kind]
