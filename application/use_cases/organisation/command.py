"""What every command to anything that is no case is, and what it may look up."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast
from uuid import UUID

from application.directory import SEES_EVERYTHING
from application.errors import BodyNotFound, GridNotFound, OutsideRowScope
from application.use_cases.command import Command
from domain.calendar.local_time import local_date
from domain.grids.grid import Grid
from domain.honours.errors import FilesUnread
from domain.kernel import Aggregate, Event, NotFound, effective
from domain.organisation.body import Body
from domain.organisation.org_unit import OrgUnit
from domain.policy.permissions import Condition
from domain.rebinding import pack_ref
from domain.vocabulary import Role

if TYPE_CHECKING:
    from application.directory import Directory
    from application.points_books import PointsStanding
    from application.ports import Vault
    from domain.act import Act, Actor
    from domain.policy.pack import PolicyPack
    from domain.policy.permissions import Condition
    from domain.surveys.tally import Tally


A = TypeVar("A", bound=Aggregate)

_EVERYWHERE: Final = frozenset({Role.ORG, Role.DIS})
"""Columns of the matrix whose work is the whole jurisdiction, units beside its trees included."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a command would have done, where packs say that only some bodies may (ACC-BZ-07).

    Attributes:
        command: its name; kind: kind of assessment; about: whom; body: under which body.
    """

    command: str
    kind: str
    about: str
    body: str
    year: int | None


class OrganisationCommand(Command):
    """A command to a body, or to what bodies do: a meeting, an obligation, a gate.

    Attributes:
        PERMISSION: name of the permission it needs; None: its own.
        FAMILY: the kind of thing it is addressed to, as the API's paths name it.
        PINNED: the subject is judged for life by the pack it was created under (ENV-03); else by
            the pack in force.
        JUDGES: conditions of the matrix that ``decide`` itself judges, with a refusal that says
            more than "not permitted"; to the matrix they count as met.
    """

    PERMISSION: ClassVar[str | None] = None
    FAMILY: ClassVar[str] = "bodies"
    PINNED: ClassVar[bool] = False
    JUDGES: ClassVar[frozenset[Condition]] = frozenset()

    @property
    @abstractmethod
    def subject(self) -> str:
        """Code of what it changes."""

    def subject_id(self, jurisdiction: str) -> UUID:
        """Id of what it changes; that of a body unless a family says otherwise."""
        return Body.create_id(jurisdiction, self.subject)

    @property
    @abstractmethod
    def reach(self) -> Collection[str]:
        """Codes of the bodies it touches; the caller must have charge of each, or of all."""

    def reach_of(self, ground: Ground) -> Collection[str]:
        """The same, where it takes the subject's own state to say.

        Raises:
            NotFound: there is no such subject.
        """
        del ground
        return self.reach

    def is_own(self, actor: Actor, ground: Ground) -> bool:
        """Whether the subject is the actor's own: then a resident's right is the actor's, too."""
        del actor, ground
        return False

    @property
    def conceals(self) -> NotFound | None:
        """What is told instead to whom the subject lies outside; None: that it lies outside."""
        return None

    @property
    def tried(self) -> Tried | None:
        """What is on record where it is refused for want of a right; None: the security log."""
        return None

    @property
    def also_reads(self) -> Sequence[str]:
        """Codes of further bodies whose state it needs to decide."""
        return ()

    def disguised(self, vault: Vault, jurisdiction: str) -> OrganisationCommand:
        """What is carried out, and what the digest of the request is made of: it, unless it names
        somebody whom nothing that is stored may lead to."""
        del vault, jurisdiction
        return self

    @abstractmethod
    def decide(self, act: Act, ground: Ground) -> Aggregate:
        """Let the subject decide; it records what happened or refuses."""


@dataclass(slots=True)
class Ground:
    """What a decision may look up besides its subject, and what else it changes.

    Attributes:
        histories: stored events of what was opened, in version order.
        read: reads the stored events of something else.
        pinned: the pack of a reference (ENV-03).
        in_force: the pack of the jurisdiction on a local day.
        tally: counts the answers to a survey, by its code and bound.
        give_key: makes sure that somebody or something has a key in the vault.
        changed: further aggregates that changed, stored with the subject, all or none.
        leading: of those, whose events lead to further ones as the subject's do (ADR 22).
        forgotten: owners of keys in the vault that are destroyed once all is stored.
        read_many: reads the stored events of several in one look; None: one after the other.
        points: how far the books of points are, for what was due after one instant and by another.
        files: codes of the files of accountability about a subject that were not taken back; None:
            something that was recorded is not read yet.
    """

    jurisdiction: str
    directory: Directory
    histories: dict[UUID, Sequence[Event]]
    read: Callable[[UUID], Sequence[Event]]
    pinned: Callable[[str], PolicyPack]
    in_force: Callable[[date], PolicyPack]
    tally: Callable[[str, datetime], Tally]
    give_key: Callable[[str], None]
    changed: list[Aggregate] = field(default_factory=list)
    leading: list[Aggregate] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    read_many: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Event]]] | None = None
    points: Callable[[datetime, datetime], PointsStanding] | None = None
    files: Callable[[str], Sequence[str] | None] | None = None

    def history(self, aggregate_id: UUID) -> Sequence[Event]:
        """Stored events of an aggregate in version order; empty: there is none."""
        if aggregate_id not in self.histories:
            self.histories[aggregate_id] = self.read(aggregate_id)
        return self.histories[aggregate_id]

    def read_all(self, aggregate_ids: Sequence[UUID]) -> None:
        """Read what is not known yet in one look, before it is asked for one by one."""
        unknown = [one for one in aggregate_ids if one not in self.histories]
        if unknown and self.read_many is not None:
            self.histories |= self.read_many(unknown)

    def points_by(self, since: datetime, bound: datetime) -> PointsStanding:
        """How far the books of points are."""
        assert self.points is not None, "asked for by commands of people alone"
        return self.points(since, bound)

    def files_about(self, subject: str) -> Sequence[str]:
        """Codes of the files of accountability about a subject that were not taken back.

        Raises:
            FilesUnread: something that was recorded is not read yet.
        """
        assert self.files is not None, "asked for by commands of people alone"
        found = self.files(subject)
        if found is None:
            raise FilesUnread(subject)
        return found

    def aggregate(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """An aggregate as it is after what was done to it here; None: there is none of this kind
        under the id."""
        found = self._rebuilt(aggregate_id)
        return found if isinstance(found, kind) else None

    def pack_of(self, aggregate_id: UUID) -> PolicyPack:
        """The pack that judges an aggregate that exists (ENV-03)."""
        return self.pinned(pack_ref(self.history(aggregate_id)))

    def also_changed(self, aggregate: Aggregate) -> None:
        """Store what happened to another aggregate together with the subject's events."""
        if aggregate not in self.changed:
            self.changed.append(aggregate)

    def also_leads(self, aggregate: Aggregate) -> None:
        """The same, where what follows from it follows as from what the subject recorded."""
        self.also_changed(aggregate)
        if aggregate not in self.leading:
            self.leading.append(aggregate)

    def unit(self, code: str) -> OrgUnit:
        """The unit of that code.

        Raises:
            BodyNotFound: there is none.
        """
        found = self.aggregate(OrgUnit, Body.create_id(self.jurisdiction, code))
        if found is None:
            raise BodyNotFound(code)
        return found

    def grid(self, code: str) -> Grid:
        """The grid of that code.

        Raises:
            GridNotFound: there is none.
        """
        found = self.aggregate(Grid, Body.create_id(self.jurisdiction, code))
        if found is None:
            raise GridNotFound(code)
        return found

    def body(self, code: str) -> OrgUnit | Grid:
        """The unit or grid of that code.

        Raises:
            BodyNotFound: there is none.
        """
        found = self._rebuilt(Body.create_id(self.jurisdiction, code))
        if not isinstance(found, OrgUnit | Grid):
            raise BodyNotFound(code)
        return found

    def _rebuilt(self, aggregate_id: UUID) -> Aggregate | None:
        for changed in self.changed:
            if changed.id == aggregate_id:
                return changed
        found: Aggregate | None = None
        for event in effective(self.history(aggregate_id)):
            found = cast("Aggregate | None", event.mutate(found))
        return found


def day_or_today(on: date | None, act: Act) -> date:
    """A local day, today where none is stated."""
    return on if on is not None else local_date(act.at)


def require_reach(
    actor: Actor, command: OrganisationCommand, ground: Ground, pack: PolicyPack
) -> None:
    """Refuse a change outside the bodies the actor has charge of.

    Whoever works for the whole jurisdiction has charge of all of it, and so has the scheduler;
    anybody else of the bodies in which they hold a post that gives the right, and of all below;
    grid staff also of the grids that they serve; anybody of what is their own, where the matrix
    gives residents a right to their own.

    Raises:
        OutsideRowScope: C.
        NotFound: there is no such subject.
    """
    name, met = command.PERMISSION or command.NAME, command.JUDGES
    reach = command.reach_of(ground)
    if Role.SYS in actor.roles:
        return
    everywhere = actor.roles & _EVERYWHERE
    if pack.permissions.grant_for(name, everywhere, met) is not None:
        return
    if pack.permissions.grant_for(name, {Role.RES}, met) and command.is_own(actor, ground):
        return
    held = {
        post.body
        for post in actor.posts
        if post.post in pack.posts
        and pack.permissions.grant_for(name, {pack.posts[post.post].role}, met) is not None
    }
    if pack.permissions.grant_for(name, actor.roles & {Role.GRD}, met) is not None:
        held |= actor.grids
    if not reach or set(reach) - ground.directory.below(held):
        denial = OutsideRowScope(f"{command.NAME} is permitted in one's own bodies and below.")
        denial.conceals = command.conceals
        raise denial


def require_rank(actor: Actor, post: str, pack: PolicyPack) -> None:
    """Refuse to give or take a post whose work is the whole jurisdiction, unless one's own is.

    Else whoever has charge of one body could give themselves charge of all.

    Raises:
        OutsideRowScope: C.
    """
    rule = pack.posts.get(post)
    if rule is not None and rule.role in SEES_EVERYTHING and not actor.roles & {Role.ORG, Role.SYS}:
        raise OutsideRowScope(f"{post} is filled by those who work for the whole jurisdiction.")
