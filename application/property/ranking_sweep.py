"""What the end of a year does to estates: they are ranked (PRP-CY-01, ACC-CY-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from application.read_models.as_of import AsOf
from application.use_cases.organisation.property.ranking_command import DrawUpRanking
from application.use_cases.request import SYSTEM_CALLER, Directories, Packs
from domain.calendar.local_time import end_of, local_date
from domain.kernel import ConcurrentChange

if TYPE_CHECKING:
    from application.directory import Directory
    from application.ports import Clock, EventLog
    from application.use_cases.organisation.desk import OrganisationDesk

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Unranked:
    """Where there is something to rank.

    Attributes:
        scored: bodies in which an estate lies that was scored in a year, in time, with the year.
        ranked: bodies and years that have their ranking.
    """

    scored: frozenset[tuple[str, int]]
    ranked: frozenset[tuple[str, int]]


class RankingIndex(Protocol):
    """Knows where a ranking is to be drawn up. May lag behind the log, never decides."""

    def unranked(self, jurisdiction: str, before: date) -> Unranked:
        """What was scored in periods that began before a local day, and what is ranked."""
        ...

    def estates(self, jurisdiction: str, bodies: AbstractSet[str], as_of: AsOf) -> Sequence[str]:
        """The estates filed under these bodies, as it stood, however far behind the tables are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingSweep:
    """Sweeps over one jurisdiction; the command is idempotent, so two sweeps do no harm."""

    desk: OrganisationDesk
    index: RankingIndex
    log: EventLog
    packs: Packs
    directories: Directories
    clock: Clock

    def sweep(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Draw up every ranking of a year that is over; returns how many.

        ``stopping`` is asked before each. A missed sweep loses nothing: what was recorded before
        the year ended counts, and the end of the year is the ranking's own time (ENV-06).
        """
        this_year = local_date(self.clock()).year
        due = self.index.unranked(jurisdiction, date(this_year, 1, 1))
        if not due.scored:
            return 0
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        drawn = 0
        for among, year, below in self._due(jurisdiction, due, directory):
            if stopping():
                return drawn
            over = AsOf(end_of(date(year, 12, 31)) - _MOMENT)
            estates = self.index.estates(jurisdiction, below, over)
            command = DrawUpRanking(body=among, year=year, estates=tuple(estates))
            try:
                receipt = self.desk.execute(jurisdiction, SYSTEM_CALLER, command, key=None)
            except ConcurrentChange:
                continue  # somebody was faster; the next sweep looks again
            drawn += receipt.position is not None
        return drawn

    def _due(
        self, jurisdiction: str, due: Unranked, directory: Directory
    ) -> Iterator[tuple[str, int, AbstractSet[str]]]:
        """Bodies whose estates are to be ranked, the year, and all bodies below."""
        scored: dict[int, set[str]] = defaultdict(set)
        for code, year in due.scored:
            scored[year].add(code)
        for year, bodies in sorted(scored.items()):
            rules = self.packs.current(jurisdiction, date(year, 12, 31)).property_rules
            if rules is None or rules.ranking is None:
                continue
            for entry in directory.bodies():
                if entry.level != rules.ranking.among or (entry.code, year) in due.ranked:
                    continue
                below = directory.below((entry.code,))
                if below & bodies:
                    yield entry.code, year, below
