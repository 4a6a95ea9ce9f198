"""A map made ready for one file: rows go in, commands come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from application.imports.cells import ReadCell, Table
from application.imports.errors import MapUnfit, RowUnfit
from application.imports.map import Cell, CellType, FirstStep, ImportMap, Step
from application.imports.pseudonyms import Pseudonyms
from application.imports.rows import Row
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.catalogue import CASE_COMMANDS
from application.use_cases.command import CaseCommand, Command
from application.use_cases.request import Caller
from domain.policy.errors import Fault

MACHINE: Final = "import"
"""Who carries the acts of an import for the people it names."""

_OWN = {
    "case_id": "the import addresses the case of the row",
    "source_ref": "the import fills it from source and id",
    "occurred_at": "write it as at, beside with",
}
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as commands: a report and what follows it, each with who gives it."""

    caller: Caller
    report: ReportCase
    then: Sequence[tuple[Caller, CaseCommand]]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A step of the map with its cells resolved to places in the row."""

    command: type[Command]
    actor: Callable[[Sequence[str]], Caller]
    fields: Mapping[str, Callable[[Sequence[str]], object]]
    conditions: Sequence[Callable[[Sequence[str]], bool]]

    def make(self, row: Row, given: Mapping[str, object]) -> tuple[Caller, Command]:
        values = dict(given)
        for name, read in self.fields.items():
            value = read(row.cells)
            if value is not None:
                values[name] = value
        caller = self.actor(row.cells)
        try:
            return caller, self.command.model_validate(values)
        except ValidationError as error:
            raise RowUnfit(_unquoted(self.command.NAME, error, row)) from None


class Recipe:
    """Makes the commands of a row.

    Args:
        columns: of the file.

    Raises:
        MapUnfit: the map names commands, fields, actors or columns that do not exist, or leaves
            out what a command needs; with every fault.
    """

    def __init__(self, plan: ImportMap, columns: Sequence[str], pseudonyms: Pseudonyms) -> None:
        faults = list(_faults(plan, frozenset(columns)))
        if faults:
            raise MapUnfit(faults)
        self.source = plan.source
        self._table = Table(
            source=plan.source,
            places={name: place for place, name in enumerate(columns)},
            zone=ZoneInfo(plan.zone),
            times=plan.times,
            pseudonyms=pseudonyms,
        )
        self._callers = {
            name: Caller(person, represented_by=MACHINE, correlation_id=f"import/{plan.source}")
            for name, person in plan.actors.items()
        }
        self._id = self._table.places[plan.id]
        self._report = self._compiled(ReportCase, plan.report, ())
        self._steps = [
            self._compiled(
                CASE_COMMANDS[step.do], step, [self._table.holds(each) for each in step.when]
            )
            for step in plan.steps
        ]

    def source_id(self, row: Row) -> str:
        """The source's own id of a row.

        Raises:
            RowUnfit: it has none that could be written down.
        """
        found = row.cells[self._id].strip()
        if not found:
            raise RowUnfit("the id is empty")
        if len(found) > _LONGEST_ID or not found.isprintable():
            raise RowUnfit(f"the id is not {_LONGEST_ID} printable characters at most")
        return found

    def reference(self, source_id: str) -> str:
        """What ties a row to its case: one reference, one case."""
        return f"{self.source}/{source_id}"

    def entry(self, row: Row, case_id: UUID) -> Entry:
        """The commands of a row, which address ``case_id``.

        Raises:
            RowUnfit: a cell is empty, is none of the values listed, or does not fit its field.
        """
        reference = self.reference(self.source_id(row))
        caller, report = self._report.make(row, {"source_ref": reference})
        assert isinstance(report, ReportCase)
        then: list[tuple[Caller, CaseCommand]] = []
        for step in self._steps:
            if all(holds(row.cells) for holds in step.conditions):
                by, command = step.make(row, {"case_id": case_id})
                assert isinstance(command, CaseCommand)
                then.append((by, command))
        return Entry(caller, report, then)

    def _compiled(
        self,
        command: type[Command],
        step: FirstStep,
        conditions: Sequence[Callable[[Sequence[str]], bool]],
    ) -> _Compiled:
        fields: dict[str, Callable[[Sequence[str]], object]] = {}
        for name, cells in step.fields.items():
            wanted = _type_of(command.model_fields[name])
            label = f"{command.NAME}.{name}"
            if isinstance(cells, Cell):
                fields[name] = self._table.reader(cells, label, wanted)
            else:
                fields[name] = _several([self._table.reader(c, label, wanted) for c in cells])
        if step.at is not None:
            label = f"{command.NAME}.at"
            fields["occurred_at"] = self._table.reader(step.at, label, CellType.TIME)
        return _Compiled(command, self._actor(command, step.by), fields, conditions)

    def _actor(self, command: type[Command], by: Cell) -> Callable[[Sequence[str]], Caller]:
        label = f"{command.NAME}.by"
        read = self._table.reader(by, label, CellType.TEXT)

        def actor(cells: Sequence[str]) -> Caller:
            found = self._callers.get(str(read(cells)))
            if found is None:
                raise RowUnfit(f"{label}: is none of the map's actors")
            return found

        return actor


def _several(readers: Sequence[ReadCell]) -> Callable[[Sequence[str]], object]:
    def read(cells: Sequence[str]) -> object:
        return tuple(value for each in readers if (value := each(cells)) is not None)

    return read


def _type_of(field: FieldInfo) -> CellType:
    members = {field.annotation, *get_args(field.annotation)}
    if members & {AwareDatetime, datetime}:
        return CellType.TIME
    return CellType.DATE if date in members else CellType.TEXT


def _unquoted(command: str, error: ValidationError, row: Row) -> str:
    """What is wrong with a command, without what stands in the row (ENV-07)."""
    problem = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in problem["loc"]) or "fields"
    why = str(problem["msg"])
    if row.is_quoted_in(why):
        why = str(problem["type"])
    return f"{command}.{field}: {why}"


# --- What can be wrong with a map before any row is read. ---


def _faults(plan: ImportMap, columns: frozenset[str]) -> Iterator[Fault]:
    if plan.id not in columns:
        yield _no_column(("id",), plan.id)
    yield from _step_faults(plan, plan.report, ReportCase, ("report",), columns)
    for number, step in enumerate(plan.steps):
        path = ("steps", number)
        command = CASE_COMMANDS.get(step.do)
        if command is None:
            yield Fault(path=(*path, "do"), reason=f"there is no command {step.do}")
            continue
        yield from _step_faults(plan, step, command, path, columns)
        yield from _condition_faults(step, path, columns)


def _condition_faults(
    step: Step, path: tuple[str | int, ...], columns: frozenset[str]
) -> Iterator[Fault]:
    for place, condition in enumerate(step.when):
        if condition.column not in columns:
            yield _no_column((*path, "when", place, "column"), condition.column)


def _step_faults(
    plan: ImportMap,
    step: FirstStep,
    command: type[Command],
    path: tuple[str | int, ...],
    columns: frozenset[str],
) -> Iterator[Fault]:
    yield from _column_faults(step.by, (*path, "by"), columns)
    for name in _constants(step.by):
        if name not in plan.actors:
            yield Fault(path=(*path, "by"), reason=f"{name} is none of the actors")
    if step.at is not None:
        yield from _column_faults(step.at, (*path, "at"), columns)
    for name, cells in step.fields.items():
        yield from _field_faults(command, name, cells, (*path, "with", name), columns)
    for name, field in command.model_fields.items():
        if field.is_required() and name not in step.fields and name not in _OWN:
            yield Fault(path=(*path, "with"), reason=f"{command.NAME} needs {name}")


def _field_faults(
    command: type[Command],
    name: str,
    cells: Cell | tuple[Cell, ...],
    path: tuple[str | int, ...],
    columns: frozenset[str],
) -> Iterator[Fault]:
    if name in _OWN or name not in command.model_fields:
        reason = _OWN.get(name, f"{command.NAME} has no such field")
        yield Fault(path=path, reason=f"{name}: {reason}")
        return
    listed = (cells,) if isinstance(cells, Cell) else cells
    for cell in listed:
        yield from _column_faults(cell, path, columns)
    kind = _type_of(command.model_fields[name])
    if kind is CellType.TEXT and all(cell.type is None for cell in listed):
        yield from _value_faults(command.model_fields[name], cells, path)


def _value_faults(
    field: FieldInfo, cells: Cell | tuple[Cell, ...], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    """Constants and listed values that the field would refuse in every row."""
    adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
    if isinstance(cells, Cell):
        candidates: list[object] = list(_constants(cells))
    else:
        fixed = [cell.value for cell in cells if cell.value is not None]
        candidates = [fixed] if len(fixed) == len(cells) else []
    for value in candidates:
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            yield Fault(path=path, reason=f"{value}: {error.errors()[0]['msg']}")


def _constants(cell: Cell) -> list[object]:
    """Every value that the cell can give, where the map alone says so."""
    if cell.value is not None:
        return [cell.prefix + cell.value if isinstance(cell.value, str) else cell.value]
    if cell.map is None or cell.pseudonym:
        return []
    listed = [*cell.map.values(), *([] if cell.otherwise is None else [cell.otherwise])]
    return [cell.prefix + value for value in listed]


def _column_faults(
    cell: Cell, path: tuple[str | int, ...], columns: frozenset[str]
) -> Iterator[Fault]:
    for name in cell.named:
        if name not in columns:
            yield _no_column(path, name)


def _no_column(path: tuple[str | int, ...], name: str) -> Fault:
    return Fault(path=path, reason=f"the file has no column {name}")
