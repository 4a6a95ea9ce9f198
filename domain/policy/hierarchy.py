"""Trees of levels: which sort of body or post may stand under which (rulebook 1.1)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, RootModel, model_validator

from domain.kernel import Value
from domain.policy.errors import Fault
from domain.vocabulary import Code


class NodeKind(StrEnum):
    """Whether a level is made of bodies or of persons holding a post (B-02)."""

    BODY = "BODY"
    PERSON = "PERSON"


class Level(Value):
    """One level of a tree.

    Attributes:
        parents: levels it may stand under; None: the entry before it; empty: the top.
        at_least, at_most: how many stand under one parent; fewer make the parent incomplete,
            more are refused. at_most None: no upper bound.
        more_by_exception: more than at_most are founded where an approver and a reason are on
            record.
        due_on: last local day to found them by; until it is over nothing is missing, and it never
            rolls. None: they belong to the parent from its first day.
        led_by: post whose holder the body needs to be complete.
        households: ratio for how many households such a body should have; None: the pack has none.
        aliases: other names in the sources (B-03).
    """

    code: Code
    parents: tuple[Code, ...] | None = None
    kind: NodeKind = NodeKind.BODY
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=1)
    more_by_exception: bool = False
    due_on: date | None = None
    led_by: Code | None = None
    households: Code | None = None
    aliases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is greater than at_most")
        if self.due_on is not None and not self.at_least:
            raise ValueError("due_on belongs to at_least: by that day there are so many")
        return self


def _spelled_out(entry: Any) -> Any:
    return {"code": entry} if isinstance(entry, str) else entry


def _siblings(entry: Any) -> Any:
    return entry if isinstance(entry, list | tuple) else (entry,)


_Entry = Annotated[
    tuple[Annotated[Level, BeforeValidator(_spelled_out)], ...],
    BeforeValidator(_siblings),
    Field(min_length=1),
]


class Hierarchy(RootModel[Annotated[tuple[_Entry, ...], Field(min_length=1)]]):
    """A tree of levels, top to bottom.

    Written as a list. An entry is a level, or a list of levels that are siblings; a level is its
    code, or a mapping where it needs more. A level stands under the entry before it unless it
    names its parents.
    """

    model_config = ConfigDict(frozen=True)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """By code, parents resolved: never None here."""
        found: dict[str, Level] = {}
        before: tuple[str, ...] = ()
        for entry in self.root:
            for level in entry:
                parents = before if level.parents is None else level.parents
                found[level.code] = level.model_copy(update={"parents": parents})
            before = tuple(level.code for level in entry)
        return found

    def allowed_parents(self, level: str) -> tuple[str, ...]:
        """Levels under which this one may be founded; empty for the top.

        Raises:
            KeyError: the tree has no such level.
        """
        return self.levels[level].parents or ()

    def faults(self) -> list[Fault]:
        """Levels written twice, without a parent, or in a cycle; paths start inside the tree."""
        found: list[Fault] = []
        seen: set[str] = set()
        for index, entry in enumerate(self.root):
            for place, level in enumerate(entry):
                at = (index,) if len(entry) == 1 else (index, place)
                if level.code in seen:
                    found.append(Fault(path=at, reason=f"level {level.code} is written twice"))
                seen.add(level.code)
                found += [Fault(path=at, reason=reason) for reason in self._reasons(index, level)]
        return found

    def _reasons(self, index: int, level: Level) -> list[str]:
        parents = self.allowed_parents(level.code)
        reasons = [
            f"level {level.code} names parent {parent}, which is no level of this tree"
            for parent in parents
            if parent not in self.levels
        ]
        if not parents and index > 0:
            reasons.append(f"level {level.code} has no parent; only the top may have none")
        if self._leads_back_to(level.code):
            reasons.append(f"level {level.code} is in a cycle: it stands under itself")
        return reasons

    def _leads_back_to(self, code: str) -> bool:
        above: set[str] = set()
        waiting = list(self.allowed_parents(code))
        while waiting:
            parent = waiting.pop()
            if parent in above or parent not in self.levels:
                continue
            above.add(parent)
            waiting += self.allowed_parents(parent)
        return code in above
