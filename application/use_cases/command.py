"""What every command is: a closed, frozen request with a name, and how it is decided."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from application.errors import ActingUnitUnclear, EventNotFound
from application.ports import SealedItem, Vault
from domain.cases.errors import UnitNotFound
from domain.cases.record import UnitFacts
from domain.kernel import Event, Value, effective
from domain.vocabulary import OfficialText, VaultRef

if TYPE_CHECKING:
    from application.directory import Directory
    from application.read_models.case_index import CaseIndex
    from domain.act import Act, Actor
    from domain.cases.case import Case
    from domain.policy.pack import PolicyPack


class Command(Value):
    """A request to change something.

    Attributes:
        NAME: its name in the API, in scenarios and in the permission matrix.
        reason: why, in an official's words.
        evidence: references to documents.
        occurred_at: when an offline act happened; None: now (ENV-04).
    """

    NAME: ClassVar[str]

    reason: OfficialText | None = None
    evidence: tuple[str, ...] = ()
    occurred_at: AwareDatetime | None = None


class CaseCommand(Command):
    """A command to one case, or to several at once that succeed or fail together.

    Attributes:
        case_id: the case; in the API it stands in the path.
    """

    NEEDS_HISTORY: ClassVar[bool] = False
    """Whether it decides on earlier events, not on the case's state alone."""

    case_id: UUID

    @property
    def case_ids(self) -> Sequence[UUID]:
        """The cases it changes, the one it is addressed to first."""
        return (self.case_id,)

    @property
    def also_reads(self) -> Sequence[UUID]:
        """Further cases whose state it needs to decide."""
        return ()

    @abstractmethod
    def decide(self, case: Case, act: Act, around: Around) -> None:
        """Let the case decide; it records what happened or refuses."""


@dataclass(slots=True)
class Around:
    """What a decision may look up besides the case itself.

    Attributes:
        in_force: the pack of the jurisdiction on a local day.
        histories: stored events of the cases that were opened, in version order.
        others: cases named by ``also_reads``; None: there is no such case.
        sealed: personal content sealed on the way, stored together with the events.
    """

    jurisdiction: str
    directory: Directory
    vault: Vault
    index: CaseIndex
    in_force: Callable[[date], PolicyPack]
    histories: Mapping[UUID, Sequence[Event]]
    others: dict[UUID, Case | None] = field(default_factory=dict)
    sealed: list[SealedItem] = field(default_factory=list)

    def event(self, case_id: UUID, version: int) -> Event:
        """A stored event of an opened case, as it reads with its corrections.

        Raises:
            EventNotFound: the case has no such version.
        """
        history = effective(self.histories[case_id])
        if version > len(history):
            raise EventNotFound(version)
        return history[version - 1]

    def unit(self, code: str) -> UnitFacts:
        """What routing needs to know of a unit.

        Raises:
            UnitNotFound: there is none of that code.
        """
        found = self.directory.unit(code)
        if found is None or not found.active:
            raise UnitNotFound(code)
        return UnitFacts(
            found.code, found.level, frozenset(found.duties), frozenset(found.counterpart_for)
        )

    def units(self, codes: Sequence[str]) -> list[UnitFacts]:
        """The same for several, in order."""
        return [self.unit(code) for code in codes]

    def seal(
        self, *, person_ref: str | None, case_id: UUID, kind: str, text: str, searchable: bool
    ) -> VaultRef:
        """Put personal text into the vault; an anonymous reporter has a key per case."""
        item = self.vault.seal(
            self.jurisdiction,
            person_ref=person_ref or f"anonymous.{case_id}",
            case_id=case_id,
            kind=kind,
            content=text.encode(),
            searchable=text if searchable else "",
        )
        self.sealed.append(item)
        return item.ref


def acting_unit(actor: Actor, case: Case, named: str | None) -> str:
    """The unit the actor acts for: the one named, else the only one of the case's it works for.

    Naming a unit one does not work for is refused as not one's own.

    Raises:
        ActingUnitUnclear: it works for none of them or for several.
    """
    own = [unit for unit in case.units if any(held.body == unit for held in actor.posts)]
    if named is not None and (named in own or not actor.posts):
        return named
    if named is not None or len(own) != 1:
        raise ActingUnitUnclear
    return own[0]


CaseText = Field(default=None, max_length=20_000)
"""A resident's words: any text, sealed in the vault, never in an event."""
