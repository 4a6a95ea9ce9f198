"""What is shown of services and service requests: nothing that a resident wrote (ENV-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from application.directory import Directory
    from application.read_models.service_requests import ServiceRow
    from domain.policy.pack import Label, PolicyPack
    from domain.policy.reporting import ReportAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An attribute of a service, with what people read of it.

    Attributes:
        values: label by key, for lists.
    """

    code: str
    rule: ReportAttribute
    label: Label
    values: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A category as a reporter finds it."""

    code: str
    label: Label
    group: Label | None
    keywords: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """A case as the public standard shows it.

    Attributes:
        label: of the category; None: it is outside the pack's register.
        state: what people read of the case's state.
        agency: names of the units that have it, the lead first; empty: none has it yet.
        updated_at: of a closed case: when it was closed.
        expected_at: exclusive bound (CAL-02); None: none, or its clock stands still.
        lon, lat: a point that stands for the whole grid, never where the resident was; None: it
            lies in no grid with a border.
    """

    case_id: UUID
    version: int
    is_open: bool
    category: str
    label: Label | None
    state: Label
    agency: tuple[str, ...]
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    lon: float | None
    lat: float | None


def service_of(pack: PolicyPack, code: str) -> Service:
    """The service that a category of the pack is."""
    category = pack.cases.categories[code]
    return Service(
        code=code,
        label=pack.label(code),
        group=pack.label(category.group) if category.group else None,
        keywords=category.keywords,
        questions=tuple(
            Question(
                code=name,
                rule=rule,
                label=pack.label(name),
                values={value: pack.label(value) for value in rule.values},
            )
            for name, rule in category.attributes.items()
        ),
    )


def service_request_of(row: ServiceRow, pack: PolicyPack, directory: Directory) -> ServiceRequest:
    """The service request that a case with a category is.

    Args:
        pack: the one pinned to the case (ENV-03).
    """
    assert row.category is not None, "a case without a category is no service request"
    lon, lat = _point_of_grid(row.grid_id, directory)
    return ServiceRequest(
        case_id=row.case_id,
        version=row.version,
        is_open=row.is_open,
        category=row.category,
        label=pack.labels.get(row.category),
        state=pack.label(row.state),
        agency=_agency(row, directory),
        requested_at=row.reported_at,
        updated_at=row.changed_at if row.is_open else _ended_at(row),
        expected_at=row.due_at,
        lon=lon,
        lat=lat,
    )


def _ended_at(row: ServiceRow) -> datetime:
    return row.closed_at or row.ended_at or row.changed_at


def _agency(row: ServiceRow, directory: Directory) -> tuple[str, ...]:
    codes = sorted(row.units, key=lambda code: code != row.lead)
    units = [(code, directory.unit(code)) for code in codes]
    return tuple(unit.label if unit and unit.label else code for code, unit in units)


def _point_of_grid(grid_id: str | None, directory: Directory) -> tuple[float | None, float | None]:
    current = None if grid_id is None else directory.current_grid(grid_id)
    grid = None if current is None else directory.grid(current)
    if grid is None or grid.area is None:
        return None, None
    box = grid.area.box
    return round((box.west + box.east) / 2, 6), round((box.south + box.north) / 2, 6)
