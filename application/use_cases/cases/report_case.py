"""Report a case (CAS-KD-01)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from application.errors import CommunityNotFound, GridNotFound
from application.use_cases.command import CaseText, Command
from domain.cases.case import Case
from domain.vocabulary import CaseKind, Code, PersonRef, SourceRef, VaultRef

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act


_VISIT: Final = "VISIT"
"""``source`` of what a visit found (CAS-DG-13)."""


class ReportCase(Command):
    """Command: report a matter. What the resident says is sealed in the vault.

    Attributes:
        grid: where it lies; None: found from the place, else the pool of the community.
        community: the pool it waits in when it lies in no grid.
        text: what is reported, in the resident's words.
        address: where exactly, in words.
        lon, lat: where exactly, WGS84 degrees.
        place_code: a code of a grid's place list.
        contact: how to reach the reporter.
        reporter: pseudonymous id of whom an official reports for; None: the caller.
        anonymous: the caller reports without a name; then a place is needed.
        discovered_at: when it was found; None: now.
        channel, window: through which channel and counter it came in.
        source: how it came to be known, VISIT for one.
        source_ref: id of the visit, which may find several problems (CAS-DG-13), or of the record
            in another system: one record, one case.
        priority, home_visit, booked, urgent: how it is to be served (CAS-BZ-02).
    """

    NAME: ClassVar[str] = "report_case"

    kind: CaseKind = CaseKind.INCIDENT
    grid: Code | None = None
    community: Code | None = None
    category: Code | None = None
    text: str | None = CaseText
    address: str | None = Field(default=None, max_length=500)
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    place_code: Code | None = None
    contact: str | None = Field(default=None, max_length=600)
    reporter: PersonRef | None = None
    anonymous: bool = False
    discovered_at: AwareDatetime | None = None
    channel: Code | None = None
    window: Code | None = None
    source: Code | None = None
    source_ref: SourceRef | None = None
    priority: bool = False
    home_visit: bool = False
    booked: bool = False
    urgent: bool = False

    @property
    def record_ref(self) -> str | None:
        """Id of the foreign record that becomes this one case; None: it stands for no record."""
        return None if self.source == _VISIT else self.source_ref

    def start(self, case_id: UUID, act: Act, around: Around) -> Case:
        """Start the case; where the pack unifies channels, join it to the same matter.

        Raises:
            GridNotFound, CommunityNotFound.
            AnonymousWithoutPlace, DiscoveredInFuture: see the aggregate.
        """
        reporter = None if self.anonymous else (self.reporter or act.actor.id)
        grid = self._grid(around)
        case = Case.report(
            case_id,
            kind=self.kind,
            grid_id=grid,
            community_id=self._community(grid, around),
            category=self.category,
            reporter_ref=reporter,
            place=self._place(case_id, reporter, around),
            text=self._sealed(case_id, reporter, "text", self.text, around),
            contact=self._sealed(case_id, reporter, "contact", self.contact, around),
            discovered_at=self.discovered_at,
            channel=self.channel,
            window=self.window,
            source=self.source,
            source_ref=self.source_ref,
            priority=self.priority,
            home_visit=self.home_visit,
            booked=self.booked,
            urgent=self.urgent,
            act=act,
        )
        self._unify(case, reporter, act, around)
        return case

    def _grid(self, around: Around) -> str | None:
        if self.grid is not None:
            current = around.directory.current_grid(self.grid)
            if current is None:
                raise GridNotFound(self.grid)
            return current
        found = None
        if self.place_code is not None:
            found = around.directory.grid_of(self.place_code)
        if found is None and self.lon is not None and self.lat is not None:
            found = around.directory.grid_of((self.lon, self.lat))
        return found

    def _community(self, grid: str | None, around: Around) -> str | None:
        if grid is not None:
            return around.directory.community_of(grid)
        if self.community is None:
            return None
        current = around.directory.current_unit(self.community)
        if current is None:
            raise CommunityNotFound(self.community)
        return current

    def _place(self, case_id: UUID, reporter: str | None, around: Around) -> VaultRef | None:
        place = {
            "address": self.address,
            "lon": self.lon,
            "lat": self.lat,
            "place_code": self.place_code,
        }
        known = {name: value for name, value in place.items() if value is not None}
        if not known:
            return None
        text = json.dumps(known, ensure_ascii=False)
        return self._sealed(case_id, reporter, "place", text, around)

    @staticmethod
    def _sealed(
        case_id: UUID, reporter: str | None, kind: str, text: str | None, around: Around
    ) -> VaultRef | None:
        if text is None:
            return None
        return around.seal(
            person_ref=reporter, case_id=case_id, kind=kind, text=text, searchable=kind == "text"
        )

    def _unify(self, case: Case, reporter: str | None, act: Act, around: Around) -> None:
        """Several channels, the same resident and matter: one case (CAS-BJ-01)."""
        hours = act.pack.cases.intake.unify_hours
        if hours is None or reporter is None or self.category is None:
            return
        original = around.index.find_same_matter(
            around.jurisdiction,
            reporter_ref=reporter,
            category=self.category,
            grid_id=case.grid_id,
            community_id=case.community_id,
            since=act.at - timedelta(hours=hours),
        )
        if original is not None and original != case.id:
            case.merge_into(original, act)
