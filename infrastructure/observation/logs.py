"""Structured logs: one JSON object a line on standard error, without personal data.

Lines of our own code are written with that in mind and appear as they are. What libraries say was
written for somebody else: of their messages only the fixed text before formatting is kept, of
exceptions only type and place (``faults``). No line names the person who asked, not even by id: who
did what stands in the event log and the security log, which are append-only and read under the
permission matrix, while these lines travel to wherever lines are collected and outlive an erasure
there (ENV-07).
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from types import TracebackType
from typing import IO, Any, Final

import structlog
from structlog.types import EventDict, Processor

from infrastructure.observation.faults import described, type_name

_OURS: Final = ("application", "domain", "infrastructure", "interfaces")
# Their errors say what is wrong with the connection: hosts, ports and roles, never rows.
_TRUSTED: Final = ("psycopg.pool",)
# The first line of what these say ready-made is fixed text.
_FIXED: Final = ("apscheduler", "asyncio", "psycopg", "uvicorn")
_WITHHELD: Final = "(text withheld)"
_NOISY: Final = {"apscheduler": logging.WARNING, "opentelemetry": logging.ERROR}


class LogLevel(StrEnum):
    """From which level on lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@contextmanager
def structured(
    process: str,
    level: LogLevel = LogLevel.INFO,
    stream: IO[str] | None = None,
    *,
    ends: bool = False,
) -> Iterator[None]:
    """Write the logs of this process as JSON lines until the context ends.

    Args:
        process: what this process is, in every line: ``api``, ``projector``, ``scheduler``.
        stream: where to; None: standard error.
        ends: the process ends with the context: an error is told of here, for whoever started it
            would show its values.

    Raises:
        SystemExit: instead of an error, if the process ends here.
    """
    root = logging.getLogger()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Formatter(process))
    before = root.handlers[:], root.level
    hook = sys.excepthook, threading.excepthook
    noisy = {name: logging.getLogger(name).level for name in _NOISY}
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet in _NOISY.items():
        logging.getLogger(name).setLevel(quiet)
    sys.excepthook = partial(_uncaught, handler)
    threading.excepthook = _uncaught_in_thread
    structlog.configure(
        processors=_for_ours(),
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    try:
        yield
        sys.excepthook = hook[0]  # not after an error: nobody has told of it yet
    except Exception as error:
        if not ends:
            raise
        _uncaught(handler, type(error), error, error.__traceback__)
        sys.exit(1)
    finally:
        structlog.reset_defaults()
        threading.excepthook = hook[1]
        for name, was in noisy.items():
            logging.getLogger(name).setLevel(was)
        root.handlers[:], root.level = before
        root.setLevel(before[1])


def _for_ours() -> list[Processor]:
    return [
        structlog.stdlib.filter_by_level,
        _into_record,
    ]


def _into_record(
    _logger: object, _method: str, event: EventDict
) -> tuple[tuple[str], Mapping[str, Any]]:
    """Hand a line of ours to the standard library's logging, fields apart from text."""
    text, fault = str(event.pop("event", "")), event.pop("exc_info", None)
    return (text,), {"extra": {"fields": dict(event)}, "exc_info": fault}


class _Formatter(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _instant(record.created),
            "level": record.levelname.lower(),
            "event": _text(record),
            "process": self._process,
            "logger": record.name,
        }
        line |= structlog.contextvars.get_contextvars()
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=_kind)


def _kind(value: object) -> str:
    """What is no plain value is not shown, only what it is."""
    return f"<{type_name(value) if isinstance(value, BaseException) else type(value).__name__}>"


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _text(record: logging.LogRecord) -> str:
    """What a line may say: ours in full, of a library only what it would say to everybody."""
    if _of(record.name, _OURS) or record.name in _TRUSTED:
        return record.getMessage()
    if not isinstance(record.msg, str):
        return _WITHHELD
    if record.args or _of(record.name, _FIXED):
        return record.msg.strip().partition("\n")[0]
    return _WITHHELD


def _of(logger: str, packages: tuple[str, ...]) -> bool:
    return logger.partition(".")[0] in packages


def _uncaught(
    handler: logging.Handler,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        said, fault = "process ended by an error", (kind, error, trace)
        handler.handle(
            logging.LogRecord(__name__, logging.CRITICAL, __file__, 0, said, None, fault)
        )


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None:
        fault = (found.exc_type, found.exc_value, found.exc_traceback)
        logging.getLogger(__name__).critical("thread ended by an error", exc_info=fault)
