"""Functions as their source has them, for tests of what a command can refuse."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path


@cache
def functions_in(*files: Path) -> Mapping[str, Sequence[ast.FunctionDef]]:
    """Every function and method of these files by its name; read once, for it is dear."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found
