"""Who may do what: the permission matrix (rulebook Annex C) and what a pack moves in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from domain.kernel import Value
from domain.policy.errors import Fault
from domain.vocabulary import Code, Grant, Role


class Condition(StrEnum):
    """When a right of the matrix holds: its footnotes."""

    WHISTLE_ACTOR = "WHISTLE_ACTOR"  # where the pack names the role as one that may whistle
    PROPERTY_COMPANY = "PROPERTY_COMPANY"  # towards property companies only
    LOG_ONLY = "LOG_ONLY"  # that somebody looked, never what was seen
    LOW_RATING = "LOW_RATING"  # by a low rating, where the pack lets one reopen
    SERVICE_OF_OTHERS = "SERVICE_OF_OTHERS"  # the service of others, never one's own


def _spelled_out(cell: Any) -> Any:
    return {"grant": cell} if isinstance(cell, str) else cell


def _spelled_out_row(permission: Any) -> Any:
    return {"row": permission} if isinstance(permission, str) else permission


class Right(Value):
    """A cell of the matrix that is not empty."""

    grant: Grant
    only: Condition | None = None


class Row(Value):
    """One line of the matrix.

    Attributes:
        title: what it allows, in English.
        code: code of the refusal, permanent.
        may: rights by role; a role that is absent is refused.
        never: roles to which no pack may give this right.
        fixed: no pack may change this line.
    """

    title: str
    code: str = Field(default="permission-denied", pattern=r"^[a-z]+(-[a-z]+)*$")
    may: dict[Role, Annotated[Right, BeforeValidator(_spelled_out)]]
    never: frozenset[Role] = frozenset()
    fixed: bool = False


class Permission(Value):
    """Which line of the matrix a command or query needs.

    Attributes:
        row: the line; by closing authority where that decides.
        at_most: OWN narrows a Y to the caller's own subject.
        code: code of the refusal where the line's own would mislead.
        why: reason for the choice where the matrix has no line of that name.
    """

    row: Code | dict[Literal["HANDLER", "SUPERVISOR"], Code]
    at_most: Grant = Grant.YES
    code: str | None = Field(default=None, pattern=r"^[a-z]+(-[a-z]+)*$")
    why: str | None = None


Moves = dict[Code, dict[Role, Grant | Literal["-"]]]
"""What a pack changes: by line and role the new right, or "-" to take it away."""

_PEOPLE = frozenset(Role) - {Role.SYS}
_STRONGEST_FIRST = (Grant.YES, Grant.OWN, Grant.READ)


class Matrix(Value):
    """The lines, and which one each command and query needs.

    Attributes:
        read_only: roles that no pack may let write.
    """

    rows: dict[Code, Row]
    commands: dict[Code, Annotated[Permission, BeforeValidator(_spelled_out_row)]]
    read_only: frozenset[Role]

    @model_validator(mode="after")
    def _commands_name_rows(self) -> Self:
        for name, permission in self.commands.items():
            named = permission.row
            for row in (named,) if isinstance(named, str) else named.values():
                if row not in self.rows:
                    raise ValueError(f"command {name} names the unknown line {row}")
        return self

    def faults(self, moves: Moves) -> list[Fault]:
        """Moves that no pack may make; paths start inside the moves."""
        found: list[Fault] = []
        for name, cells in moves.items():
            row = self.rows.get(name)
            if row is None:
                found.append(Fault(path=(name,), reason=f"unknown command {name}"))
                continue
            for role, right in cells.items():
                if reason := self._refusal(row, role, right):
                    found.append(Fault(path=(name, str(role)), reason=reason))
            if _opens_to_all(row, cells):
                found.append(Fault(path=(name,), reason="a right may never be given to anybody"))
        return found

    def _refusal(self, row: Row, role: Role, right: Grant | Literal["-"]) -> str | None:
        if row.fixed:
            return "no pack may change this line of the matrix"
        if right != "-" and role in row.never:
            return f"{role} may never have this right (separation of duties)"
        if right in {Grant.YES, Grant.OWN} and role in self.read_only:
            return f"{role} has no role that writes"
        return None

    def effective(
        self,
        moves: Moves,
        *,
        authority: Literal["HANDLER", "SUPERVISOR"],
        whistle_actors: Collection[Role],
        low_rating_reopens: bool,
    ) -> Matrix:
        """The matrix of one pack: moves made, and what depends on the pack alone decided."""
        off = {
            (role, condition)
            for role in Role
            for condition, holds in (
                (Condition.WHISTLE_ACTOR, role in whistle_actors),
                (Condition.LOW_RATING, low_rating_reopens),
            )
            if not holds
        }
        rows = {}
        for name, row in self.rows.items():
            may = {}
            for role, right in row.may.items():
                if (role, right.only) in off:
                    continue
                only = None if right.only is Condition.WHISTLE_ACTOR else right.only
                may[role] = Right(grant=right.grant, only=only)
            for role, moved in moves.get(name, {}).items():
                may.pop(role, None)
                if moved != "-":
                    may[role] = Right(grant=moved)
            rows[name] = row.model_copy(update={"may": may})
        commands = {
            name: permission
            if isinstance(permission.row, str)
            else permission.model_copy(update={"row": permission.row[authority]})
            for name, permission in self.commands.items()
        }
        return self.model_copy(update={"rows": rows, "commands": commands})

    def permission(self, command: str) -> Permission:
        """What a command or query needs.

        Raises:
            KeyError: the matrix does not know the command; a bug, not a refusal.
        """
        return self.commands[command]

    def code(self, command: str) -> str:
        """Code of the refusal of a command or query."""
        permission = self.permission(command)
        return permission.code or self.rows[_row_name(permission)].code

    def grant_for(
        self, command: str, roles: Collection[Role], met: Collection[Condition] = ()
    ) -> Grant | None:
        """The best right that one of the roles gives to a command or query; None: refused."""
        permission = self.permission(command)
        best = grant(self, _row_name(permission), roles, met)
        if best is Grant.YES and permission.at_most is not Grant.YES:
            return permission.at_most
        return best


def grant(
    matrix: Matrix, row: str, roles: Collection[Role], met: Collection[Condition] = ()
) -> Grant | None:
    """The best right that one of the roles gives on a line; None: refused.

    A right under a condition counts only if the caller says that the condition is met.
    """
    rights: Mapping[Role, Right] = matrix.rows[row].may
    held = {
        rights[role].grant
        for role in roles
        if role in rights and (rights[role].only is None or rights[role].only in met)
    }
    return next((best for best in _STRONGEST_FIRST if best in held), None)


def _opens_to_all(row: Row, cells: Mapping[Role, Grant | Literal["-"]]) -> bool:
    after = (row.may.keys() | {r for r, right in cells.items() if right != "-"}) - {
        role for role, right in cells.items() if right == "-"
    }
    return after >= _PEOPLE and not row.may.keys() >= _PEOPLE


def _row_name(permission: Permission) -> str:
    assert isinstance(permission.row, str), "the matrix of a pack has the closing line decided"
    return permission.row
