"""What commands to the affairs of a residents' committee have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar
from uuid import UUID

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.affairs.errors import AffairCodeTaken, AffairNotFound
from domain.kernel import Aggregate
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground

A = TypeVar("A", bound=Aggregate)


class OfBody(Protocol):
    """Something that a body has."""

    @property
    def body(self) -> str: ...


class BeginningCommand(OrganisationCommand):
    """A command that begins something of a body.

    Attributes:
        code: its name from here on; never used twice.
        body: code of the body.
    """

    PINNED: ClassVar[bool] = True

    code: Code
    body: Code

    @property
    def subject(self) -> str:
        return self.code

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def require_new(self, ground: Ground) -> None:
        """Refuse a code that is taken, or a body that is not there.

        Raises:
            AffairCodeTaken, BodyNotFound.
        """
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise AffairCodeTaken(self.code)
        body = ground.directory.body(self.body)
        if body is None or not body.active:
            raise BodyNotFound(self.body)


class FurtherCommand(OrganisationCommand):
    """A command to something of a body that was begun."""

    PINNED: ClassVar[bool] = True

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (self.addressed(ground).body,)

    @abstractmethod
    def addressed(self, ground: Ground) -> OfBody:
        """What it is addressed to.

        Raises:
            AffairNotFound: there is none of that code.
        """


def existing(ground: Ground, kind: type[A], aggregate_id: UUID, what: str, code: str) -> A:
    """The thing of that code.

    Raises:
        AffairNotFound: there is none.
    """
    found = ground.aggregate(kind, aggregate_id)
    if found is None:
        raise AffairNotFound(what, code)
    return found
