"""Blocking work in threads: bounded, in order, and finished once begun."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from threading import Event, current_thread, main_thread

import pytest

from interfaces.api import pool as module
from interfaces.api.pool import Pool
from interfaces.api.refusals import ServiceBusy

_word: ContextVar[str] = ContextVar("word")


class _Figure:
    def __init__(self) -> None:
        self.now = 0

    def inc(self) -> None:
        self.now += 1

    def dec(self) -> None:
        self.now -= 1


async def _until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - what it waits for tells nobody
        await asyncio.sleep(0)


def _holding(begun: Event, go: Event) -> Callable[[], bool]:
    """Work that says when it began, and ends when it is told to."""

    def hold() -> bool:
        begun.set()
        return go.wait(60)

    return hold


def test_work_is_done_elsewhere_in_the_same_context() -> None:
    async def ask() -> str:
        _word.set("said")
        return await Pool(1, 1).run(lambda: f"{_word.get()} {current_thread() is main_thread()}")

    assert asyncio.run(ask()) == "said False"


def test_what_work_raises_reaches_who_waits() -> None:
    def fail() -> None:
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        asyncio.run(Pool(1, 1).run(fail))


def test_more_work_than_threads_is_all_done() -> None:
    async def ask() -> list[int]:
        pool = Pool(2, 100)
        return await asyncio.gather(*(pool.run(lambda n=n: n) for n in range(50)))  # type: ignore[misc] # mypy does not see n

    assert asyncio.run(ask()) == list(range(50))


def test_who_would_wait_behind_too_many_is_turned_away() -> None:
    """One works, one waits, the third is told to come again; then there is room again."""
    begun, go, figure = Event(), Event(), _Figure()

    async def ask() -> None:
        pool = Pool(1, 1, figure)
        first = asyncio.create_task(pool.run(_holding(begun, go)))
        await _until(begun.is_set)
        second = asyncio.create_task(pool.run(lambda: True))
        await _until(lambda: figure.now == 2)
        with pytest.raises(ServiceBusy):
            await pool.run(lambda: True)
        go.set()
        assert await first
        assert await second
        assert await pool.run(lambda: True)
        assert figure.now == 0

    asyncio.run(ask())


def test_who_waited_too_long_is_turned_away_and_the_work_is_not_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0)
    begun, go, done = Event(), Event(), Event()

    async def ask() -> None:
        pool = Pool(1, 1)
        first = asyncio.create_task(pool.run(_holding(begun, go)))
        await _until(begun.is_set)
        with pytest.raises(ServiceBusy):
            await pool.run(done.set)
        go.set()
        await first
        await pool.run(lambda: None)  # the thread has passed the other one

    asyncio.run(ask())
    assert not done.is_set()


def test_who_leaves_before_the_work_began_takes_it_along() -> None:
    begun, go, done, figure = Event(), Event(), Event(), _Figure()

    async def ask() -> None:
        pool = Pool(1, 1, figure)
        first = asyncio.create_task(pool.run(_holding(begun, go)))
        await _until(begun.is_set)
        second = asyncio.create_task(pool.run(done.set))
        await _until(lambda: figure.now == 2)
        second.cancel()
        await asyncio.wait([second])
        assert figure.now == 1
        go.set()
        await first
        await pool.run(lambda: None)

    asyncio.run(ask())
    assert not done.is_set()


def test_work_that_began_is_finished_though_nobody_waits() -> None:
    begun, go, figure = Event(), Event(), _Figure()

    async def ask() -> None:
        pool = Pool(1, 1, figure)
        first = asyncio.create_task(pool.run(_holding(begun, go)))
        await _until(begun.is_set)
        first.cancel()
        await asyncio.wait([first])
        assert figure.now == 1
        go.set()
        assert await pool.run(lambda: "next") == "next"
        assert figure.now == 0

    asyncio.run(ask())


def test_threads_without_work_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """And come back when there is some."""
    monkeypatch.setattr(module, "_IDLE", 0.001)

    async def ask() -> None:
        pool = Pool(1, 1)
        worker = await pool.run(current_thread)
        worker.join(60)
        assert not worker.is_alive()
        assert await pool.run(current_thread) is not worker

    asyncio.run(ask())
