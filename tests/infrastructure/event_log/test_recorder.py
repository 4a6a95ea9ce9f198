"""The library's own contract tests on our recorders, and its own Application on our log.

Of the shipped cases these do not apply: ``AggregateRecorderTestCase`` (it expects a store without
positions, which the library uses for snapshots; there are none here), ``ProcessRecorderTestCase``
(a follower commits its position with its rows, not with events) and
``InfrastructureFactoryTestCase`` (it configures transcoders, compressors and ciphers, which the
log's one mapper does without).
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    InfrastructureFactoryError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
)
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    TrackingRecorderTestCase,
)

from infrastructure.event_log.appender import Appender
from infrastructure.event_log.factory import JurisdictionFactory
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.recorder import JurisdictionRecorder, PostgresTrackingRecorder
from infrastructure.postgres.pool import Sessions
from tests.database import Database
from tests.infrastructure.event_log.toys import AT, Kettle


@pytest.fixture
def recorder(log: PostgresEventLog, sessions: Sessions) -> JurisdictionRecorder:
    """The recorder of j1."""
    log.open_jurisdiction("j1", "toy")
    return JurisdictionRecorder(sessions, Appender(sessions), "j1")


@pytest.fixture
def tracking(sessions: Sessions) -> PostgresTrackingRecorder:
    """The tracking recorder of j1."""
    return PostgresTrackingRecorder(sessions, "j1")


class TestApplicationRecorder(ApplicationRecorderTestCase[JurisdictionRecorder]):
    """Order, conflicts, atomicity, selection, concurrency and subscriptions."""

    @pytest.fixture(autouse=True)
    def _given(self, recorder: JurisdictionRecorder) -> None:
        self._recorder = recorder

    def create_recorder(self) -> JurisdictionRecorder:
        return self._recorder

    def test_subscribe(self) -> None:
        """The shipped case is optional; a log that is followed must pass it."""
        self.optional_test_insert_subscribe()


class TestNotificationIds(NonInterleavingNotificationIDsBaseCase):
    """Events of one save lie together."""

    @pytest.fixture(autouse=True)
    def _given(self, recorder: JurisdictionRecorder) -> None:
        self._recorder = recorder

    def create_recorder(self) -> JurisdictionRecorder:
        return self._recorder


class TestTrackingRecorder(TrackingRecorderTestCase):
    """Positions only advance, and can be waited for."""

    @pytest.fixture(autouse=True)
    def _given(self, tracking: PostgresTrackingRecorder) -> None:
        self._recorder = tracking

    def create_recorder(self) -> PostgresTrackingRecorder:
        return self._recorder


@pytest.fixture
def application(database: Database, log: PostgresEventLog) -> Iterator[Application[UUID]]:
    """The library's own application on j1."""
    log.open_jurisdiction("j1", "toy")
    started: Application[UUID] = Application(
        env={
            "PERSISTENCE_MODULE": "infrastructure.event_log.factory",
            "CLOSEOUT_LOG_DSN": database.dsn,
            "CLOSEOUT_ROLE": database.service,
            "CLOSEOUT_JURISDICTION": "j1",
        }
    )
    yield started
    started.close()


def test_the_librarys_application_runs_on_the_log(
    application: Application[UUID], log: PostgresEventLog
) -> None:
    """ENV-01"""
    kettle = _kettle()
    kettle.trigger_event(Kettle.Boiled, timestamp=AT, **_ENVELOPE)

    recordings = application.save(kettle)

    copy: Kettle = application.repository.get(kettle.id)
    assert [recording.notification.id for recording in recordings] == [1, 2]
    assert copy.version == 2
    assert [row.recorded_at for row in log.events_after("j1", 0, 9)] == [AT, AT]
    with pytest.raises(AggregateNotFoundError):
        application.repository.get(uuid4())


def test_the_librarys_application_learns_of_a_conflict(application: Application[UUID]) -> None:
    """ENV-05"""
    kettle = _kettle()
    application.save(kettle)
    one: Kettle = application.repository.get(kettle.id)
    other: Kettle = application.repository.get(kettle.id)
    one.trigger_event(Kettle.Boiled, timestamp=AT, **_ENVELOPE)
    other.trigger_event(Kettle.Boiled, timestamp=AT, **_ENVELOPE)
    application.save(one)

    with pytest.raises(IntegrityError):
        application.save(other)


def test_a_gap_and_a_strange_log_are_refused(
    recorder: JurisdictionRecorder, sessions: Sessions
) -> None:
    """ENV-01"""
    event = StoredEvent(uuid4(), 3, "T", b"{}")

    with pytest.raises(IntegrityError):
        recorder.insert_events([event])
    with pytest.raises(ProgrammingError):
        JurisdictionRecorder(sessions, Appender(sessions), "elsewhere").insert_events([event])
    with pytest.raises(ProgrammingError):
        recorder.insert_events([event], tracking=Tracking("upstream", 1))


def test_a_missing_server_is_the_librarys_operational_error() -> None:
    """ENV-05"""
    sessions = Sessions("host=/nonexistent dbname=none")
    recorder = JurisdictionRecorder(sessions, Appender(sessions), "j1")

    with pytest.raises(OperationalError):
        recorder.insert_events([StoredEvent(uuid4(), 1, "T", b"{}")])
    with pytest.raises(OperationalError):
        recorder.select_events(uuid4())
    with pytest.raises(OperationalError):
        recorder.max_notification_id()


def test_the_factory_says_what_it_needs_and_what_it_has_not(database: Database) -> None:
    """ENV-01"""
    with pytest.raises(InfrastructureFactoryError):
        JurisdictionFactory({})

    factory = JurisdictionFactory({"CLOSEOUT_LOG_DSN": database.dsn, "CLOSEOUT_JURISDICTION": "j1"})
    with pytest.raises(NotSupportedError):
        factory.aggregate_recorder("snapshots")
    with pytest.raises(NotSupportedError):
        factory.process_recorder()
    factory.close()


_ENVELOPE = {"occurred_at": AT, "actor_id": "p-1", "pack": "toy@1"}


def _kettle() -> Kettle:
    kettle: Kettle = Kettle._create(  # noqa: SLF001  # the library's name for it
        event_class=Kettle.Bought, id=uuid4(), timestamp=AT, **_ENVELOPE
    )
    return kettle
