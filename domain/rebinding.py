"""Another version of the rules for something that goes on (ENV-03). Shared by all aggregates."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from domain.kernel import Conflict, Event, Invalid

if TYPE_CHECKING:
    from domain.act import Act
    from domain.policy.pack import PolicyPack


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


class JudgementIsOver(Conflict):
    """What is settled keeps the version that settled it."""

    code = "judgement-is-over"
    title = "It is settled, and keeps its version"
    rule = "ENV-03"

    def __init__(self) -> None:
        super().__init__("It is settled; the version that judged it stands.")


class RebindingReasonMissing(Invalid):
    """Another version for something that goes on is an exception, and says why."""

    code = "rebinding-reason-missing"
    title = "Rebinding needs a reason"
    rule = "ENV-03"


class Pinned:
    """Mixed into an aggregate, beside a case, that a pack goes on judging after it was created.

    Bounds that its first event states stay; what is decided from here on goes by the new version.
    """

    pack: str

    if TYPE_CHECKING:

        def trigger_event(self, event_class: type[Event], **fields: Any) -> None: ...

    @property
    @abstractmethod
    def is_settled(self) -> bool:
        """Whether there is nothing left to judge."""

    @abstractmethod
    def missing_in(self, pack: PolicyPack) -> Iterable[str]:
        """What it is in the middle of and a pack does not know, as its paths name it."""

    def rebind(self, pack: PolicyPack, act: Act) -> None:
        """Let another version judge it from here on; asking again is a no-op.

        Args:
            act: under the version that judges it now.

        Raises:
            JudgementIsOver: it is settled.
            RebindingReasonMissing: nobody said why.
            PackDoesNotFit: the version lacks what it is in the middle of.
        """
        if self.is_settled:
            raise JudgementIsOver
        if not act.reason:
            raise RebindingReasonMissing
        if pack.ref == act.pack.ref:
            return
        if missing := list(self.missing_in(pack)):
            raise PackDoesNotFit(pack.ref, missing)
        self.trigger_event(
            PolicyPackRebound,
            old_pack=act.pack.ref,
            new_pack=pack.ref,
            **act.envelope(PolicyPackRebound.TOPIC),
        )


def pack_ref(history: Sequence[Event]) -> str:
    """``id@version`` of the pack that judges an aggregate with this history (ENV-03)."""
    for event in reversed(history):
        if event.event_type == PolicyPackRebound.TOPIC:
            rebound: Any = event  # told by its name: a rebuild reads records of it
            return str(rebound.new_pack)
    return history[0].pack
