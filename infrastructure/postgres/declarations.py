"""What a migration says of itself: whether older programs survive it.

The first line of a file is one of

    -- phase: expand
    -- phase: migrate
    -- phase: contract, needs 0041_case_board_v2.sql

``expand`` adds, ``migrate`` moves data; both leave everything in place that an older program uses.
``contract`` removes what is no longer used by programs that know the migration it names. Files from
before the rule say nothing: no program that does not know them survives them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_LINE: Final = re.compile(
    r"-- phase: (?:(?P<plain>expand|migrate)|contract, needs (?P<needs>\d{4}_\w+\.sql))"
)
_FIRST_DECLARED: Final = 14


class Phase(StrEnum):
    """Where a migration stands in an upgrade without a stop (ADR 18)."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"


class PhaseUndeclared(Exception):
    """A migration file does not begin with its phase."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Which programs survive a migration that they do not know.

    Attributes:
        phase: None: from before the rule.
        needs: of a contraction: whoever knows this migration survives it.
    """

    phase: Phase | None
    needs: str | None = None

    def tolerates(self, known: Collection[str]) -> bool:
        """Whether a program that knows these migrations, not this one, goes on working after it."""
        match self.phase:
            case Phase.EXPAND | Phase.MIGRATE:
                return True
            case Phase.CONTRACT:
                return self.needs in known
            case None:
                return False


def declared(name: str, sql: str) -> Declaration:
    """What the file of that name declares.

    Raises:
        PhaseUndeclared: nothing, and it is not from before the rule.
    """
    line = _LINE.fullmatch(sql.partition("\n")[0])
    if line is None:
        if int(name[:4]) >= _FIRST_DECLARED:
            raise PhaseUndeclared(f"{name} does not begin with its phase (ADR 18).")
        return Declaration(None)
    if line["plain"]:
        return Declaration(Phase(line["plain"]))
    return Declaration(Phase.CONTRACT, line["needs"])
