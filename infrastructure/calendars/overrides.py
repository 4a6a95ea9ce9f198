"""Files of calendar overrides: YAML or CSV, UTF-8, one notice per file.

YAML is a mapping of ``covers`` (a year or a list of years, optional) and ``days`` (a list of
mappings). CSV has a header with the fields of a day; lines ``covers,2027`` may stand before it.
The fields are those of ``CalendarOverride``; empty cells of a CSV file mean "not given".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from domain.calendar.errors import CalendarFileInvalid
from domain.calendar.overrides import CalendarOverride, CalendarOverrides

_LARGEST = 1_000_000  # bytes; a notice of one year has a few kilobytes
_YEARS = TypeAdapter(tuple[int, ...])


@dataclass
class _Draft:
    """What a file says, with lines, before it is judged."""

    file: str
    covers: list[tuple[int, object]] = field(default_factory=list)
    days: list[tuple[int, Mapping[str, object]]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def refusal(self, line: int, text: str) -> CalendarFileInvalid:
        return CalendarFileInvalid(self.file, [*self.problems, (line, text)])


def read_overrides(path: Path) -> CalendarOverrides:
    """The overrides in a file; the suffix says which format it has.

    Raises:
        CalendarFileInvalid: with every problem found and its line (CAL-03).
        OSError: the file cannot be read.
    """
    return parse_overrides(path.read_bytes(), path.name)


def parse_overrides(content: bytes, file: str) -> CalendarOverrides:
    """The overrides in the content of a file of that name, ``.yaml``, ``.yml`` or ``.csv``.

    Raises:
        CalendarFileInvalid: with every problem found and its line (CAL-03).
    """
    draft = _Draft(file)
    suffix = Path(file).suffix.lower()
    if suffix not in {".yaml", ".yml", ".csv"}:
        raise draft.refusal(1, "the name must end in .yaml, .yml or .csv")
    if len(content) > _LARGEST:
        raise draft.refusal(1, f"is larger than {_LARGEST} bytes")
    text = _decoded(content, draft)
    if suffix == ".csv":
        _read_csv(text, draft)
    else:
        _read_yaml(text, draft)
    return _judged(draft)


def _decoded(content: bytes, draft: _Draft) -> str:
    try:
        return content.decode("utf-8-sig")  # spreadsheets put a byte order mark in front
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise draft.refusal(line, "is not UTF-8; save the file as UTF-8") from error


def _read_csv(text: str, draft: _Draft) -> None:
    known = list(CalendarOverride.model_fields)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if header is None and cells and cells[0] == "covers":
                draft.covers += [(line, year) for year in cells[1:] if year]
            elif header is None and any(cells):
                header = cells
                if sorted(header) != sorted(known):
                    raise draft.refusal(line, f"the header must have the columns {','.join(known)}")
            elif header is not None and any(cells):
                if len(cells) == len(header):
                    pairs = zip(header, cells, strict=True)
                    draft.days.append((line, {name: cell for name, cell in pairs if cell}))
                else:
                    found = f"{len(cells)} cells where the header has {len(header)}"
                    draft.problems.append((line, found))
            line = rows.line_num + 1  # a quoted cell may hold line breaks
    except csv.Error as error:
        raise draft.refusal(line, f"is not CSV: {error}") from error


def _read_yaml(text: str, draft: _Draft) -> None:
    # Composed, not constructed: nodes know their line, and no tag can make an object.
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise draft.refusal(line, f"is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow carry no mark
        raise draft.refusal(1, f"is not YAML: {error}") from error
    except RecursionError as error:
        raise draft.refusal(1, "is nested too deeply") from error
    if not isinstance(root, yaml.MappingNode):
        raise draft.refusal(1, "must be a mapping with the keys covers and days")
    for name, node in _members(root, draft):
        if name == "covers":
            draft.covers += _yaml_years(node, draft)
        elif name == "days" and isinstance(node, yaml.SequenceNode):
            draft.days += _yaml_days(node, draft)
        else:
            problem = "days: must be a list" if name == "days" else f"{name}: unknown key"
            draft.problems.append((_line(node), problem))


def _yaml_years(node: yaml.Node, draft: _Draft) -> Sequence[tuple[int, object]]:
    years = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [(_line(year), _text(year, draft)) for year in years]


def _yaml_days(
    node: yaml.SequenceNode, draft: _Draft
) -> Sequence[tuple[int, Mapping[str, object]]]:
    days: list[tuple[int, Mapping[str, object]]] = []
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            members = _members(item, draft)
            days.append((_line(item), {name: _text(value, draft) for name, value in members}))
        else:
            draft.problems.append((_line(item), "a day must be a mapping"))
    return days


def _members(node: yaml.MappingNode, draft: _Draft) -> Sequence[tuple[str, yaml.Node]]:
    """The members of a mapping; a repeated key, of which YAML lets the last win, is a problem."""
    members: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in members:
            draft.problems.append((_line(key), f"{name}: given twice"))
        members[name] = value
    return list(members.items())


def _text(node: yaml.Node, draft: _Draft) -> str | None:
    """A scalar as it is written, so that the model judges YAML and CSV alike; None for null."""
    if not isinstance(node, yaml.ScalarNode):
        draft.problems.append((_line(node), "must be a single value"))
        return None
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _judged(draft: _Draft) -> CalendarOverrides:
    days: dict[object, tuple[int, CalendarOverride]] = {}
    for line, row in draft.days:
        try:
            day = CalendarOverride.model_validate(row)
        except ValidationError as error:
            draft.problems += [(line, _said(problem)) for problem in error.errors()]
            continue
        if day.date in days:
            twice = f"date: {day.date} stands on line {days[day.date][0]} already"
            draft.problems.append((line, twice))
        days.setdefault(day.date, (line, day))
    years: list[int] = []
    for line, year in draft.covers:
        try:
            years += _YEARS.validate_python([year])
        except ValidationError:
            draft.problems.append((line, f"covers: {year!r} is not a year"))
    if draft.problems:
        raise CalendarFileInvalid(draft.file, draft.problems)
    try:
        return CalendarOverrides(covers=tuple(years), days=tuple(day for _, day in days.values()))
    except ValidationError as error:
        line = draft.covers[0][0] if draft.covers else 1
        raise CalendarFileInvalid(
            draft.file, [(line, _said(problem)) for problem in error.errors()]
        ) from error


def _said(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(step) for step in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
