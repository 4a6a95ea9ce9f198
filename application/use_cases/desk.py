"""The one way a command goes: load, check permission, decide, save."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from application.errors import VersionIsStale
from application.permissions import authorise
from application.ports import Change, Clock, EventLog, Opened, Receipt, SecurityLog, Vault
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.command import Around, CaseCommand, Command
from application.use_cases.request import (
    ATTEMPTS,
    SYSTEM_CALLER,
    Calendars,
    Caller,
    Directories,
    Packs,
    actor_of,
    fingerprint,
    noting_refusals,
    occurred_at,
    scoped,
)
from domain.act import Act, Actor, HeldPost
from domain.calendar.local_time import local_date
from domain.cases.case import Case
from domain.cases.errors import CaseNotFound
from domain.kernel import ConcurrentChange, Event, effective

if TYPE_CHECKING:
    from application.read_models.case_index import CaseIndex
    from domain.policy.pack import PolicyPack

__all__ = ["SYSTEM_CALLER", "Calendars", "Caller", "CaseDesk", "Directories", "Packs", "rebuilt"]


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
        authorised and decided like any other. One key, one entry; one ``source_ref``, one case.

        Args:
            then: the commands with who gives each; all address ``case_id_of`` the first.

        Raises:
            PermissionDenied, KeyReused and what the commands name.
        """
        return _decided_anew(lambda: self._entered(jurisdiction, caller, first, then, key))

    def _entered(
        self,
        jurisdiction: str,
        caller: Caller,
        first: ReportCase,
        then: Sequence[tuple[Caller, CaseCommand]],
        key: str,
    ) -> Receipt:
        case_id = self.case_id_of(jurisdiction, caller, first, key)
        scoped_key = scoped(caller, key)
        digest = fingerprint(first, *(command for _, command in then))
        opened = self.log.open(jurisdiction, [case_id], key=scoped_key, fingerprint=digest)
        if opened.prior:
            return opened.prior
        now = self.clock()
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        pack = self.packs.current(jurisdiction, local_date(now))
        around = Around(jurisdiction, directory, self.vault, self.index, opened.histories)
        actor = actor_of(directory, caller, now, pack)
        with noting_refusals(self.security, jurisdiction, caller, first, case_id, now):
            post = authorise(actor, first.NAME, pack)
            if opened.histories[case_id]:
                return _receipt_of(case_id, opened.histories[case_id])
            act = self._act(jurisdiction, actor, post, pack, first, caller, now)
            case = first.start(case_id, act, around)
        for other, command in then:
            with noting_refusals(self.security, jurisdiction, other, command, case_id, now):
                actor = actor_of(directory, other, now, pack)
                self._decide(jurisdiction, actor, other, command, case, now, around)
        return self._save(jurisdiction, {case_id: case}, {case_id: ()}, around, scoped_key, digest)

    @staticmethod
    def case_id_of(jurisdiction: str, caller: Caller, command: ReportCase, key: str) -> UUID:
        """The id that a report under this key gets."""
        return Case.create_id(jurisdiction, command.source_ref or scoped(caller, key))

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
        return _decided_anew(
            lambda: self._once(jurisdiction, caller, command, key, expected_version)
        )

    def _once(
        self,
        jurisdiction: str,
        caller: Caller,
        command: CaseCommand,
        key: str | None,
        expected_version: int | None,
    ) -> Receipt:
        scoped_key = scoped(caller, key) if key is not None else None
        digest = fingerprint(command) if key is not None else None
        ids = [*command.case_ids, *command.also_reads]
        opened = self.log.open(jurisdiction, ids, key=scoped_key, fingerprint=digest)
        if opened.prior:
            return opened.prior
        now = self.clock()
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        actor = actor_of(directory, caller, now, self.packs.current(jurisdiction, local_date(now)))
        cases = {case_id: _required(opened, case_id) for case_id in command.case_ids}
        around = Around(jurisdiction, directory, self.vault, self.index, opened.histories)
        around.others = {other: rebuilt(opened.histories[other]) for other in command.also_reads}
        with noting_refusals(self.security, jurisdiction, caller, command, command.case_id, now):
            expected = (None, cases[command.case_id].version)
            if expected_version not in expected:
                raise VersionIsStale(command.case_id, cases[command.case_id].version)
            for case in cases.values():
                self._decide(jurisdiction, actor, caller, command, case, now, around)
        return self._save(jurisdiction, cases, opened.histories, around, scoped_key, digest)

    def _decide(
        self,
        jurisdiction: str,
        actor: Actor,
        caller: Caller,
        command: CaseCommand,
        case: Case,
        now: datetime,
        around: Around,
    ) -> None:
        pack = self.packs.pinned(case.pack)
        post = authorise(actor, command.NAME, pack, case)
        # A host whose clock lags never records an event before the one it follows.
        at = max(now, case.modified_on)
        act = self._act(jurisdiction, actor, post, pack, command, caller, at)
        case.settle_bounds(act)
        command.decide(case, act, around)

    def _act(
        self,
        jurisdiction: str,
        actor: Actor,
        post: HeldPost | None,
        pack: PolicyPack,
        command: Command,
        caller: Caller,
        at: datetime,
    ) -> Act:
        return Act(
            actor=actor,
            at=at,
            pack=pack,
            calendar=self.calendars.current(jurisdiction),
            occurred_at=occurred_at(command, at),
            post=post,
            reason=command.reason,
            evidence=command.evidence,
            correlation_id=caller.correlation_id,
        )

    def _save(
        self,
        jurisdiction: str,
        cases: Mapping[UUID, Case],
        before: Mapping[UUID, Sequence[Event]],
        around: Around,
        key: str | None,
        digest: bytes | None,
    ) -> Receipt:
        histories: dict[UUID, Sequence[Event]] = {}
        events: list[Event] = []
        for case_id, case in cases.items():
            news = cast("Sequence[Event]", case.collect_events())
            if news:
                histories[case_id] = [*before[case_id], *news]
                events.extend(news)
        first_id, first = next(iter(cases.items()))
        if not events:
            return Receipt(first_id, first.version, None, first.modified_on.astimezone(UTC))
        receipt = self.log.append(
            Change(
                jurisdiction=jurisdiction,
                events=events,
                histories=histories,
                key=key,
                fingerprint=digest,
                sealed=around.sealed,
            )
        )
        if receipt.aggregate_id != first_id:
            return Receipt(first_id, first.version, receipt.position, receipt.recorded_at)
        return receipt


def _decided_anew(decide: Callable[[], Receipt]) -> Receipt:
    """Decide, and again as often as somebody else was faster; a stale version is refused then."""
    for _ in range(1, ATTEMPTS):
        with suppress(ConcurrentChange):
            return decide()
    return decide()


def rebuilt(history: Sequence[Event]) -> Case | None:
    """The case that a history leads to, corrections applied; None for an empty history."""
    case: Case | None = None
    for event in effective(history):
        case = event.mutate(case)
    return case


def _required(opened: Opened, case_id: UUID) -> Case:
    case = rebuilt(opened.histories[case_id])
    if case is None:
        raise CaseNotFound(case_id)
    return case


def _receipt_of(case_id: UUID, history: Sequence[Event]) -> Receipt:
    """The receipt of a case that exists already: one reference, one case."""
    return Receipt(case_id, len(history), None, history[0].timestamp, repeated=True)
