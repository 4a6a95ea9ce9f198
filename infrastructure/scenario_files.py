"""Scenario files: YAML with the line of every value."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import yaml

from application.scenarios.document import Fault, Node, Scalar, ScenarioMalformed

# The C parser is ten times as fast; a build of PyYAML without it reads the same language.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_QUOTED = {"'", '"', "|", ">"}
_MAX_BYTES = 4 * 1024 * 1024


def read_scenario(file: Path) -> Node:
    """Reads a scenario file.

    Only ``true``, ``false``, ``null``, whole numbers and decimals are no text: ``on`` is a key,
    ``12:30`` and ``2021-09-10`` are texts, whatever YAML 1.1 makes of them.

    Raises:
        ScenarioMalformed: it cannot be read, is no YAML, or writes a key twice.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _malformed(1, f"cannot be read: {error.strerror}") from error
    if len(content) > _MAX_BYTES:
        raise _malformed(1, f"is larger than {_MAX_BYTES} bytes")
    try:
        return _node(_Loader(content.decode("utf-8-sig")).get_single_node())
    except UnicodeDecodeError as error:
        line = 1 + error.object[: error.start].count(b"\n")
        raise _malformed(line, "is not UTF-8") from error
    except yaml.reader.ReaderError as error:
        raise _malformed(1, f"is not YAML: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _malformed(line, f"is not YAML: {error.problem or error.context}") from error


def _node(root: yaml.Node | None) -> Node:
    if root is None:
        raise _malformed(1, "is empty")
    faults: list[Fault] = []
    read = _read(root, faults, frozenset())
    if faults:
        raise ScenarioMalformed(faults)
    return read


def _read(node: yaml.Node, faults: list[Fault], above: frozenset[int]) -> Node:
    line = node.start_mark.line + 1
    if id(node) in above:
        faults.append(Fault(line, "an alias contains itself"))
        return Node(None, line)
    inside = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return Node([_read(child, faults, inside) for child in node.value], line)
    if not isinstance(node, yaml.MappingNode):
        return Node(_scalar(node), line)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, child in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(at, "a key must be text"))
        elif key.value in entries:
            faults.append(Fault(at, f"key {key.value} is written twice"))
        else:
            entries[key.value] = _read(child, faults, inside)
            lines[key.value] = at
    return Node(entries, line, lines)


def _scalar(node: yaml.Node) -> Scalar:
    text: str = node.value
    if getattr(node, "style", None) in _QUOTED:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return text


def _malformed(line: int, reason: str) -> ScenarioMalformed:
    return ScenarioMalformed([Fault(line, reason)])
