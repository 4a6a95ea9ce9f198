"""Formulas as they are written in the catalogue: parsed once, evaluated exactly.

The language is arithmetic over names: ``+ - * /``, parentheses, decimal numbers, and the functions
in ``FUNCTIONS``. Nothing else parses, so a formula can do nothing but compute.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final


class FormulaUnreadable(ValueError):
    """A formula of the catalogue is not arithmetic over names."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exactly as it is written."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A set, an indicator, a weight or an input."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and one of ``+ - * /``."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``FUNCTIONS``."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Operation | Call


def _clamp(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return max(low, min(value, high))


def _reached(value: Fraction, target: Fraction) -> Fraction:
    return Fraction(int(value >= target))


FUNCTIONS: Final[Mapping[str, tuple[int, Callable[..., Fraction]]]] = MappingProxyType(
    {
        "clamp": (3, _clamp),
        "least": (2, min),
        "most": (2, max),
        "reached": (2, _reached),
    }
)
"""Functions with their number of arguments; ``reached(x, target)`` is 1 from the target on."""

_SIGNS: Final[Mapping[type[ast.operator], str]] = MappingProxyType(
    {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
)
_SHOWN: Final = MappingProxyType({"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "})
_BINDS: Final = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2})


def parse(text: str) -> Node:
    """Read a formula.

    Raises:
        FormulaUnreadable: it is not arithmetic over names.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise FormulaUnreadable(f"{text!r} is no formula: {error.msg}") from error
    return _node(tree.body, text.strip())


def _node(tree: ast.expr, text: str) -> Node:
    match tree:
        case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
            written = ast.get_source_segment(text, tree) or ""
            return Number(Fraction(written), written)
        case ast.Name(id=name):
            return Name(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return Operation(_SIGNS[type(op)], _node(left, text), _node(right, text))
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            wanted, _ = FUNCTIONS.get(function, (None, None))
            if wanted != len(arguments):
                raise FormulaUnreadable(f"{text!r}: {function} is not called so")
            return Call(function, tuple(_node(one, text) for one in arguments))
    raise FormulaUnreadable(f"{text!r}: {ast.unparse(tree)} has no place in a formula")


def names_in(node: Node) -> tuple[str, ...]:
    """Names in the order of their first mention."""
    match node:
        case Name(name):
            return (name,)
        case Operation(_, left, right):
            found = (*names_in(left), *names_in(right))
        case Call(_, arguments):
            found = tuple(name for one in arguments for name in names_in(one))
        case _:
            found = ()
    return tuple(dict.fromkeys(found))


def value_of(node: Node, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """The exact value; None where there is nothing to divide by, or a name has no value.

    Raises:
        KeyError: a name is not among the values.
    """
    match node:
        case Number(value, _):
            return value
        case Name(name):
            return values[name]
        case Operation(sign, left, right):
            return _operated(sign, value_of(left, values), value_of(right, values))
        case Call(function, arguments):
            given = [value_of(one, values) for one in arguments]
            known = [one for one in given if one is not None]
            return FUNCTIONS[function][1](*known) if len(known) == len(given) else None


def _operated(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def shown(node: Node, words: Mapping[str, str]) -> str:
    """The formula in words, with the signs of print."""
    match node:
        case Number(_, text):
            return text
        case Name(name):
            return words.get(name, name)
        case Call(function, arguments):
            return f"{function}({', '.join(shown(one, words) for one in arguments)})"
        case Operation(sign, left, right):
            return f"{_inside(left, sign, words)}{_SHOWN[sign]}{_inside(right, sign, words, 1)}"


def _inside(node: Node, sign: str, words: Mapping[str, str], after: int = 0) -> str:
    text = shown(node, words)
    if isinstance(node, Operation):
        # On the right of a minus or a division an operand that binds as loosely needs them, too.
        loose = _BINDS[node.sign] < _BINDS[sign] + (after if sign in "-/" else 0)
        return f"({text})" if loose else text
    return text


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a fraction: sets that are added, and sets that are taken away from them."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


def fraction_of(node: Node) -> tuple[Side, Side]:
    """Both sides of ``a / b``.

    Raises:
        FormulaUnreadable: it is no fraction, or a side is no sum of names.
    """
    if not isinstance(node, Operation) or node.sign != "/":
        raise FormulaUnreadable(f"{shown(node, {})} is no fraction")
    return side_of(node.left), side_of(node.right)


def side_of(node: Node) -> Side:
    """A sum of names.

    Raises:
        FormulaUnreadable: it is none.
    """
    plus: list[str] = []
    minus: list[str] = []
    waiting: list[tuple[Node, Sequence[list[str]]]] = [(node, (plus, minus))]
    while waiting:
        one, (into, other) = waiting.pop()
        match one:
            case Name(name):
                into.append(name)
            case Operation("+", left, right):
                waiting += [(right, (into, other)), (left, (into, other))]
            case Operation("-", left, right):
                waiting += [(right, (other, into)), (left, (into, other))]
            case _:
                raise FormulaUnreadable(f"{shown(node, {})} is no sum of sets")
    return Side(tuple(plus), tuple(minus))
