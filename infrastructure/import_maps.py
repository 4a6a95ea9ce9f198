"""Import maps from YAML files; every fault is told with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from application.imports.errors import MapRefused, MapUnfit
from application.imports.map import ImportMap
from application.imports.pseudonyms import Pseudonyms
from application.imports.recipe import Recipe
from domain.policy.errors import Fault, PlacedFault


@dataclass(frozen=True, slots=True)
class MapFile:
    """A map and the lines its values stand on."""

    path: Path
    plan: ImportMap
    root: yaml.MappingNode

    def recipe(self, columns: Sequence[str], pseudonyms: Pseudonyms) -> Recipe:
        """The map made ready for a file with these columns.

        Raises:
            MapRefused: it does not fit the file or the catalogue of commands.
        """
        try:
            return Recipe(self.plan, columns, pseudonyms)
        except MapUnfit as unfit:
            raise _refused(self.path, self.root, unfit.faults) from unfit


def read_map(path: Path) -> MapFile:
    """Read and check a map.

    Raises:
        MapRefused: it cannot be read, or says something a map cannot say.
    """
    root, values = _document(path)
    try:
        return MapFile(path, ImportMap.model_validate(values), root)
    except ValidationError as error:
        faults = [
            Fault(path=_written(problem["loc"], values), reason=_reason(problem))
            for problem in error.errors(include_url=False, include_input=False)
        ]
        raise _refused(path, root, faults) from None


def _document(path: Path) -> tuple[yaml.MappingNode, dict[str, Any]]:
    try:
        loader = yaml.SafeLoader(path.read_bytes().decode("utf-8-sig"))
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise _at_line(path, 1, "is not a mapping")
        for line, reason in _shape_faults(root):
            raise _at_line(path, line, reason)
        values: dict[str, Any] = loader.construct_document(root)
    except OSError as error:
        raise _at_line(path, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _at_line(path, 1 + error.object[: error.start].count(b"\n"), "is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _at_line(path, line, f"is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise _at_line(path, 1, f"is not YAML: {type(error).__name__}") from None
    except ValueError as error:  # a date that no calendar has
        raise _at_line(path, 1, f"is not YAML: {error}") from None
    return root, values


def _shape_faults(root: yaml.Node) -> Iterator[tuple[int, str]]:
    """Aliases, and keys that are no text or are written twice, which YAML would let pass."""
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in met:
            yield node.start_mark.line + 1, "an alias is used; write it out"
            return
        if isinstance(node, yaml.SequenceNode):
            met.add(id(node))
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            met.add(id(node))
            seen: set[str] = set()
            for key, child in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                    yield line, "a key must be text; put it in quotes"
                elif key.value in seen:
                    yield line, f"key {key.value} is written twice"
                else:
                    seen.add(key.value)
                waiting.append(child)


def _written(loc: Sequence[str | int], values: Any) -> tuple[str | int, ...]:
    """The path as it stands in the file, without the marks that the validator puts between."""
    path: list[str | int] = []
    for key in loc:
        if isinstance(values, dict) and key in values:
            values = values[str(key)]
        elif isinstance(values, list) and isinstance(key, int) and key < len(values):
            values = values[key]
        elif key == loc[-1]:
            path.append(key)
            break
        else:
            continue
        path.append(key)
    return tuple(path)


def _reason(problem: Any) -> str:
    name = problem["loc"][-1] if problem["loc"] else "the map"
    match problem["type"]:
        case "extra_forbidden":
            return f"unknown key {name}"
        case "missing":
            return f"{name} is missing"
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            return str(problem["msg"])


def _refused(path: Path, root: yaml.Node, faults: Sequence[Fault]) -> MapRefused:
    placed = [
        PlacedFault(
            file=str(path),
            line=_line(root, fault.path),
            path=".".join(str(part) for part in fault.path),
            reason=fault.reason,
        )
        for fault in faults
    ]
    return MapRefused(sorted(placed, key=lambda fault: (fault.line, fault.path)))


def _line(node: yaml.Node, path: Sequence[str | int]) -> int:
    line = 1
    for key in path:
        if isinstance(node, yaml.MappingNode):
            found = [(name, child) for name, child in node.value if name.value == str(key)]
            if not found:
                break  # a key that is missing: the line of what it belongs to
            (name, node), *_ = found
            line = name.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _at_line(path: Path, line: int, reason: str) -> MapRefused:
    return MapRefused([PlacedFault(file=str(path), line=line, path="", reason=reason)])
