"""Service requests (Open311 GeoReport v2) over the same cases, under the same permissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

from application.queries.asking import Asked, QuestionDesk
from application.service_requests.answers import checked
from application.service_requests.errors import PlaceUnknown, ServiceNotFound, SpanTooLong
from application.service_requests.views import (
    Service,
    ServiceRequest,
    service_of,
    service_request_of,
)
from domain.calendar.local_time import local_date
from domain.cases.errors import CaseNotFound

if TYPE_CHECKING:
    from application.directory import Scope
    from application.read_models.service_requests import ServiceRequestRows, ServiceRow, Span
    from application.service_requests.submission import Submission
    from application.use_cases.desk import CaseDesk
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack

LONGEST: Final = timedelta(days=90)
MOST: Final = 1_000
"""Span and length of a list: GeoReport v2, GET Service Requests."""

RETRIED_WITHIN: Final = timedelta(hours=1)
"""How long the same words of the same sender are one request (ADR 17)."""

_SOURCE: Final = "open311"


class Pseudonyms(Protocol):
    """Makes ids of people that say nothing of them."""

    def of(self, source: str, value: str) -> str:
        """The id of a person whom a source names so: always the same, guessed by nobody."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequestDesk(QuestionDesk):
    """Takes service requests. Built once by the composition root; safe for many threads.

    Attributes:
        pseudonyms: for what a sender calls a person.
    """

    cases: CaseDesk
    rows: ServiceRequestRows
    pseudonyms: Pseudonyms

    # --- Services: what the pack publishes, the same for everybody. ---

    def services(self, jurisdiction: str) -> Sequence[Service]:
        """The categories of the pack in force, in its order; empty where it has no register."""
        pack = self._pack(jurisdiction)
        return [service_of(pack, code) for code in pack.cases.categories]

    def service(self, jurisdiction: str, code: str) -> Service:
        """One of them.

        Raises:
            ServiceNotFound.
        """
        pack = self._pack(jurisdiction)
        if code not in pack.cases.categories:
            raise ServiceNotFound
        return service_of(pack, code)

    # --- Service requests. ---

    def submit(
        self, jurisdiction: str, caller: Caller, submission: Submission, *, key: str | None
    ) -> UUID:
        """Report a case with the rights of the sender; the id of the service request.

        Without a key, the same content of the same sender is one request for an hour and at most
        two, as long as the case is open: the standard has no key, and senders repeat what they
        had no answer to.

        Raises:
            ServiceNotFound, PlaceUnknown, AttributeUnknown, AttributeMissing, AttributeInvalid,
            ReportTooLong, and what ``CaseDesk.report`` names.
        """
        pack = self._pack(jurisdiction)
        category = pack.cases.categories.get(submission.service_code)
        if category is None:
            raise ServiceNotFound
        command = submission.report(
            pack, checked(category, submission.answers), self._reporter(caller, submission)
        )
        if submission.address_id is not None:
            self._require_place(jurisdiction, submission.address_id)
        if key is not None:
            return self.cases.report(jurisdiction, caller, command, key=key).aggregate_id
        span = int(self.clock().timestamp() // RETRIED_WITHIN.total_seconds())
        before, now = (f"{_SOURCE}-{submission.digest}-{n}" for n in (span - 1, span))
        earlier = self.cases.case_id_of(jurisdiction, caller, command, before)
        if any(row.is_open for row in self.rows.of(jurisdiction, [earlier])):
            return self.cases.report(jurisdiction, caller, command, key=before).aggregate_id
        return self.cases.report(jurisdiction, caller, command, key=now).aggregate_id

    def get(
        self, jurisdiction: str, caller: Caller, case_ids: Sequence[UUID]
    ) -> Sequence[ServiceRequest]:
        """Those of the cases that there are and the caller may see, in the order asked for."""
        asked = self._ask(jurisdiction, caller, "read_case")
        found = {
            row.case_id: row
            for row in self.rows.of(jurisdiction, case_ids)
            if _may_see(asked.scope, row)
        }
        return [self._shown(asked, found[one]) for one in dict.fromkeys(case_ids) if one in found]

    def get_one(self, jurisdiction: str, caller: Caller, case_id: UUID) -> ServiceRequest:
        """One of them.

        Raises:
            CaseNotFound: there is none, it has no service, or the caller may not see it.
        """
        found = self.get(jurisdiction, caller, [case_id])
        if not found:
            raise CaseNotFound(case_id)
        return found[0]

    def within(self, jurisdiction: str, caller: Caller, which: Span) -> Sequence[ServiceRequest]:
        """Cases of a span that the caller may see, the latest first, at most ``MOST``."""
        asked = self._ask(jurisdiction, caller, "list_cases")
        rows = self.rows.within(jurisdiction, asked.scope, which, limit=MOST)
        return [self._shown(asked, row) for row in rows]

    def span(self, start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
        """The span a list covers; what is not given is ``LONGEST`` away, or now.

        Raises:
            SpanTooLong: longer than that, or ending before it starts.
        """
        if end is None:
            end = self.clock() if start is None else start + LONGEST
        if start is None:
            start = end - LONGEST
        if not timedelta(0) <= end - start <= LONGEST:
            raise SpanTooLong(LONGEST.days)
        return start.astimezone(UTC), end.astimezone(UTC)

    # --- Shared. ---

    def _pack(self, jurisdiction: str) -> PolicyPack:
        return self.packs.current(jurisdiction, local_date(self.clock()))

    def _reporter(self, caller: Caller, submission: Submission) -> str | None:
        if caller.represented_by is not None:
            return caller.person_ref  # the machine says whose request it is
        if submission.person is None:
            return None
        return self.pseudonyms.of(_SOURCE, f"{caller.person_ref}\x1f{submission.person}")

    def _require_place(self, jurisdiction: str, place: str) -> None:
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        if directory.grid_of(place) is None:
            raise PlaceUnknown

    def _shown(self, asked: Asked, row: ServiceRow) -> ServiceRequest:
        return service_request_of(row, self.packs.pinned(row.pack), asked.directory)


def _may_see(scope: Scope, row: ServiceRow) -> bool:
    """What somebody took in for a reporter is her own subject, too (C)."""
    return row.taken_in_by == scope.person_ref or scope.covers(
        reporter=row.reporter_ref,
        units=row.units_ever,
        grid=row.grid_id,
        community=row.community_id,
    )
