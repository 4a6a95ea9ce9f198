"""Several processes that fill the new tables of a rebuild: Python folds on one core in each."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from infrastructure.projections.histories import TABLES
from infrastructure.projections.rebuild_fill import Filler, Part

_AHEAD = 2  # parts given to a helper, so that it never waits for the next one
_END_WITHIN = 10.0  # seconds

Names = Sequence[tuple[str, str]]
"""Each read model with the name of its new table."""

News = tuple[Connection, int, int]
"""A helper, the parts it has done, and the events it has read, since it was last heard."""


class HelperLost(Exception):
    """A process of the rebuild ended before its part was done."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def fill_all(
    dsn: str, names: Names, parts: Iterable[Part], size: int
) -> Generator[int, None, None]:
    """Fill the tables from all parts; yields, now and then, how many more events were read.

    This process does its share. What it ends for, its helpers end for, too: whoever is killed,
    nobody goes on writing for longer than a part takes.

    Args:
        size: processes, this one included.

    Raises:
        HelperLost: another process failed; its own message is in the text.
    """
    left = deque(parts)
    with ExitStack() as stack:
        helpers = [stack.enter_context(_helper(dsn, names)) for _ in range(size - 1)]
        filler = stack.enter_context(_filler(dsn, names))
        given = dict.fromkeys(helpers, 0)
        while left or any(given.values()):
            for pipe in helpers:
                while left and given[pipe] < _AHEAD:
                    _tell(pipe, left.popleft())
                    given[pipe] += 1
            if left:
                yield from filler.fill(left.popleft())
            for pipe, done, events in _news(helpers, 0 if left else None):
                given[pipe] -= done
                yield events


def _filler(dsn: str, names: Names) -> Filler:
    tables = {table.name: table for table in TABLES}
    return Filler(dsn, [(tables[model], name) for model, name in names])


@contextmanager
def _helper(dsn: str, names: Names) -> Iterator[Connection]:
    """Another process, by the pipe to it."""
    # Not forked: this process has threads and connections, which a copy of it would break.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_help, args=(theirs, dsn, names), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(_END_WITHIN)
        if process.exitcode is None:
            process.kill()
            process.join()


def _help(pipe: Connection, dsn: str, names: Names) -> None:
    """Fill parts as they come, until the pipe is closed or whoever holds it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells all; one of them decides
    with suppress(EOFError, ConnectionError), _filler(dsn, names) as filler:
        while True:
            part = pipe.recv()
            try:
                for events in filler.fill(part):
                    pipe.send((0, events))
            except ConnectionError:
                raise
            except Exception as error:  # noqa: BLE001 - told to the process that began this one, which raises
                pipe.send(f"{type(error).__name__}: {error}")
                return
            pipe.send((1, 0))


def _tell(pipe: Connection, part: Part) -> None:
    try:
        pipe.send(part)
    except OSError as error:
        raise HelperLost("A process of the rebuild has gone.") from error


def _news(helpers: Sequence[Connection], patience: float | None) -> Iterator[News]:
    """All that the helpers have to say, waiting so long for the first of it; None: for ever."""
    while helpers and (ready := wait(helpers, patience)):
        for pipe in ready:
            assert isinstance(pipe, Connection)
            yield pipe, *_heard(pipe)
        patience = 0


def _heard(pipe: Connection) -> tuple[int, int]:
    """Parts done and events read."""
    try:
        said = pipe.recv()
    except (EOFError, OSError) as error:
        raise HelperLost("A process of the rebuild was killed.") from error
    if isinstance(said, str):
        raise HelperLost(said)
    done, events = said
    return done, events
