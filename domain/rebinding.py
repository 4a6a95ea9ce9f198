"""Another version of the rules for something that goes on (ENV-03). Shared by all aggregates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from domain.kernel import Conflict, Event, Invalid


class Bound(Protocol):
    """An aggregate that is judged for life by the pack it was created under."""

    pack: str


class PolicyPackRebound(Event):
    """From here on another version of the pack judges it.

    The envelope names the version that judged it until now; whatever follows names the new one.

    Attributes:
        old_pack, new_pack: ``id@version``.
    """

    TOPIC: ClassVar[str] = "PolicyPackRebound"
    LINKS: ClassVar[frozenset[str]] = frozenset({"old_pack", "new_pack"})

    old_pack: str
    new_pack: str

    def apply(self, aggregate: Any) -> None:
        bound: Bound = aggregate
        bound.pack = self.new_pack


class PackNotAdopted(Conflict):
    """Only the version in force may take over what was begun under another one."""

    code = "pack-not-adopted"
    title = "This version of the pack is not in force"
    rule = "ENV-03"

    def __init__(self, wanted: str, in_force: str) -> None:
        super().__init__(f"{wanted} is not in force today, {in_force} is.")


class PackDoesNotFit(Conflict):
    """What is under way has no place in the new version: it ends under its own."""

    code = "pack-does-not-fit"
    title = "The new version has no place for what is under way"
    rule = "ENV-03"

    def __init__(self, pack: str, missing: Sequence[str]) -> None:
        super().__init__(f"{pack} has no {', '.join(missing)}.")
        self._missing = tuple(missing)

    def facts(self) -> Mapping[str, object]:
        return {"missing": list(self._missing)}


class BoundWouldHavePassed(Conflict):
    """Nobody becomes late by a rule that did not hold while there was time."""

    code = "bound-would-have-passed"
    title = "Under the new version a bound would have passed already"
    rule = "ENV-03"


class RebindingReasonMissing(Invalid):
    """Another version for something that goes on is an exception, and says why."""

    code = "rebinding-reason-missing"
    title = "Rebinding needs a reason"
    rule = "ENV-03"
