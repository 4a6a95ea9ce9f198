"""A step written once and taken many times, so that a story can have a whole street in it.

``times: 68`` takes a step 68 times. In its texts ``{n}`` stands for 1, 2, 3 … and ``{n:33}`` counts
to 33 and begins again, so that ``{code: group-{n}, parent: branch-{n:33}}`` spreads groups evenly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from application.scenarios.document import Node, Reading

TIMES: Final = "times"
_MOST: Final = 5_000
_NUMBER: Final = re.compile(r"\{n(?::([1-9][0-9]*))?\}")


def repeated(step: Node, reading: Reading) -> Iterator[Node]:
    """The step as often as it says; one that says nothing once, as it is written."""
    times = step.value.get(TIMES) if isinstance(step.value, Mapping) else None
    if times is None:
        yield step
        return
    if not isinstance(times.value, int) or isinstance(times.value, bool):
        reading.fault(times.line, "times is a whole number")
        return
    if not 1 <= times.value <= _MOST:
        reading.fault(times.line, f"times is from 1 to {_MOST}")
        return
    for number in range(1, times.value + 1):
        yield _numbered(step, number, without=TIMES)


def _numbered(node: Node, number: int, *, without: str | None = None) -> Node:
    value = node.value
    if isinstance(value, str):
        return Node(_NUMBER.sub(lambda found: _counted(found, number), value), node.line)
    if isinstance(value, Mapping):
        children = {key: _numbered(child, number) for key, child in value.items() if key != without}
        return Node(children, node.line, node.key_lines)
    if isinstance(value, Sequence):
        return Node(
            [_numbered(child, number) for child in value if isinstance(child, Node)], node.line
        )
    return node


def _counted(found: re.Match[str], number: int) -> str:
    around = found[1]
    return str(number if around is None else (number - 1) % int(around) + 1)
