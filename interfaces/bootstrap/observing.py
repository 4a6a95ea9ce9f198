"""What watches a process: logs, spans, counters, and where they are shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from infrastructure.observation.admin import admin as listening
from infrastructure.observation.logs import structured
from infrastructure.observation.observed import Observation
from infrastructure.observation.shared_counters import shared_counters
from infrastructure.postgres.pool import (
    Sessions,
)
from infrastructure.projections.histories import TRACKING
from infrastructure.settings import Settings
from interfaces.bootstrap.wiring import PROBE, Wiring

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from infrastructure.observation.figures import FigureSource
    from infrastructure.observation.metrics import Metrics


LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Observing:
    """What watches a process.

    Attributes:
        metrics: None: no port for them is set.
        tracing: None: nobody collects traces.
    """

    metrics: Metrics | None
    tracing: TracerProvider | None
    observation: Observation


@contextmanager
def observing(settings: Settings, process: str, *, worker: bool = False) -> Iterator[Observing]:
    """Logs, spans and counters of one process; to be entered first in each, and once.

    Counters are kept if a port for metrics is set, spans if a collector of traces is.

    Args:
        process: what it is, in every line and span: ``api``, ``projector``, ``scheduler``, ``up``.
        worker: it was started by another process of ours, and ends with the context.
    """
    with ExitStack() as stack:
        stack.enter_context(structured(process, settings.log_level, ends=worker))
        tracing = metrics = None
        # Here, because importing them takes longer than most commands.
        if settings.traces_endpoint is not None:
            from infrastructure.observation import traces  # noqa: PLC0415 - see above

            token = settings.traces_token
            collector = traces.Collector(
                endpoint=settings.traces_endpoint,
                token=token.get_secret_value() if token else None,
                share=settings.traces_share,
            )
            tracing = stack.enter_context(traces.tracing(process, collector))
        if settings.admin_port is not None:
            stack.enter_context(shared_counters())
            from infrastructure.observation.metrics import Metrics  # noqa: PLC0415 - see above

            metrics = Metrics()
        tracer = tracing.get_tracer("closeout") if tracing else None
        yield Observing(metrics, tracing, Observation(metrics=metrics, tracer=tracer))


@contextmanager
def admin(
    wiring: Wiring,
    settings: Settings,
    observing: Observing,
) -> Iterator[int | None]:
    """Show metrics on the admin address, if one is set; the port that is listened on.

    Of several worker processes one shows those of all (``infrastructure.observation.metrics``).

    Raises:
        AdminAddressTaken: somebody else listens there.
    """
    if observing.metrics is None or settings.admin_port is None:
        yield None
        return
    from prometheus_client import (  # noqa: PLC0415 - only where they are needed
        CollectorRegistry,
        ProcessCollector,
    )

    from infrastructure.observation.figures import (  # noqa: PLC0415 - same
        CalendarFigures,
        CaseFigures,
        Figures,
        LagFigures,
        ReactionFigures,
    )
    from infrastructure.observation.metrics import exposition  # noqa: PLC0415 - same
    from infrastructure.webhooks.figures import WebhookFigures  # noqa: PLC0415 - same

    sources: list[FigureSource] = [
        CaseFigures(),
        LagFigures(TRACKING),
        ReactionFigures([reaction.NAME for reaction in wiring.service.reactor.reactions]),
        CalendarFigures(),
        WebhookFigures(),
    ]
    with closing(Sessions(wiring.dsn, role=wiring.role or None, answer_within=PROBE)) as sessions:
        figures = CollectorRegistry()
        ProcessCollector(registry=figures)
        figures.register(Figures(sessions, wiring.service.clock, sources))
        shown = partial(exposition, observing.metrics.registry, figures)
        with listening(settings.admin_host, settings.admin_port, shown) as port:
            LOGGER.info("metrics are shown on %s:%d", settings.admin_host, port)
            yield port
