"""Ours: load, check the permission, decide, save, and read what was written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import count
from random import Random
from uuid import UUID, uuid4

import psycopg

from tests.benchmarks.measure import Sample, drive
from tests.benchmarks.street import Street

_READ_BACK_EVERY = 50


class ReadYourWriteBroken(Exception):
    """The line of a case did not show a command that had been acknowledged."""


class FollowUps:
    """``note_follow_up`` on cases chosen at random; its narrow line commits with it.

    Args:
        dsn: where a sample of the rows is read back, on connections of their own.
    """

    def __init__(self, street: Street, dsn: str, cases: Sequence[UUID]) -> None:
        self._street = street
        self._dsn = dsn
        self._cases = cases
        self._seeds = count(1)

    def run(self, clients: int, seconds: float) -> Sample:
        """One run.

        Raises:
            ReadYourWriteBroken: the product does not do what is measured.
        """
        seed = next(self._seeds)
        choices = [Random(f"{seed}/{n}") for n in range(clients)]  # noqa: S311  # which case is next, not a secret
        taken = [0] * clients
        with closing(psycopg.connect(self._dsn, autocommit=True)) as reading:

            def step(client: int) -> None:
                case_id = choices[client].choice(self._cases)
                receipt = self._street.note_follow_up(case_id, uuid4().hex)
                taken[client] += 1
                if taken[client] % _READ_BACK_EVERY == 0:
                    self._read_back(reading, case_id, receipt.version)

            return drive(clients, seconds, step)

    def _read_back(self, reading: psycopg.Connection, case_id: UUID, version: int) -> None:
        found = reading.execute(
            "SELECT version FROM case_heads_v1 WHERE jurisdiction = %s AND case_id = %s",
            [self._street.jurisdiction, case_id],
        ).fetchone()
        if found is None or found[0] < version:
            raise ReadYourWriteBroken(f"{case_id}: version {version} written, {found} read")


class Reports:
    """``report_case``: a new case each time, its text sealed for a resident."""

    def __init__(self, street: Street) -> None:
        self._street = street

    def run(self, clients: int, seconds: float) -> Sample:
        """One run."""
        return drive(clients, seconds, lambda _: _discard(self._street.report(uuid4().hex)))


def _discard(_: object) -> None:
    pass
