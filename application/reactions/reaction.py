"""What a reaction is: it reads what was recorded, and lets further facts follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol
from uuid import UUID

from application.reactions.cause import Cause
from domain.kernel import Event

if TYPE_CHECKING:
    from application.ports import Change, Followed, Receipt
    from application.reactions.ground import ReactionGround


class Reaction(Protocol):
    """Reads the log in its order and appends further facts, each once (ADR 27).

    Its position and what it appends commit together, so it never misses an event. It must be
    safe to be shown any event again: what it changes has ids derived from the cause, and knows
    which causes it has seen. And it must not depend on where batches end, nor on the order of
    events of different aggregates: batches end anywhere, and events arrive late.

    Attributes:
        NAME: of its position in the log; permanent.
        TOPICS: catalogue names of the events it is shown; the rest is passed over.
        AFTER_READ_MODELS: it is shown an event only once the read models that follow the log have
            it, so that it can ask them. They may know more by then, never less.
    """

    NAME: ClassVar[str]
    TOPICS: ClassVar[frozenset[str]]
    AFTER_READ_MODELS: ClassVar[bool]

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        """Change what follows from these causes, and hand it to ``ground.also_changed``.

        Raises:
            ConcurrentChange: decided anew, with the same causes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a log.

    Attributes:
        since, until: positions; the causes lie above ``since`` and not above ``until``.
    """

    since: int
    until: int
    causes: Sequence[Cause]


class FollowedLog(Protocol):
    """The log as reactions read and extend it."""

    def next_stretch(
        self,
        jurisdiction: str,
        name: str,
        topics: frozenset[str],
        most: int,
        *,
        after_read_models: bool,
    ) -> Stretch | None:
        """What comes after the position kept under this name; None: it has come to the end.

        Args:
            most: positions in the stretch.
        """
        ...

    def since_versions(
        self, jurisdiction: str, known: Mapping[UUID, int]
    ) -> Mapping[UUID, Sequence[Event]]:
        """What was recorded of each aggregate after the version that is known of it."""
        ...

    def append(self, change: Change) -> Receipt:
        """Append, and take the step of ``change.followed``, both or nothing.

        Raises:
            ConcurrentChange: somebody appended to one of the aggregates first.
            FollowerMoved: somebody else took the step.
        """
        ...

    def step(self, jurisdiction: str, step: Followed) -> None:
        """Take a step that nothing follows from.

        Raises:
            FollowerMoved: somebody else took it.
        """
        ...

    def go_back(self, jurisdiction: str, name: str) -> None:
        """Begin at position 0 again."""
        ...

    def head(self, jurisdiction: str) -> int:
        """Position of the newest event, 0 for an empty log."""
        ...

    def directory_position(self, jurisdiction: str) -> int:
        """Position of the newest event of the directory."""
        ...
