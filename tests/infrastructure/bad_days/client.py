"""``python -m tests.infrastructure.bad_days.client DSN LEDGER NAME``: a busy client to be killed.

Several threads send commands under keys of their own until SIGTERM. After a kill, its successor
first sends again what was never acknowledged, under the same keys, and goes on from there. What a
key asks for follows from the key alone, so that it can be asked again.
"""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from zlib import crc32

import psycopg

from application.ports import LogUnavailable, Receipt
from domain.kernel import ConcurrentChange
from tests.benchmarks.street import GU, Street, reported, street
from tests.infrastructure.bad_days.ledger import Ledger, LedgerWriter

THREADS = 6
SHARED_CASES = 5
"""Cases that all clients write to, so that they get into each other's way."""

_AGAIN = 0.02


def shared(number: int) -> str:
    """The key of a case that was there before."""
    return f"shared-{number}"


def send(town: Street, key: str) -> Receipt:
    """What a key asks for: half of them a new case, half a note on one of the shared cases."""
    number = crc32(key.encode())
    if number % 2:
        return town.report(key)
    of = shared(number // 2 % SHARED_CASES)
    case_id = town.service.cases.case_id_of(town.jurisdiction, GU, reported(of), of)
    return town.note_follow_up(case_id, key)


def insist(town: Street, key: str, written: LedgerWriter, give_up: Event) -> None:
    """Send a key until it is acknowledged; it may have been stored the first time."""
    written.sent(key)
    while not give_up.is_set():
        try:
            receipt = send(town, key)
        except (LogUnavailable, ConcurrentChange):
            give_up.wait(_AGAIN)
        else:
            written.acknowledged(key, receipt)
            return


def started(stack: ExitStack, dsn: str, give_up: Event) -> Street:
    """The service, as soon as there is a database: a supervisor would start it again until then."""
    while True:
        try:
            return stack.enter_context(street(dsn))
        except psycopg.OperationalError:
            give_up.wait(_AGAIN)


def main(dsn: str, file: Path, name: str) -> None:
    """Replay, then go on until SIGTERM."""
    before = Ledger.read(file)
    written, stop, never = LedgerWriter(file), Event(), Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with ExitStack() as stack:
        town = started(stack, dsn, never)
        threads = stack.enter_context(ThreadPoolExecutor(THREADS))

        def work(thread: int) -> None:
            for key in before.open[thread::THREADS]:
                insist(town, key, written, never)
            number = len(before.sent)
            while not stop.is_set():
                insist(town, f"{name}-{thread}-{number}", written, never)
                number += 1

        for done in [threads.submit(work, thread) for thread in range(THREADS)]:
            done.result()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
