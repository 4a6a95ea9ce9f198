"""The one way a question about the coverage of the organisation goes (rulebook F)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from application.errors import BodyNotFound
from application.queries.asking import QuestionDesk
from application.queries.org_coverage import Coverage, Organisation, org_coverage
from application.read_models.as_of import AsOf
from application.read_models.org_facts import OrgFacts
from application.read_models.pages import Page
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.kernel import Invalid

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack


class FigureUnknown(Invalid):
    """Evidence is given of a figure that there is."""

    code = "coverage-figure-unknown"
    title = "No such figure of the coverage"

    def __init__(self, figure: str, known: Sequence[str]) -> None:
        super().__init__(f"Nothing is counted as {figure}; there are {', '.join(known) or 'none'}.")


@dataclass(frozen=True, slots=True)
class Chart:
    """The living bodies of a day, with the defects among them, for a drawing."""

    organisation: Organisation
    coverage: Coverage
    pack: PolicyPack


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageDesk(QuestionDesk):
    """Takes questions about what is there of the organisation. Safe for many threads.

    The right is that to read figures (C, dashboards), and one's own data are not enough, for no
    body is a resident's own. There is no row scope, as for the directory: who is missing where is
    for all who work with cases to see. ``as_of`` asks for a day in the past on one of two axes
    (ENV-06): what was known, or what was true.

    Every method raises ``PermissionDenied`` (C), ``UnknownJurisdiction`` and ``BodyNotFound``.
    """

    facts: OrgFacts

    def coverage(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        under: str | None = None,
        as_of: AsOf | None = None,
    ) -> Coverage:
        """Counts, shares and defects.

        Args:
            under: code of a body: it and what stands below it alone.
        """
        return self.chart(jurisdiction, caller, under=under, as_of=as_of).coverage

    def chart(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        under: str | None = None,
        as_of: AsOf | None = None,
    ) -> Chart:
        """The same with the bodies themselves."""
        asked = self._ask(jurisdiction, caller, "read_figures", own=False)
        day = local_date(asked.now if as_of is None else as_of.instant)
        organisation = Organisation(self.facts.on(jurisdiction, day, as_of), day, under)
        if under is not None and under not in organisation.nodes:
            raise BodyNotFound(under)
        return Chart(organisation, org_coverage(organisation, asked.pack), asked.pack)

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        figure: str | None = None,
        *,
        under: str | None = None,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[int, int]:
        """Places in the log of the events that a figure was counted from; None: that all were.

        Args:
            figure: a level, a kind of staff or defect, ``kits``, ``cross_posts``, ``support`` or a
                kind of joint team.

        Raises:
            FigureUnknown: nothing is counted under that name.
        """
        counted = self.coverage(jurisdiction, caller, under=under, as_of=as_of).counted
        if figure is not None and figure not in counted:
            raise FigureUnknown(figure, sorted(counted))
        wanted = counted.values() if figure is None else (counted[figure],)
        stated = list(dict.fromkeys(one for part in wanted for one in part))
        found = self.facts.positions(jurisdiction, stated, after=after, limit=limit + 1)
        items = found[:limit]
        return Page(items, items[-1] if len(found) > limit else None)
