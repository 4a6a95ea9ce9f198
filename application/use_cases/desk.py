"""The one way a command goes: load, check permission, decide, save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar, cast
from uuid import UUID

from application.errors import PermissionDenied, VersionIsStale
from application.permissions import authorise, sees
from application.ports import Change, Clock, EventLog, Opened, Receipt, SecurityLog, Vault
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.command import Around, CaseCommand, Command
from application.use_cases.memory import CaseMemory, rebuilt
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
from domain.act import Actor, HeldPost
from domain.calendar.local_time import local_date
from domain.cases.case import Case
from domain.cases.errors import CaseNotFound
from domain.kernel import (
    ConcurrentChange,
    Conflict,
    Event,
    EventCorrected,
    Forbidden,
    Invalid,
    NotFound,
    StaleVersion,
)

if TYPE_CHECKING:
    from application.directory import Directory, Scope
    from application.read_models.case_index import CaseIndex

__all__ = ["SYSTEM_CALLER", "Calendars", "Caller", "CaseDesk", "Directories", "Packs"]


C_co = TypeVar("C_co", bound=Command, covariant=True)


@dataclass(frozen=True, slots=True)
class _Asked(Generic[C_co]):
    """A command as it came in, with its key as the log knows it."""

    jurisdiction: str
    caller: Caller
    command: C_co
    scoped_key: str | None
    fingerprint: bytes | None
    expected_version: int | None


@dataclass(frozen=True, slots=True)
class Permitted:
    """What somebody who may give a command to a case decides by.

    Attributes:
        actor: who the caller is.
        directory: with everything that was recorded by then.
        now: aware, UTC.
    """

    case: Case
    actor: Actor
    directory: Directory
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDesk:
    """Takes commands to cases. Built once by the composition root; safe for many threads."""

    log: EventLog
    packs: Packs
    calendars: Calendars
    directories: Directories
    vault: Vault
    index: CaseIndex
    security: SecurityLog
    clock: Clock
    memory: CaseMemory = field(default_factory=CaseMemory)

    def report(
        self, jurisdiction: str, caller: Caller, command: ReportCase, *, key: str
    ) -> Receipt:
        """Start a case; the same key starts it once.

        Raises:
            PermissionDenied, KeyReused and what ``ReportCase`` names.
        """
        return self.enter(jurisdiction, caller, command, (), key=key)

    def enter(
        self,
        jurisdiction: str,
        caller: Caller,
        first: ReportCase,
        then: Sequence[tuple[Caller, CaseCommand]],
        *,
        key: str,
    ) -> Receipt:
        """Start a case and carry out further commands on it, all or none, in one change.

        For records that come from elsewhere with more than the report in them: each command is
        authorised and decided like any other. One key, one entry; one ``record_ref``, one case.

        Args:
            then: the commands with who gives each; all address ``case_id_of`` the first.

        Raises:
            PermissionDenied, KeyReused and what the commands name.
        """
        digest = fingerprint(first, *(command for _, command in then))
        asked = _Asked(jurisdiction, caller, first, scoped(caller, key), digest, None)
        case_id = self.case_id_of(jurisdiction, caller, first, key)
        return self._entry_foreseen(asked, case_id, then) or _decided_anew(
            lambda: self._entered(asked, case_id, then)
        )

    def _entry_foreseen(
        self,
        asked: _Asked[ReportCase],
        case_id: UUID,
        then: Sequence[tuple[Caller, CaseCommand]],
    ) -> Receipt | None:
        """Start the case as if nobody had; the log stores it only if that holds (ADR 12).

        A foreign record may well have been entered before, so of those the log is asked first.
        """
        directory = self.directories.latest(asked.jurisdiction)
        if directory is None or asked.command.record_ref is not None:
            return None
        before: Mapping[UUID, Sequence[Event]] = {case_id: ()}
        around = self._around(asked.jurisdiction, directory, before)
        now = self.clock()
        try:
            case = self._started(asked, case_id, around, now)
            for other, command in then:
                self._go_on(asked.jurisdiction, case, other, command, around, now)
            return self._save(asked, {case_id: case}, before, around, seen=directory.position)
        except (NotFound, Conflict, Forbidden, Invalid, StaleVersion):
            return None

    def _entered(
        self,
        asked: _Asked[ReportCase],
        case_id: UUID,
        then: Sequence[tuple[Caller, CaseCommand]],
    ) -> Receipt:
        jurisdiction, caller, first = asked.jurisdiction, asked.caller, asked.command
        opened = self.log.open(
            jurisdiction, [case_id], key=asked.scoped_key, fingerprint=asked.fingerprint
        )
        if opened.prior:
            return opened.prior
        now = self.clock()
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        around = self._around(jurisdiction, directory, opened.histories)
        with noting_refusals(self.security, jurisdiction, caller, first.NAME, now, subject=case_id):
            pack = self.packs.current(jurisdiction, local_date(now))
            authorise(actor_of(directory, caller, now, pack), first.NAME, pack)
            if opened.histories[case_id]:
                return _receipt_of(case_id, opened.histories[case_id])
            case = self._started(asked, case_id, around, now)
        for other, command in then:
            with noting_refusals(
                self.security, jurisdiction, other, command.NAME, now, subject=case_id
            ):
                self._go_on(jurisdiction, case, other, command, around, now)
        return self._save(asked, {case_id: case}, {case_id: ()}, around)

    def _started(
        self, asked: _Asked[ReportCase], case_id: UUID, around: Around, now: datetime
    ) -> Case:
        pack = self.packs.current(asked.jurisdiction, local_date(now))
        actor = actor_of(around.directory, asked.caller, now, pack)
        post = authorise(actor, asked.command.NAME, pack)
        calendar = self.calendars.current(asked.jurisdiction)
        correlation_id = asked.caller.correlation_id
        act = act_of(asked.command, actor, post, pack, calendar, now, correlation_id)
        return asked.command.start(case_id, act, around)

    def _go_on(  # on which case, who, with what, on what ground, when
        self,
        jurisdiction: str,
        case: Case,
        caller: Caller,
        command: CaseCommand,
        around: Around,
        now: datetime,
    ) -> None:
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(around.directory, caller, now, pack)
        post = self._authorised(actor, around.directory.scope(actor), command.NAME, case)
        self._decide(jurisdiction, actor, post, caller, command, case, now, around)

    @staticmethod
    def case_id_of(jurisdiction: str, caller: Caller, command: ReportCase, key: str) -> UUID:
        """The id that a report under this key gets."""
        return Case.create_id(jurisdiction, command.record_ref or scoped(caller, key))

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        command: CaseCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Receipt:
        """Carry out a command on one or several cases, all or none.

        ``expected_version`` is the version of ``command.case_id`` that the caller decided on; None
        accepts any. After a concurrent change the command is decided anew, on what is there then.

        Raises:
            CaseNotFound, PermissionDenied, OutsideRowScope, VersionIsStale, ConcurrentChange,
            KeyReused, and what the aggregate refuses.
        """
        asked = _Asked(
            jurisdiction,
            caller,
            command,
            scoped(caller, key) if key is not None else None,
            fingerprint(command) if key is not None else None,
            expected_version,
        )
        return self._foreseen(asked) or _decided_anew(lambda: self._once(asked))

    def _foreseen(self, asked: _Asked[CaseCommand]) -> Receipt | None:
        """Decide on what is remembered, in one round trip: the log stores it only if it holds.

        Whatever speaks against it (a refusal, no news, another version, a moved directory, a
        repeated key) may be due to old memory: then None, and the log is asked first.
        """
        command = asked.command
        directory = self.directories.latest(asked.jurisdiction)
        if directory is None or command.NEEDS_HISTORY or command.also_reads:
            return None
        cases: dict[UUID, Case] = {}
        for case_id in command.case_ids:
            case = self.memory.take(asked.jurisdiction, case_id)
            if case is None:
                return None
            cases[case_id] = case
        around = self._around(asked.jurisdiction, directory, {})
        try:
            self._decide_all(asked, cases, around, self.clock())
            if not any(case.pending_events for case in cases.values()):
                return None
            return self._save(asked, cases, {}, around, seen=directory.position)
        except (NotFound, Conflict, Forbidden, Invalid, StaleVersion):
            return None

    def _once(self, asked: _Asked[CaseCommand]) -> Receipt:
        """Decide on what the log shows now."""
        jurisdiction, command = asked.jurisdiction, asked.command
        ids = [*command.case_ids, *command.also_reads]
        opened = self.log.open(
            jurisdiction, ids, key=asked.scoped_key, fingerprint=asked.fingerprint
        )
        if opened.prior:
            return opened.prior
        now = self.clock()
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        cases = {
            case_id: self._required(jurisdiction, opened, case_id) for case_id in command.case_ids
        }
        around = self._around(jurisdiction, directory, opened.histories)
        around.others = {
            other: self.memory.case(jurisdiction, other, opened.histories[other])
            for other in command.also_reads
        }
        with noting_refusals(
            self.security, jurisdiction, asked.caller, command.NAME, now, subject=command.case_id
        ):
            self._decide_all(asked, cases, around, now)
        return self._save(asked, cases, opened.histories, around)

    @contextmanager
    def permitted(
        self, jurisdiction: str, caller: Caller, command: str, case_id: UUID
    ) -> Iterator[Permitted]:
        """For whoever may give this command to the case: what it takes to decide more about it.

        Nothing is recorded but refusals, those of the block included (ENV-05).

        Raises:
            CaseNotFound: there is none, or the caller may not see it.
            PermissionDenied, OutsideRowScope.
        """
        now = self.clock()
        opened = self.log.open(jurisdiction, [case_id])
        case = self._required(jurisdiction, opened, case_id)
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        with noting_refusals(self.security, jurisdiction, caller, command, now, subject=case_id):
            self._authorised(actor, directory.scope(actor), command, case)
            yield Permitted(case, actor, directory, now)

    def _decide_all(
        self,
        asked: _Asked[CaseCommand],
        cases: Mapping[UUID, Case],
        around: Around,
        now: datetime,
    ) -> None:
        pack = self.packs.current(asked.jurisdiction, local_date(now))
        actor = actor_of(around.directory, asked.caller, now, pack)
        scope = around.directory.scope(actor)
        name = asked.command.NAME
        posts = [self._authorised(actor, scope, name, case) for case in cases.values()]
        # Only who may act on the case learns its version, or what another one is to it.
        addressed = cases[asked.command.case_id]
        if asked.expected_version not in {None, addressed.version}:
            raise VersionIsStale(addressed.id, addressed.version)
        for other, read in around.others.items():
            if read is not None and not sees(actor, scope, read):
                around.others[other] = None
        for case, post in zip(cases.values(), posts, strict=True):
            self._decide(
                asked.jurisdiction, actor, post, asked.caller, asked.command, case, now, around
            )

    def _authorised(self, actor: Actor, scope: Scope, command: str, case: Case) -> HeldPost | None:
        try:
            return authorise(actor, command, self.packs.pinned(case.pack), case, scope)
        except PermissionDenied as denial:
            if not sees(actor, scope, case):
                denial.conceals = CaseNotFound(case.id)
            raise

    def _decide(
        self,
        jurisdiction: str,
        actor: Actor,
        post: HeldPost | None,
        caller: Caller,
        command: CaseCommand,
        case: Case,
        now: datetime,
        around: Around,
    ) -> None:
        pack = self.packs.pinned(case.pack)
        # A host whose clock lags never records an event before the one it follows.
        at = max(now, case.modified_on)
        calendar = self.calendars.current(jurisdiction)
        act = act_of(command, actor, post, pack, calendar, at, caller.correlation_id)
        case.settle_bounds(act)
        command.decide(case, act, around)

    def _save(
        self,
        asked: _Asked[Command],
        cases: Mapping[UUID, Case],
        before: Mapping[UUID, Sequence[Event]],
        around: Around,
        *,
        seen: int | None = None,
    ) -> Receipt:
        events: list[Event] = []
        changed: list[Case] = []
        for case_id, case in cases.items():
            news = cast("Sequence[Event]", case.collect_events())
            events.extend(news)
            if any(isinstance(event, EventCorrected) for event in news):
                # What was corrected reads differently from the start.
                changed.append(cast("Case", rebuilt([*before[case_id], *news])))
            elif news:
                changed.append(case)
        first_id, first = next(iter(cases.items()))
        if not events:
            return Receipt(first_id, first.version, None, first.modified_on.astimezone(UTC))
        receipt = self.log.append(
            Change(
                jurisdiction=asked.jurisdiction,
                events=events,
                aggregates=changed,
                key=asked.scoped_key,
                fingerprint=asked.fingerprint,
                directory_seen=seen,
                sealed=around.sealed,
            )
        )
        if receipt.repeated:
            return receipt
        for case in changed:
            self.memory.keep(asked.jurisdiction, case)
        if receipt.aggregate_id != first_id:
            return Receipt(first_id, first.version, receipt.position, receipt.recorded_at)
        return receipt

    def _around(
        self,
        jurisdiction: str,
        directory: Directory,
        histories: Mapping[UUID, Sequence[Event]],
    ) -> Around:
        in_force = partial(self.packs.current, jurisdiction)
        return Around(jurisdiction, directory, self.vault, self.index, in_force, histories)

    def _required(self, jurisdiction: str, opened: Opened, case_id: UUID) -> Case:
        case = self.memory.case(jurisdiction, case_id, opened.histories[case_id])
        if case is None:
            raise CaseNotFound(case_id)
        return case


def _decided_anew(decide: Callable[[], Receipt]) -> Receipt:
    """Decide, and again as often as somebody else was faster; a stale version is refused then."""
    for _ in range(1, ATTEMPTS):
        with suppress(ConcurrentChange):
            return decide()
    return decide()


def _receipt_of(case_id: UUID, history: Sequence[Event]) -> Receipt:
    """The receipt of a case that exists already: one reference, one case."""
    return Receipt(case_id, len(history), None, history[0].timestamp, repeated=True)
