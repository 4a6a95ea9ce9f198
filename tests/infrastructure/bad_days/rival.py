"""``python -m tests.infrastructure.bad_days.rival DSN CASE NAME THREADS TURNS``: one of a crowd.

Each thread notes follow-ups on the same case as everybody else, and prints what became of each key:
``done KEY VERSION`` or ``refused KEY CODE``.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from domain.kernel import DomainError
from tests.benchmarks.street import street


def main(dsn: str, case_id: UUID, name: str, threads: int, turns: int) -> None:
    """Take part."""
    with street(dsn) as town, ThreadPoolExecutor(threads) as pool:

        def work(thread: int) -> list[str]:
            lines = []
            for turn in range(turns):
                key = f"{name}-{thread}-{turn}"
                try:
                    receipt = town.note_follow_up(case_id, key)
                except DomainError as refusal:
                    lines.append(f"refused {key} {refusal.code}")
                else:
                    lines.append(f"done {key} {receipt.version}")
            return lines

        for lines in pool.map(work, range(threads)):
            sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1], UUID(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
