"""The parts of the service with their figures and spans.

Where nobody asks for either, the plain parts are wired and nothing of this runs.

What residents do without a login ends as commands to cases and is counted there. Desks that only
answer questions are not wrapped: their requests are counted by route, and the log and the read
models that they ask have spans.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol
from uuid import UUID

from opentelemetry.trace import Span, StatusCode, Tracer

from application.ports import (
    Change,
    LogUnavailable,
    Opened,
    OutcomeUnknown,
    Receipt,
    SecurityLog,
)
from application.read_models.as_of import AsOf
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.command import CaseCommand
from application.use_cases.desk import Caller, CaseDesk
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.desk import OrganisationDesk
from application.webhooks.desk import (
    ChangeWebhook,
    Outcome,
    RegisterWebhook,
    WebhookCommand,
    WebhookDesk,
)
from domain.kernel import Conflict, DomainError, StaleVersion, Unavailable
from infrastructure.event_log.log import HotModel, PostgresEventLog
from infrastructure.observation.faults import type_name
from infrastructure.postgres.pool import Sessions
from infrastructure.postgres.readers import Readers
from infrastructure.projections.histories import Log
from infrastructure.projections.views import PostgresCaseView, PostgresReadModels

if TYPE_CHECKING:
    from infrastructure.observation.metrics import Metrics

_ENDINGS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (OutcomeUnknown, "unknown"),
    (LogUnavailable, "unavailable"),
    (Unavailable, "unavailable"),
    (StaleVersion, "conflict"),
    (Conflict, "conflict"),
    (DomainError, "refused"),
)


class _Named(Protocol):
    NAME: ClassVar[str]


class _Answer(Protocol):
    """What a command is answered with."""

    @property
    def repeated(self) -> bool:
        """Whether its key had been used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What watches the parts of a process.

    Attributes:
        metrics: None: nobody asks for figures.
        tracer: None: nobody collects spans.
    """

    metrics: Metrics | None = None
    tracer: Tracer | None = None

    def cases(self, **parts: Any) -> CaseDesk:
        """The desk that takes commands to cases, of its parts."""
        watched = self.metrics or self.tracer
        return ObservedCaseDesk(**parts, observation=self) if watched else CaseDesk(**parts)

    def organisation(self, **parts: Any) -> OrganisationDesk:
        """The desk that takes commands to the organisation, of its parts."""
        if self.metrics or self.tracer:
            return ObservedOrganisationDesk(**parts, observation=self)
        return OrganisationDesk(**parts)

    def webhooks(self, **parts: Any) -> WebhookDesk:
        """The desk that takes requests about webhooks, of its parts."""
        if self.metrics or self.tracer:
            return ObservedWebhookDesk(**parts, observation=self)
        return WebhookDesk(**parts)

    def log(self, sessions: Sessions, *, hot: Sequence[HotModel]) -> PostgresEventLog:
        """The event log."""
        if self.tracer is None:
            return PostgresEventLog(sessions, hot=hot)
        observed = ObservedEventLog(sessions, hot=hot)
        observed.observation = self
        return observed

    def read_models(self, readers: Readers, log: Log) -> PostgresReadModels:
        """The read models."""
        if self.tracer is None:
            return PostgresReadModels(readers, log)
        observed = ObservedReadModels(readers, log)
        observed.observation = self
        return observed

    def security(self, inner: SecurityLog) -> SecurityLog:
        """The security log."""
        return inner if self.metrics is None else CountedSecurityLog(inner, self.metrics)

    def span(self, name: str, **attributes: str | int) -> AbstractContextManager[Span | None]:
        """A span around what follows, if there are spans."""
        return nullcontext() if self.tracer is None else _span(self.tracer, name, attributes)

    @contextmanager
    def command(self, jurisdiction: str, command: _Named) -> Iterator[list[_Answer]]:
        """Around a command; its receipt is put into the list."""
        name, receipts = command.NAME, list[_Answer]()
        with self.span(
            f"command {name}",
            **{"closeout.command": name},
        ) as span:
            outcome = "failed"
            try:
                yield receipts
                outcome = "repeated" if receipts and receipts[0].repeated else "done"
                if span is not None:  # it exists, so it is a name of ours
                    span.set_attribute("closeout.jurisdiction", jurisdiction)
            except Exception as error:
                outcome = next(
                    (word for kind, word in _ENDINGS if isinstance(error, kind)), outcome
                )
                raise
            finally:
                if self.metrics is not None:
                    self.metrics.commands.labels(name, outcome).inc()
                if span is not None:
                    span.set_attribute("closeout.outcome", outcome)


@contextmanager
def _span(tracer: Tracer, name: str, attributes: dict[str, Any]) -> Iterator[Span]:
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except DomainError as refusal:
            span.set_attribute("error.type", refusal.code)  # an answer, not a failure
            raise
        except BaseException as error:
            span.set_attribute("error.type", type_name(error))
            span.set_status(StatusCode.ERROR)
            raise


@dataclass(frozen=True, kw_only=True)
class ObservedCaseDesk(CaseDesk):
    """Commands to cases, counted."""

    observation: Observation

    def enter(
        self,
        jurisdiction: str,
        caller: Caller,
        first: ReportCase,
        then: Sequence[tuple[Caller, CaseCommand]],
        *,
        key: str,
    ) -> Receipt:
        with self.observation.command(jurisdiction, first) as receipts:
            receipt = super().enter(jurisdiction, caller, first, then, key=key)
            receipts.append(receipt)
        return receipt

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        command: CaseCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Receipt:
        with self.observation.command(jurisdiction, command) as receipts:
            receipt = super().execute(
                jurisdiction, caller, command, key=key, expected_version=expected_version
            )
            receipts.append(receipt)
        return receipt


@dataclass(frozen=True, kw_only=True)
class ObservedOrganisationDesk(OrganisationDesk):
    """Commands to units, grids and posts, counted."""

    observation: Observation

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        command: OrganisationCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Receipt:
        with self.observation.command(jurisdiction, command) as receipts:
            receipt = super().execute(
                jurisdiction, caller, command, key=key, expected_version=expected_version
            )
            receipts.append(receipt)
        return receipt


@dataclass(frozen=True, kw_only=True)
class ObservedWebhookDesk(WebhookDesk):
    """Changes to webhooks, counted."""

    observation: Observation

    def register(
        self, jurisdiction: str, caller: Caller, command: RegisterWebhook, *, key: str | None
    ) -> Outcome:
        with self.observation.command(jurisdiction, command) as outcomes:
            outcome = super().register(jurisdiction, caller, command, key=key)
            outcomes.append(outcome)
        return outcome

    def change(
        self,
        jurisdiction: str,
        caller: Caller,
        webhook_id: UUID,
        command: ChangeWebhook,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Outcome:
        with self.observation.command(jurisdiction, command) as outcomes:
            outcome = super().change(
                jurisdiction,
                caller,
                webhook_id,
                command,
                key=key,
                expected_version=expected_version,
            )
            outcomes.append(outcome)
        return outcome

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        webhook_id: UUID,
        command: WebhookCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Outcome:
        with self.observation.command(jurisdiction, command) as outcomes:
            outcome = super().execute(
                jurisdiction,
                caller,
                webhook_id,
                command,
                key=key,
                expected_version=expected_version,
            )
            outcomes.append(outcome)
        return outcome


class ObservedEventLog(PostgresEventLog):
    """The log, with spans."""

    observation = Observation()

    def open(
        self,
        jurisdiction: str,
        aggregate_ids: Sequence[UUID],
        *,
        key: str | None = None,
        fingerprint: bytes | None = None,
    ) -> Opened:
        with self.observation.span("log open"):
            return super().open(jurisdiction, aggregate_ids, key=key, fingerprint=fingerprint)

    def append(self, change: Change) -> Receipt:
        with self.observation.span("log append", **{"closeout.events": len(change.events)}):
            return super().append(change)


class ObservedReadModels(PostgresReadModels):
    """The read models, with spans."""

    observation = Observation()

    @contextmanager
    def view(
        self, jurisdiction: str, *, now: datetime, as_of: AsOf | None = None
    ) -> Generator[PostgresCaseView, None, None]:
        with (
            self.observation.span("read models"),
            super().view(jurisdiction, now=now, as_of=as_of) as view,
        ):
            yield view


@dataclass(frozen=True, slots=True)
class CountedSecurityLog:
    """A security log whose lines are counted by code."""

    inner: SecurityLog
    metrics: Metrics

    def refused(
        self,
        jurisdiction: str,
        *,
        at: datetime,
        actor_id: str,
        command: str,
        subject: str,
        code: str,
        rule: str | None,
        detail: str,
        represented_by: str | None = None,
    ) -> None:
        self.metrics.refusals.labels(code).inc()
        self.inner.refused(
            jurisdiction,
            at=at,
            actor_id=actor_id,
            command=command,
            subject=subject,
            code=code,
            rule=rule,
            detail=detail,
            represented_by=represented_by,
        )
