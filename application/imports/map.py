"""The map of an import: which cells of a row become which commands, and who gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from domain.kernel import Value
from domain.vocabulary import Code

ISO: Final = "iso"
"""Time format of ISO 8601, with a blank or a T, with or without an offset."""

_PROBE = datetime(2001, 12, 31, 23, 59, 58)  # noqa: DTZ001  # only ever written and read back
_ASCII = bytes(range(0x20, 0x7F))


class CellType(StrEnum):
    """What a cell is read as."""

    TEXT = "text"
    TIME = "time"
    DATE = "date"
    INT = "int"
    FLOAT = "float"


class Cell(Value):
    """Where a value comes from. A plain value in its place is short for ``{value: …}``.

    Attributes:
        column: the column it stands in.
        columns, join: several columns, put together where they are not empty.
        value: the same for every row.
        map, otherwise: what stands for what; a value that is not listed becomes ``otherwise``,
            and without one the row is refused.
        prefix: put before it.
        pseudonym: it names a person: a keyed digest takes its place (ENV-07).
        optional: an empty cell leaves the field out; else the row is refused.
        type: None: as the field asks.
    """

    column: str | None = None
    columns: tuple[str, ...] = ()
    join: str = " "
    value: str | bool | int | float | None = None
    map: dict[str, str] | None = None
    otherwise: str | None = None
    prefix: str = ""
    pseudonym: bool = False
    optional: bool = False
    type: CellType | None = None

    @model_validator(mode="before")
    @classmethod
    def _written_short(cls, value: Any) -> Any:
        return value if isinstance(value, dict | Cell) else {"value": value}

    @model_validator(mode="after")
    def _has_one_origin(self) -> Cell:
        origins = (self.column is not None, bool(self.columns), self.value is not None)
        if sum(origins) != 1:
            raise ValueError("name one of column, columns and value")
        if self.otherwise is not None and self.map is None:
            raise ValueError("otherwise goes with map")
        return self

    @property
    def named(self) -> Sequence[str]:
        """The columns it reads."""
        return (self.column,) if self.column is not None else self.columns


Cells = Annotated[
    Annotated[Cell, Tag("one")] | Annotated[tuple[Cell, ...], Tag("several")],
    Discriminator(lambda given: "several" if isinstance(given, list | tuple) else "one"),
]
"""One cell, or a list of them for a field that takes several values."""


class Condition(Value):
    """When a step is taken.

    Attributes:
        equals: one of these texts; empty: anything but an empty cell.
    """

    column: str
    equals: tuple[str, ...] = ()


class FirstStep(Value):
    """How a row is reported.

    Attributes:
        by: name of the actor who does it.
        at: when it happened; None: when it is imported.
        fields: fields of the command.
    """

    by: Cell
    at: Cell | None = None
    fields: dict[str, Cells] = Field(default_factory=dict, alias="with")


class Step(FirstStep):
    """A further command on the case of the row.

    Attributes:
        do: its name in the catalogue.
        when: it is left out unless all of these hold.
    """

    do: str
    when: tuple[Condition, ...] = ()


class Setup(Value):
    """Bodies and posts that the rows need; made on request where they do not exist.

    Attributes:
        pack: policy pack of the jurisdiction, where none runs yet.
        founder: pseudonymous id of the person who founds them.
    """

    pack: Code
    founder: Code
    units: tuple[FoundOrgUnit, ...] = ()
    grids: tuple[FoundOrgUnit, ...] = ()
    posts: tuple[AppointPost, ...] = ()
    staff: tuple[StaffGrid, ...] = ()


def _known_encoding(name: str) -> str:
    try:
        plain = _ASCII.decode(name).encode("ascii") == _ASCII
    except (LookupError, UnicodeError):
        raise ValueError(f"{name} is no encoding that can be read line by line") from None
    if not plain or name.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf-7")):
        raise ValueError(f"{name} is no encoding that can be read line by line")
    return name


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name} is no time zone") from None
    return name


def _usable_format(pattern: str) -> str:
    try:
        if pattern != ISO:
            datetime.strptime(_PROBE.strftime(pattern), pattern)  # noqa: DTZ007  # a probe
    except ValueError:
        raise ValueError(f"{pattern} is no time format") from None
    return pattern


class ImportMap(Value):
    """A map file.

    Attributes:
        source: names the system the rows come from; with a row's id it makes the reference that
            ties the row to one case for ever.
        encoding: of the file; only such as keep ASCII as it is.
        delimiter: one ASCII character between cells.
        zone: of times without an offset. A time that a change to summer time leaves out counts
            from before the change; of one that comes twice the first is meant.
        times: formats tried in order, as of ``strptime``, or ``iso``; a day alone is its 00:00.
        id: column of the source's own id.
        actors: pseudonymous ids of those who act, by a name of the map's own.
    """

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(pattern=r'^[^"\r\n\x00\x80-\U0010ffff]$')] = ","
    zone: Annotated[str, AfterValidator(_known_zone)]
    times: tuple[Annotated[str, AfterValidator(_usable_format)], ...] = (ISO,)
    id: str
    actors: Annotated[dict[str, Code], Field(min_length=1)]
    setup: Setup | None = None
    report: FirstStep
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _cuts_between_characters(self) -> ImportMap:
        half = self.delimiter.encode("ascii")
        for lead in range(0x81, 0xFF):
            try:
                both = (bytes([lead]) + half).decode(self.encoding)
            except UnicodeDecodeError:
                continue
            if len(both) == 1:
                reason = f"in {self.encoding}, {self.delimiter} may be half of a character"
                raise ValueError(reason)
        return self
