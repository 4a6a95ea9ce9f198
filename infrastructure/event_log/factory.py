"""Lets the library's own ``Application`` run on a jurisdiction's log.

Chosen by ``PERSISTENCE_MODULE=infrastructure.event_log.factory``.
"""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    NotSupportedError,
    ProcessRecorder,
    TrackingRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from infrastructure.event_log.appender import Appender
from infrastructure.event_log.mapper import PydanticMapper
from infrastructure.event_log.recorder import JurisdictionRecorder, PostgresTrackingRecorder
from infrastructure.postgres.pool import Sessions


class JurisdictionFactory(InfrastructureFactory[TrackingRecorder]):
    """Recorders bound to one jurisdiction, sharing the sessions of one application.

    Settings: ``CLOSEOUT_LOG_DSN``, ``CLOSEOUT_JURISDICTION``; ``CLOSEOUT_ROLE`` is the database
    role to act in, by default that of the connection.
    """

    DSN, JURISDICTION, ROLE = "CLOSEOUT_LOG_DSN", "CLOSEOUT_JURISDICTION", "CLOSEOUT_ROLE"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        dsn, jurisdiction = self.env.get(self.DSN), self.env.get(self.JURISDICTION)
        if not dsn or not jurisdiction:
            raise InfrastructureFactoryError(f"Set {self.DSN} and {self.JURISDICTION}.")
        self._jurisdiction = jurisdiction
        self._sessions = Sessions(dsn, role=self.env.get(self.ROLE))
        self._appender = Appender(self._sessions)

    def mapper(
        self,
        transcoder: Transcoder | None = None,
        mapper_class: type[Mapper[Any]] | None = None,
    ) -> Mapper[Any]:
        """The log has one mapper; transcoders, compressors and ciphers are not used."""
        del transcoder, mapper_class
        return PydanticMapper()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        raise NotSupportedError(f"No table for {purpose} apart from the log; histories are short.")

    def application_recorder(self) -> JurisdictionRecorder:
        return JurisdictionRecorder(self._sessions, self._appender, self._jurisdiction)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> TrackingRecorder:
        recorder = tracking_recorder_class or PostgresTrackingRecorder
        tracking: TrackingRecorder = recorder(self._sessions, self._jurisdiction)
        return tracking

    def process_recorder(self) -> ProcessRecorder:
        raise NotSupportedError("A follower records its position with its own rows.")

    def close(self) -> None:
        self._appender.close()
        self._sessions.close()
        super().close()
