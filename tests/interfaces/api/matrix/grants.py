"""The matrix, as its file and the pack say it."""

from __future__ import annotations

from typing import Any

import yaml

from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from infrastructure.policy_files import PACKAGED


class MatrixC:
    """What the matrix file grants under one pack."""

    def __init__(self, pack: PolicyPack) -> None:
        self.rows: dict[str, Any] = {}
        read = yaml.safe_load(PACKAGED.joinpath("matrix.yaml").read_text("utf-8"))
        self._lines, self._commands = read["rows"], read["commands"]
        self._pack = pack

    def line(self, name: str) -> str:
        said = self._commands[name]
        row = said if isinstance(said, str) else said["row"]
        return str(row if isinstance(row, str) else row[self._pack.cases.closing.authority])

    def code(self, name: str) -> str:
        said = self._commands[name]
        own = said.get("code") if isinstance(said, dict) else None
        return str(own or self._lines[self.line(name)].get("code", "permission-denied"))

    def grant(self, name: str, role: Role) -> str | None:
        """Y, O, R or nothing."""
        row = self.line(name)
        moved = self._pack.moves.get(row, {}).get(role)
        cell = self._lines[row]["may"].get(str(role)) if moved is None else str(moved)
        if isinstance(cell, dict):
            whistle = self._pack.cases.whistle
            whistles = cell["only"] == "WHISTLE_ACTOR" and whistle and role in whistle.actors
            # A command that judges it itself says more than the matrix would: whose service it
            # is, or which file is about a company.
            holds = whistles or cell["only"] in {"SERVICE_OF_OTHERS", "PROPERTY_COMPANY"}
            # Who looked is told to the auditor, what was seen is not.
            holds = holds or (cell["only"] == "LOG_ONLY" and name == "read_sensitive_views")
            cell = cell["grant"] if holds else None
        if cell in {None, "-"}:
            return None
        said = self._commands[name]
        at_most = said.get("at_most") if isinstance(said, dict) else None
        return str(at_most or cell) if cell == "Y" else str(cell)

    def is_for_authors(self, name: str) -> bool:
        said = self._commands[name]
        return isinstance(said, dict) and said.get("at_most") == "O"
