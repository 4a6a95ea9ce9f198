"""Entries of an organisation file: YAML with a section a kind, or CSV with a row an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from application.imports.errors import FileUnusable
from application.imports.organisation_entries import Entry
from application.imports.rows import Row, Unreadable
from application.scenarios.document import Node, ScenarioMalformed
from infrastructure.csv_rows import open_csv
from infrastructure.scenario_files import read_scenario

_SECTIONS: Final = {
    "bodies": "body",
    "grids": "grid",
    "groups": "group",
    "stations": "station",
    "duties": "duty",
    "links": "link",
    "posts": "post",
    "staff": "staff",
}
_COMMANDS: Final = "commands"
_KIND: Final = "kind"
_LISTS: Final = frozenset({"duties", "counterpart_for", "places", "evidence"})
_SEPARATOR: Final = "|"
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}
_COUNTED: Final = "staff"
_COUNT: Final = "="
_FLAGS: Final = frozenset({"party_member", "is_grid"})


def read_organisation(path: Path) -> list[Entry]:
    """All that a file says, in its order.

    Raises:
        FileUnusable: it cannot be read, or not as this.
    """
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    return _from_yaml(path)


def _from_csv(path: Path) -> list[Entry]:
    with open_csv(path) as rows:
        if _KIND not in rows.columns:
            raise FileUnusable(str(path), f"has no column {_KIND}")
        return [_entry(rows.columns, row) for row in rows]


def _entry(columns: Sequence[str], row: Row | Unreadable) -> Entry:
    if isinstance(row, Unreadable):
        return Entry(row.line, "", fault=row.reason)
    cells = {name: cell.strip() for name, cell in zip(columns, row.cells, strict=True)}
    kind = cells.pop(_KIND)
    given = {name: _value(name, text) for name, text in cells.items() if text}
    return Entry(row.line, kind, given)


def _value(name: str, text: str) -> Any:
    if name == _COUNTED and _COUNT in text:
        return [_counted(part) for part in text.split(_SEPARATOR) if part.strip()]
    if name in _LISTS:
        return [part.strip() for part in text.split(_SEPARATOR) if part.strip()]
    return _YES.get(text.lower(), text) if name in _FLAGS else text


def _counted(text: str) -> dict[str, str]:
    """One kind of staff and how many there are, written as ``GUARD=6``."""
    kind, _, count = text.partition(_COUNT)
    return {"kind": kind.strip(), "count": count.strip()}


def _from_yaml(path: Path) -> list[Entry]:
    try:
        root = read_scenario(path)
    except ScenarioMalformed as malformed:
        faults = "; ".join(f"line {fault.line}: {fault.reason}" for fault in malformed.faults)
        raise FileUnusable(str(path), faults) from None
    if not isinstance(root.value, Mapping):
        raise FileUnusable(str(path), "is not a mapping of sections")
    known = (*_SECTIONS, _COMMANDS)
    for name in root.value:
        if name not in known:
            line = root.key_lines[name]
            raise FileUnusable(
                str(path), f"line {line}: unknown section {name}; known are {', '.join(known)}"
            )
    return [entry for name, node in root.value.items() for entry in _of_section(name, node)]


def _of_section(name: str, node: Node) -> Iterator[Entry]:
    items = node.value if isinstance(node.value, list) else [node] if node.value else []
    for item in items:
        if not isinstance(item.value, Mapping):
            yield Entry(item.line, name, fault="is not a mapping of fields")
        elif name == _COMMANDS:
            yield _command(item)
        else:
            yield Entry(item.line, _SECTIONS[name], item.plain)


def _command(item: Node) -> Entry:
    said = item.plain
    fields = said.get("with") or {}
    if not isinstance(said.get("do"), str) or not isinstance(fields, dict):
        return Entry(item.line, _COMMANDS, fault="do names a command and with its fields")
    return Entry(item.line, said["do"], fields)
