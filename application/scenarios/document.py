"""A scenario file as read: values that know their lines, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Scalar = str | int | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a scenario file.

    Attributes:
        line: counted from 1.
    """

    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class ScenarioMalformed(ValueError):
    """The file is no scenario; with every fault that was found, in the order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=lambda fault: (fault.line, fault.reason)))
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file.

    Attributes:
        value: a scalar, a list, or a mapping by key.
        line: where it begins, counted from 1.
        key_lines: of a mapping: the line of each key.
    """

    value: Scalar | Sequence[Node] | Mapping[str, Node]
    line: int
    key_lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def plain(self) -> Any:
        """The value without lines, as a program would build it."""
        if isinstance(self.value, Mapping):
            return {key: child.plain for key, child in self.value.items()}
        if isinstance(self.value, Decimal):
            return float(self.value)
        if isinstance(self.value, Sequence) and not isinstance(self.value, str):
            return [child.plain for child in self.value]
        return self.value

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of what a path leads to, as far as the path can be followed."""
        node, line = self, self.line
        for key in path:
            if isinstance(node.value, Mapping) and key in node.value:
                line, node = node.key_lines[str(key)], node.value[str(key)]
            elif (
                isinstance(node.value, Sequence)
                and not isinstance(node.value, str)
                and isinstance(key, int)
                and key < len(node.value)
            ):
                node = node.value[key]
                line = node.line
        return line


class Reading:
    """Takes values out of nodes and keeps the faults, so that one run reports them all."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, line: int, reason: str) -> None:
        """Note a fault; reading goes on."""
        self.faults.append(Fault(line, reason))

    def finish(self) -> None:
        """Refuse the file if anything was wrong.

        Raises:
            ScenarioMalformed: with all faults.
        """
        if self.faults:
            raise ScenarioMalformed(self.faults)

    def mapping(self, node: Node, known: Sequence[str]) -> Mapping[str, Node]:
        """The entries of a mapping with no other keys than these; empty if it is none."""
        if not isinstance(node.value, Mapping):
            self.fault(node.line, "a mapping is expected here")
            return {}
        for key in node.value:
            if key not in known:
                names = ", ".join(known)
                self.fault(node.key_lines[key], f"unknown key {key}; known are {names}")
        return {key: child for key, child in node.value.items() if key in known}

    def items(self, node: Node | None) -> Sequence[Node]:
        """The items of a list; a single value counts as a list of one, nothing as an empty one."""
        if node is None or node.value is None:
            return ()
        if isinstance(node.value, Sequence) and not isinstance(node.value, str):
            return node.value
        return (node,)

    def text(self, node: Node | None) -> str | None:
        """A text; None if there is no node. A number is taken as it is written."""
        if node is None:
            return None
        if isinstance(node.value, str) and node.value:
            return node.value
        if isinstance(node.value, int | Decimal) and not isinstance(node.value, bool):
            return str(node.value)
        self.fault(node.line, "a text is expected here")
        return None

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """A list of texts."""
        found = (self.text(item) for item in self.items(node))
        return tuple(text for text in found if text is not None)
