"""Imports on a real database, under a clock that stands still."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from application.imports.import_cases import CaseImport, Refusal, Tally
from application.imports.prepare import prepare
from application.imports.pseudonyms import Pseudonyms
from domain.cases.case import Case
from domain.kernel import Event
from infrastructure.csv_rows import open_csv
from infrastructure.import_maps import read_map
from infrastructure.imported_cases import PostgresKnownCases
from interfaces.bootstrap import Wiring, wired
from tests.samples import at
from tests.shelves import product_packs

ROOT = Path(__file__).parents[3]
REQUESTS, MESSAGES = ROOT / "tests/samples/requests.csv", ROOT / "tests/samples/messages.csv"
REQUEST_MAP, MESSAGE_MAP = ROOT / "docs/imports/la311.yaml", ROOT / "docs/imports/tipdm2020c.yaml"
NOW = at("2021-03-01 09:00")
KEY = bytes(range(32))
HEAD = REQUESTS.read_bytes().splitlines(keepends=True)[0]


@dataclass(frozen=True)
class Importing:
    """A service that imports into one jurisdiction."""

    wiring: Wiring
    jurisdiction: str

    @property
    def cases(self) -> CaseImport:
        return CaseImport(
            desk=self.wiring.service.cases,
            known=PostgresKnownCases(self.wiring.sessions),
            jurisdictions=self.wiring.service.jurisdictions,
        )

    def run(self, file: Path, plan: Path, workers: int = 4) -> tuple[Tally, list[Refusal]]:
        """Import a file; the tally and the refusals in the order they were told."""
        refused: list[Refusal] = []
        with open_csv(file) as rows:
            tally = self.cases.run(
                self.jurisdiction,
                read_map(plan).recipe(rows.columns, Pseudonyms(KEY)),
                rows,
                workers=workers,
                refused=refused.append,
                progress=lambda _: None,
            )
        return tally, refused

    def history(self, reference: str) -> list[Event]:
        """Stored events of the case of a reference."""
        case_id = Case.create_id(self.jurisdiction, reference)
        return [event for _, event in self.wiring.log.history(self.jurisdiction, case_id)]


@contextmanager
def importing(dsn: str, plan: Path, jurisdiction: str = "imported") -> Iterator[Importing]:
    """A service with the bodies and posts that a map asks for."""
    with wired(dsn, master_key=KEY, packs=product_packs(), clock=lambda: NOW) as wiring:
        setup = read_map(plan).plan.setup
        assert setup is not None
        prepare(wiring.service, jurisdiction, setup)
        yield Importing(wiring, jurisdiction)


def topics(dsn: str, jurisdiction: str = "imported") -> dict[str, int]:
    """How many events of cases the log holds, by catalogue name."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT topic, count(*) FROM events WHERE jurisdiction = %s AND aggregate_id IN"
            " (SELECT aggregate_id FROM events WHERE jurisdiction = %s AND topic = 'CaseReported')"
            " GROUP BY topic",
            [jurisdiction, jurisdiction],
        )
        return dict(rows.fetchall())


def write_requests(path: Path, count: int) -> Path:
    """A file of closed requests, numbered from 1."""
    row = b'%d,N-%d,2021-02-01 08:00:00,2021-02-02 09:30:00,4,2,7,1,1,"1 A ST",34.1,-118.3,1\n'
    path.write_bytes(HEAD + b"".join(row % (n, n) for n in range(1, count + 1)))
    return path


def main() -> None:
    """Import a file of requests into a prepared database; for tests that kill the process."""
    dsn, file = sys.argv[1:]
    with importing(dsn, REQUEST_MAP) as imports:
        imports.run(Path(file), REQUEST_MAP)


if __name__ == "__main__":
    main()
