"""What a client wrote down: each key before it sends the command, each receipt after it came.

Append-only lines in a file, each written by one system call: a killed process loses none of them.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

from application.ports import Receipt


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The receipt a key got, and whether it was told that the key had been used before."""

    aggregate_id: UUID
    version: int
    position: int
    repeated: bool


@dataclass
class Ledger:
    """The ledgers of some clients, read.

    Attributes:
        sent: how often each key was sent.
        acknowledged: every receipt each key got.
    """

    sent: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, list[Acknowledged]] = field(default_factory=dict)

    @classmethod
    def read(cls, *files: Path) -> Self:
        """What stands in the files; one that is not there yet is empty."""
        ledger = cls()
        for file in files:
            for written in file.read_text().splitlines() if file.exists() else ():
                mark, key, *receipt = written.split()
                if mark == "sent":
                    ledger.sent[key] += 1
                else:
                    case_id, version, position, repeated = receipt
                    ledger.acknowledged.setdefault(key, []).append(
                        Acknowledged(UUID(case_id), int(version), int(position), repeated == "True")
                    )
        return ledger

    @property
    def open(self) -> list[str]:
        """Keys that were sent and never acknowledged."""
        return [key for key in self.sent if key not in self.acknowledged]


class LedgerWriter:
    """Writes one client's ledger; safe for many threads."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def sent(self, key: str) -> None:
        """About to be sent."""
        self._write(f"sent {key}")

    def acknowledged(self, key: str, receipt: Receipt) -> None:
        """The receipt came."""
        self._write(
            f"done {key} {receipt.aggregate_id} {receipt.version} {receipt.position} "
            f"{receipt.repeated}"
        )

    def _write(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())
