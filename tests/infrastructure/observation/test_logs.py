"""What a line may say."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from infrastructure.observation.faults import described
from infrastructure.observation.logs import LogLevel, structured

ROOT = Path(__file__).parents[3]
SECRET = "13800138000"


class Form(BaseModel):
    """Something a caller fills in."""

    age: int


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_lines_appear_with_their_fields_and_context() -> None:
    """等保 8.1.4.3: when, where, what."""
    stream = io.StringIO()
    with structured("api", stream=stream), structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("interfaces.here").info("swept", cases=3)
        logging.getLogger("application.there").warning("case %s waits", "c-1")

    first, second = lines(stream)
    assert {k: first[k] for k in ("event", "process", "cases", "request_id", "level")} == {
        "event": "swept",
        "process": "api",
        "cases": 3,
        "request_id": "r1",
        "level": "info",
    }
    assert (second["event"], second["request_id"]) == ("case c-1 waits", "r1")


@pytest.mark.parametrize(
    ("logger", "text", "values", "expected"),
    [
        ("uvicorn.error", "Started [%s]", (SECRET,), "Started [%s]"),
        ("some.library", f"row {SECRET}", (), "(text withheld)"),
        ("asyncio", f"Task failed\nfuture: {SECRET}", (), "Task failed"),
        ("psycopg.pool", "error connecting in %s", ("pool-1",), "error connecting in pool-1"),
    ],
)
def test_of_a_library_only_its_fixed_text_is_kept(
    logger: str, text: str, values: tuple[str, ...], expected: str
) -> None:
    """ENV-07: what it would put in was written for somebody else."""
    stream = io.StringIO()
    with structured("api", stream=stream):
        logging.getLogger(logger).error(text, *values)

    assert [line["event"] for line in lines(stream)] == [expected]


def test_an_error_is_type_and_place_never_a_value() -> None:
    """ENV-07: a validation error holds the inputs, also as a cause or in a group."""
    stream = io.StringIO()
    with structured("api", stream=stream):
        try:
            try:
                Form.model_validate({"age": SECRET + "x"})
            except ValidationError as error:
                raise ExceptionGroup(SECRET, [error, ValueError(SECRET)]) from error
        except ExceptionGroup as group:
            logging.getLogger("interfaces.x").exception("failed", exc_info=group)

    [line] = lines(stream)
    found = line["exception"]
    assert found["type"] == "ExceptionGroup"
    assert found["cause"]["type"].endswith("ValidationError")
    assert [one["type"] for one in found["group"]][1] == "ValueError"
    assert any("test_logs.py" in place and "never_a_value" in place for place in found["at"])
    assert SECRET not in stream.getvalue()


def test_a_field_that_is_no_plain_value_is_not_shown() -> None:
    """ENV-07: an object's text is anybody's guess."""
    stream = io.StringIO()
    with structured("api", stream=stream):
        structlog.get_logger("interfaces.x").info(
            "seen", form=Form(age=7), error=ValueError(SECRET)
        )

    [line] = lines(stream)
    assert (line["form"], line["error"]) == ("<Form>", "<ValueError>")


def test_a_line_stays_one_line() -> None:
    """ASVS 16.4.1: nobody writes lines of his own into the log."""
    stream = io.StringIO()
    with structured("api", stream=stream):
        structlog.get_logger("interfaces.x").info("seen", code='a\n{"event": "forged"}')

    assert len(lines(stream)) == 1


def test_levels_are_kept_and_given_back() -> None:
    """Architecture 9: a command after the process logs as before."""
    stream, before = io.StringIO(), logging.getLogger().handlers[:]
    with structured("api", LogLevel.WARNING, stream):
        structlog.get_logger("interfaces.x").info("quiet")
        structlog.get_logger("interfaces.x").warning("loud")

    assert [line["event"] for line in lines(stream)] == ["loud"]
    assert logging.getLogger().handlers == before


def test_a_chain_of_errors_is_bounded() -> None:
    """Bad days: an error whose causes never end."""
    error: BaseException = ValueError()
    for _ in range(100):
        outer = ValueError()
        outer.__cause__ = error
        error = outer

    depth, found = 0, described(error)
    while "cause" in found:
        depth, found = depth + 1, found["cause"]
    assert depth < 10


def test_a_thread_that_dies_says_so() -> None:
    """Architecture 9: type and place."""
    stream = io.StringIO()

    def fail() -> None:
        raise ValueError(SECRET)

    with structured("api", stream=stream):
        thread = Thread(target=fail)
        thread.start()
        thread.join()

    [line] = lines(stream)
    assert (line["level"], line["exception"]["type"]) == ("critical", "ValueError")
    assert SECRET not in stream.getvalue()


def test_a_process_that_dies_says_so() -> None:
    """Architecture 9: an uncaught error is a line, not a traceback with values."""
    program = (
        "from infrastructure.observation.logs import structured\n"
        f"with structured('api'):\n    raise ValueError('{SECRET}')\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert json.loads(ended.stderr)["exception"]["type"] == "ValueError"
    assert SECRET not in ended.stderr
