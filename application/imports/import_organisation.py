"""Import an organisation: bodies, posts, links and staff of a file, through the real commands.

First everything is rehearsed on a log that forgets, which tells every deviation at once; then each
entry is a change of its own. What is there already is passed over, so that a run that was broken
off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from application.adoption.review import REFUSED, SHOULD, differing, facts_of, findings
from application.imports.errors import RowUnfit
from application.imports.organisation_entries import Entry, Made, Source, in_order, made
from application.imports.prepare import is_done
from application.imports.rehearsal import rehearsing
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.kernel import Conflict, DomainError, Event, Forbidden, Invalid, NotFound, StaleVersion

if TYPE_CHECKING:
    from application.directory import Directory
    from application.ports import Receipt
    from application.use_cases.organisation.desk import OrganisationDesk

_REFUSALS = (NotFound, Conflict, Forbidden, Invalid, StaleVersion)
"""What concerns an entry. Anything else concerns the service, and ends the import."""
_REPEATED: Final = "code-repeated"
_DIFFERS: Final = "body-differs"


@dataclass(frozen=True, slots=True)
class Deviation:
    """What is not as it should be.

    Attributes:
        line: of the file; None: about a body as a whole.
        kind: ``REFUSED``: a command said no, and nothing of it is entered; ``SHOULD``: entered,
            and outside what the pack wants as a rule; ``INCOMPLETE``: something must be added.
        subject: code of the body; None: the entry names none that can be read.
        code: permanent.
        reason: never quotes a person (ENV-07).
    """

    line: int | None
    kind: str
    subject: str | None
    code: str
    rule: str | None
    reason: str


@dataclass(slots=True)
class Tally:
    """What became of the entries so far.

    Attributes:
        present: were there before.
    """

    total: int = 0
    entered: int = 0
    present: int = 0
    refused: int = 0

    @property
    def done(self) -> int:
        """Entries dealt with."""
        return self.entered + self.present + self.refused


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What an import would do.

    Attributes:
        deviations: by line; what is about a body as a whole last, by its code.
    """

    tally: Tally
    deviations: Sequence[Deviation] = field(default=())

    @property
    def refused(self) -> bool:
        """Whether an entry would be refused."""
        return self.tally.refused > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationImport:
    """Imports files about one organisation."""

    desk: OrganisationDesk

    def rehearse(
        self, jurisdiction: str, caller: Caller, entries: Sequence[Entry], source: Source
    ) -> Rehearsed:
        """Every deviation of the file, decided by the real rules; nothing is recorded.

        Raises:
            UnknownJurisdiction: no such log.
        """
        before = self._directory(self.desk, jurisdiction)
        desk, log = rehearsing(self.desk)
        found: list[Deviation] = []
        tally = Tally(total=len(entries))
        commands = list(_commands(entries, source, found))
        tally.refused = len(found)
        for each in commands:
            seen = len(log.events)
            self._enter(desk, jurisdiction, caller, each, tally, found)
            found += _asked_for(each.line, (event for _, event in log.events[seen:]))
        found += self._incomplete(jurisdiction, before, desk)
        found.sort(key=lambda one: (one.line is None, one.line or 0, one.subject or "", one.code))
        return Rehearsed(tally, found)

    def run(
        self,
        jurisdiction: str,
        caller: Caller,
        entries: Sequence[Entry],
        source: Source,
        *,
        progress: Callable[[Tally], None],
    ) -> Rehearsed:
        """Enter what can be entered, each entry as a change of its own.

        Args:
            progress: is told the tally after each entry; the object is the same each time.

        Raises:
            UnknownJurisdiction: no such log.
        """
        found: list[Deviation] = []
        tally = Tally(total=len(entries))
        commands = list(_commands(entries, source, found))
        tally.refused = len(found)
        for each in commands:
            self._enter(self.desk, jurisdiction, caller, each, tally, found)
            progress(tally)
        return Rehearsed(tally, sorted(found, key=lambda one: one.line or 0))

    def _enter(  # one entry at a desk, with what it leaves in the tally and on the list
        self,
        desk: OrganisationDesk,
        jurisdiction: str,
        caller: Caller,
        entry: Made,
        tally: Tally,
        found: list[Deviation],
    ) -> None:
        command = entry.command
        directory = self._directory(desk, jurisdiction)
        differs = _differs(directory, entry)
        if differs is not None:
            tally.refused += 1
            found.append(differs)
            return
        now = desk.clock()
        pack = desk.packs.current(jurisdiction, local_date(now))
        # With a day of its own an entry is the same or another one, which the body itself tells.
        if getattr(command, "from_on", None) is None and is_done(directory, pack, command, now):
            tally.present += 1
            return
        try:
            receipt: Receipt = desk.execute(jurisdiction, caller, command, key=None)
        except _REFUSALS as refusal:
            tally.refused += 1
            found.append(_refusal(entry.line, command.subject, refusal))
        else:
            tally.entered += receipt.position is not None
            tally.present += receipt.position is None

    def _incomplete(
        self, jurisdiction: str, before: Directory, desk: OrganisationDesk
    ) -> Iterator[Deviation]:
        """What bodies lack after the rehearsal at that desk and did not before."""
        after = self._directory(desk, jurisdiction)
        now = self.desk.clock()
        pack = self.desk.packs.current(jurisdiction, local_date(now))
        known = facts_of(self.desk.log, jurisdiction, before)
        rehearsed = facts_of(desk.log, jurisdiction, after)
        _gone, new = differing(
            findings(before, known, pack, now), findings(after, rehearsed, pack, now)
        )
        for one in new:
            yield Deviation(None, one.kind, one.body, one.code, None, f"{one.subject}{one.figures}")

    @staticmethod
    def _directory(desk: OrganisationDesk, jurisdiction: str) -> Directory:
        position = desk.log.open(jurisdiction, ()).directory_position
        return desk.directories.directory(jurisdiction, position)


def _commands(entries: Sequence[Entry], source: Source, found: list[Deviation]) -> Iterable[Made]:
    """The commands of a file in the order in which they can be given."""
    read: list[Made] = []
    founded: dict[str, int] = {}
    for entry in entries:
        try:
            each = made(entry, source)
        except RowUnfit as unfit:
            found.append(_refusal(entry.line, None, unfit))
            continue
        if isinstance(each.command, FoundOrgUnit):
            first = founded.setdefault(each.command.code, each.line)
            if first != each.line:
                reason = f"line {first} founds a body of this code"
                found.append(
                    Deviation(each.line, REFUSED, each.command.code, _REPEATED, None, reason)
                )
                continue
        read.append(each)
    return in_order(read)


def _differs(directory: Directory, entry: Made) -> Deviation | None:
    """What a file says of a body that is there and is otherwise; nothing is changed by that."""
    command = entry.command
    if not isinstance(command, FoundOrgUnit):
        return None
    there = directory.body(command.code)
    if there is None:
        return None
    grid = directory.grid(command.code) is not None
    said = {
        "tree": (command.tree, there.tree),
        "level": (command.level, there.level),
        "parent": (command.parent, there.parent),
        "is_grid": (command.is_grid, grid),
    }
    other = [name for name, (wanted, has) in said.items() if wanted != has]
    if not other:
        return None
    reason = f"is there with another {', '.join(other)}"
    return Deviation(entry.line, REFUSED, command.code, _DIFFERS, None, reason)


def _refusal(line: int, subject: str | None, refusal: DomainError) -> Deviation:
    reason = str(refusal) or refusal.title
    return Deviation(line, REFUSED, subject, refusal.code, refusal.rule, reason)


def _asked_for(line: int, events: Iterable[Event]) -> Iterator[Deviation]:
    """Deviations that the facts themselves name: what a pack wants as a rule and got not."""
    for event in events:
        for code in getattr(event, "deviations", ()):
            yield Deviation(line, SHOULD, getattr(event, "code", None), str(code), None, str(code))
