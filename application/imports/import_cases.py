"""Import cases: each row of a file through the real use cases, all of it or none (CAS-KD-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from application.imports.errors import RowUnfit
from application.imports.recipe import Entry, Recipe
from application.imports.rows import Row, Rows, Unreadable
from application.ports import Jurisdictions, Receipt, UnknownJurisdiction
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.command import CaseCommand
from application.use_cases.request import ATTEMPTS, Caller
from domain.cases.case import Case
from domain.kernel import (
    ConcurrentChange,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    StaleVersion,
)

_REFUSALS = (RowUnfit, NotFound, Conflict, Forbidden, Invalid, StaleVersion)
"""What concerns a row. Anything else concerns the service, and ends the import."""

_BATCH_ROWS: Final = 256
_BATCH_CHARACTERS: Final = 8 * 1024 * 1024


class Entering(Protocol):
    """The desk that takes a row; see ``CaseDesk.enter``."""

    def enter(
        self,
        jurisdiction: str,
        caller: Caller,
        first: ReportCase,
        then: Sequence[tuple[Caller, CaseCommand]],
        *,
        key: str,
    ) -> Receipt:
        """Start a case and carry out further commands on it, all or none."""
        ...


class KnownCases(Protocol):
    """Tells which cases exist."""

    def known(self, jurisdiction: str, case_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of the cases that have been reported."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that left nothing behind, and why.

    Attributes:
        line: physical line of the file the row begins on.
        source_id: None where the row has none that can be read.
        code: permanent: that of a rule's refusal, or what is wrong with the row itself.
        reason: never quotes what stands in the row (ENV-07).
    """

    line: int
    source_id: str | None
    code: str
    rule: str | None
    reason: str


@dataclass(slots=True)
class Tally:
    """What became of the rows so far.

    Attributes:
        entered: became a case now.
        present: had become one before.
        events: written for the rows that entered.
    """

    entered: int = 0
    present: int = 0
    refused: int = 0
    events: int = 0

    @property
    def rows(self) -> int:
        """Rows dealt with."""
        return self.entered + self.present + self.refused


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A row that has an id and may be new."""

    row: Row
    source_id: str
    case_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseImport:
    """Imports files of cases; a row that is there is passed over, so it can be run again.

    Each row is one change with a key of its own: whenever the process dies, a row is there whole
    or not at all, and the next run goes on with those that are missing. A row that changed in the
    file after it was entered is not entered again: what happened since is told by commands.
    """

    desk: Entering
    known: KnownCases
    jurisdictions: Jurisdictions

    def run(
        self,
        jurisdiction: str,
        recipe: Recipe,
        rows: Rows,
        *,
        workers: int,
        refused: Callable[[Refusal], None],
        progress: Callable[[Tally], None],
    ) -> Tally:
        """Import all rows.

        Memory is bounded but for the ids of the file, about 100 bytes a row: they tell a row that
        stands twice in the file from one that was there before.

        Args:
            workers: threads; rows enter in any order, as each is a case of its own.
            refused: is told each refusal in the order of the file.
            progress: is told the tally every now and then; the object is the same each time.

        Raises:
            UnknownJurisdiction: no such log.
        """
        if jurisdiction not in self.jurisdictions.all():
            raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
        tally = Tally()
        met: set[UUID] = set()
        pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="import")
        try:
            for batch in _batches(rows):
                for outcome in self._outcomes(jurisdiction, recipe, batch, met, pool):
                    _count(tally, outcome, refused)
                progress(tally)
        finally:
            pool.shutdown(cancel_futures=True)
        return tally

    def _outcomes(
        self,
        jurisdiction: str,
        recipe: Recipe,
        batch: Sequence[Row | Unreadable],
        met: set[UUID],
        pool: ThreadPoolExecutor,
    ) -> Iterator[Refusal | Receipt | None]:
        """What became of each row, in the order of the file; None: it was there before."""
        sorted_out = [_sorted_out(jurisdiction, recipe, row, met) for row in batch]
        waiting = [each for each in sorted_out if isinstance(each, _Waiting)]
        there = self.known.known(jurisdiction, [each.case_id for each in waiting])
        outcomes: list[Refusal | Future[Receipt | Refusal] | None] = []
        for each in sorted_out:
            if isinstance(each, Refusal):
                outcomes.append(each)
            elif each.case_id in there:
                outcomes.append(None)
            else:
                outcomes.append(pool.submit(self._entered, jurisdiction, recipe, each))
        for outcome in outcomes:
            yield outcome.result() if isinstance(outcome, Future) else outcome

    def _entered(self, jurisdiction: str, recipe: Recipe, new: _Waiting) -> Receipt | Refusal:
        key = f"import/{recipe.reference(new.source_id)}"
        try:
            entry = recipe.entry(new.row, new.case_id)
            return self._enter(jurisdiction, entry, key)
        except _REFUSALS as refusal:
            reason = _unquoted(refusal, new.row)
            return Refusal(new.row.line, new.source_id, refusal.code, refusal.rule, reason)

    def _enter(self, jurisdiction: str, entry: Entry, key: str) -> Receipt:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self.desk.enter(
                    jurisdiction, entry.caller, entry.report, entry.then, key=key
                )
            except ConcurrentChange:  # another import of the same file was faster
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the loop returns or raises")


def _count(
    tally: Tally, outcome: Refusal | Receipt | None, refused: Callable[[Refusal], None]
) -> None:
    if isinstance(outcome, Refusal):
        tally.refused += 1
        refused(outcome)
    elif outcome is None or outcome.repeated:
        tally.present += 1
    else:
        tally.entered += 1
        tally.events += outcome.version


def _sorted_out(
    jurisdiction: str, recipe: Recipe, row: Row | Unreadable, met: set[UUID]
) -> _Waiting | Refusal:
    if isinstance(row, Unreadable):
        return Refusal(row.line, None, row.code, None, row.reason)
    try:
        source_id = recipe.source_id(row)
    except RowUnfit as unfit:
        return Refusal(row.line, None, unfit.code, unfit.rule, unfit.reason)
    case_id = Case.create_id(jurisdiction, recipe.reference(source_id))
    if case_id in met:
        reason = "an earlier row of the file has the same id"
        return Refusal(row.line, source_id, "id-repeated", None, reason)
    met.add(case_id)
    return _Waiting(row, source_id, case_id)


def _unquoted(refusal: DomainError, row: Row) -> str:
    """Why a rule said no, in full unless that quotes the row (ENV-07)."""
    full = str(refusal) or refusal.title
    return refusal.title if row.is_quoted_in(full) else full


def _batches(rows: Rows) -> Iterator[list[Row | Unreadable]]:
    """Rows in groups that fit into memory whatever the rows hold."""
    batch: list[Row | Unreadable] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum(map(len, row.cells)) if isinstance(row, Row) else 0
        if len(batch) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
