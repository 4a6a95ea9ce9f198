"""Commands to all that is no case: the same way as for cases, into the same log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from application.directory import last_of_the_directory
from application.errors import VersionIsStale
from application.permissions import authorise
from application.ports import (
    Change,
    Clock,
    EventLog,
    Jurisdictions,
    Opened,
    Receipt,
    SecurityLog,
    Vault,
)
from application.surveys.polls import Polls
from application.use_cases.organisation.accountability.attempts import attempt_on
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import (
    Ground,
    OrganisationCommand,
    require_reach,
)
from application.use_cases.organisation.consequences import CONSEQUENCES
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import FOUNDER_ROLE, territory
from application.use_cases.request import (
    ATTEMPTS,
    SYSTEM_CALLER,
    Calendars,
    Caller,
    Directories,
    Packs,
    act_of,
    actor_of,
    fingerprint,
    noting_refusals,
    scoped,
)
from domain.act import Act, Actor
from domain.calendar.local_time import local_date
from domain.honours.errors import FilesUnread
from domain.kernel import Aggregate, ConcurrentChange, Event, Forbidden
from domain.ledgers.errors import PointsIncomplete
from domain.organisation.body import Body
from domain.vocabulary import Role

if TYPE_CHECKING:
    from application.directory import Directory
    from application.files_about import FilesAbout
    from application.points_books import PointsBooks

OPERATOR = Actor(id="operator", roles=frozenset({Role.SYS}))
"""Who runs the host. Acts only in ``open_jurisdiction``: before it there is nobody to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDesk:
    """Takes commands to all that is no case. Built once; safe for many threads."""

    log: EventLog
    jurisdictions: Jurisdictions
    packs: Packs
    calendars: Calendars
    directories: Directories
    security: SecurityLog
    vault: Vault
    polls: Polls
    clock: Clock
    books: PointsBooks
    files: FilesAbout

    def open_jurisdiction(
        self, jurisdiction: str, pack_id: str, founder: str, *, body: str | None = None
    ) -> None:
        """Begin a log, found its top body and give the founder charge of all of it.

        For the operator of the host: nothing checks who calls, so no edge offers it to others.
        From here on everything is done by somebody with a post. Doing it again is a no-op.

        Args:
            founder: pseudonymous id of the person.
            body: code of the top body; None: the name of the jurisdiction.

        Raises:
            JurisdictionRunsAnotherPack: it was opened with another pack.
        """
        now = self.clock()
        self.jurisdictions.open(jurisdiction, pack_id)
        pack = self.packs.current(jurisdiction, local_date(now))
        place = territory(pack)
        top = body or jurisdiction
        basis = "opening of the jurisdiction"
        found = FoundOrgUnit(code=top, tree=place.tree, level=place.top, reason=basis)
        post = next(name for name, rule in pack.posts.items() if rule.role is FOUNDER_ROLE)
        appoint = AppointPost(body=top, post=post, person_ref=founder, basis=basis)
        for command, is_done in ((found, _exists), (appoint, _holds)):
            opened, directory = self._opened(jurisdiction, command, None, None)
            if not is_done(directory, command, now):
                calendar = self.calendars.current(jurisdiction)
                act = act_of(command, OPERATOR, None, pack, calendar, now, None)
                ground = self._ground(jurisdiction, opened, directory)
                self._decide_and_save(command, act, ground, None, None)

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        command: OrganisationCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Receipt:
        """Carry out a command on one subject, with what follows from it, all or none.

        ``expected_version`` is the version of the subject that the caller decided on; None accepts
        any, and then a concurrent change is decided anew rather than refused.

        Raises:
            PermissionDenied, OutsideRowScope, NotFound, VersionIsStale, ConcurrentChange,
            KeyReused, and what the subject refuses.
        """
        command = command.disguised(self.vault, jurisdiction)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(jurisdiction, caller, command, key, expected_version)
            except ConcurrentChange:
                if expected_version is not None or attempt == ATTEMPTS:
                    raise
            except (PointsIncomplete, FilesUnread):
                if attempt == ATTEMPTS:
                    raise
                self.books.catch_up(jurisdiction)
            except Forbidden as refusal:
                self._note_attempt(jurisdiction, caller, command, refusal)
                raise
        raise AssertionError("the loop returns or raises")

    def _note_attempt(
        self, jurisdiction: str, caller: Caller, command: OrganisationCommand, refusal: Forbidden
    ) -> None:
        """Record what a body tried without a right to it, where the pack wants it (ACC-BZ-07).

        Whoever tried is told of the refusal once this is stored.
        """
        if command.tried is None:
            return
        now = self.clock()
        pack = self.packs.current(jurisdiction, local_date(now))
        _, directory = self._opened(jurisdiction, command, None, None)
        actor = actor_of(directory, caller, now, pack)
        attempt = attempt_on(command.tried, refusal, actor, pack=pack, directory=directory, now=now)
        if attempt is not None:
            self.execute(jurisdiction, SYSTEM_CALLER, attempt, key=None)

    def _once(
        self,
        jurisdiction: str,
        caller: Caller,
        command: OrganisationCommand,
        key: str | None,
        expected_version: int | None,
    ) -> Receipt:
        scoped_key = scoped(caller, key) if key is not None else None
        digest = fingerprint(command) if key is not None else None
        opened, directory = self._opened(jurisdiction, command, scoped_key, digest)
        if opened.prior:
            return opened.prior
        now = self.clock()
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        ground = self._ground(jurisdiction, opened, directory)
        subject = command.subject_id(jurisdiction)
        with noting_refusals(
            self.security, jurisdiction, caller, command.NAME, now, subject=subject
        ):
            history = ground.history(subject)
            if command.PINNED and history:
                pack = ground.pack_of(subject)
            post = authorise(
                actor,
                command.PERMISSION or command.NAME,
                pack,
                own=command.is_own(actor, ground),
                met=command.JUDGES,
            )
            require_reach(actor, command, ground, pack)
            if expected_version not in {None, len(history)}:
                raise VersionIsStale(subject, len(history))
            # A host whose clock lags never records an event before the one it follows.
            at = max(now, history[-1].timestamp) if history else now
            calendar = self.calendars.current(jurisdiction)
            act = act_of(command, actor, post, pack, calendar, at, caller.correlation_id)
            return self._decide_and_save(command, act, ground, scoped_key, digest)

    def _opened(
        self,
        jurisdiction: str,
        command: OrganisationCommand,
        key: str | None,
        digest: bytes | None,
    ) -> tuple[Opened, Directory]:
        others = (Body.create_id(jurisdiction, code) for code in command.also_reads)
        ids = list(dict.fromkeys((command.subject_id(jurisdiction), *others)))
        opened = self.log.open(jurisdiction, ids, key=key, fingerprint=digest)
        return opened, self.directories.directory(jurisdiction, opened.directory_position)

    def _ground(self, jurisdiction: str, opened: Opened, directory: Directory) -> Ground:
        return Ground(
            jurisdiction,
            directory,
            dict(opened.histories),
            lambda wanted: self.log.open(jurisdiction, [wanted]).histories[wanted],
            self.packs.pinned,
            partial(self.packs.current, jurisdiction),
            partial(self.polls.tally, jurisdiction),
            partial(self.vault.give_key, jurisdiction),
            read_many=lambda wanted: self.log.open(jurisdiction, wanted).histories,
            points=partial(self.books.standing, jurisdiction),
            files=partial(self.files.codes, jurisdiction),
        )

    def _decide_and_save(
        self,
        command: OrganisationCommand,
        act: Act,
        ground: Ground,
        key: str | None,
        digest: bytes | None,
    ) -> Receipt:
        subject = command.decide(act, ground)
        events = list(cast("Sequence[Event]", subject.collect_events()))
        for leading in ground.leading:
            events += cast("Sequence[Event]", leading.collect_events())
        for follows in CONSEQUENCES:
            follows(act, ground, events)
        for other in ground.changed:
            events += cast("Sequence[Event]", other.collect_events())
        receipt = self._save(subject, events, ground, key, digest)
        for owner in ground.forgotten:
            self.vault.erase(ground.jurisdiction, owner)
        return receipt

    def _save(
        self,
        subject: Aggregate,
        events: Sequence[Event],
        ground: Ground,
        key: str | None,
        digest: bytes | None,
    ) -> Receipt:
        unchanged = Receipt(subject.id, subject.version, None, subject.modified_on.astimezone(UTC))
        if not events:
            return unchanged
        receipt = self.log.append(
            Change(
                jurisdiction=ground.jurisdiction,
                events=events,
                aggregates=(subject, *ground.changed),
                key=key,
                fingerprint=digest,
                directory=last_of_the_directory(events),
            )
        )
        if receipt.aggregate_id == subject.id:
            return receipt
        return replace(unchanged, position=receipt.position)


def _exists(directory: Directory, command: OrganisationCommand, _now: datetime) -> bool:
    return directory.unit(command.subject) is not None


def _holds(directory: Directory, command: OrganisationCommand, now: datetime) -> bool:
    assert isinstance(command, AppointPost), "only appointments are asked for"
    return command.person_ref in directory.holders(command.body, command.post, now)
