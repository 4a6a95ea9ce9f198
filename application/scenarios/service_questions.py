"""Questions about services around a case: volunteers, mediation, health."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import AwareDatetime

from application.read_models.doctor_contracts import ContractFilter
from application.read_models.mediations import Counted, MediationFilter
from application.read_models.sensitive_entries import ViewFilter
from application.read_models.volunteer_accounts import LineFilter, VolunteerFilter
from application.scenarios.question import PAGE, Asked, Question, every, facts_of
from domain.mediation.mediation import MediationState
from domain.vocabulary import CalendarYear, Code, PersonRef


class VolunteersQuestion(Question):
    """Accounts of volunteers by holder: kind, body, registered_on, services, hours, earned,
    redeemed, reversed, ``balance``, blocked, trained_years. ``untrained_in`` a year lists who was
    registered by then and not trained in it."""

    NAME: ClassVar[str] = "volunteers"

    account: PersonRef | None = None
    kind: Code | None = None
    body: Code | None = None
    blocked: bool | None = None
    untrained_in: CalendarYear | None = None

    def answer(self, asked: Asked) -> Any:
        which = VolunteerFilter(code=self.account, **self.model_dump(exclude={"account"}))
        return {
            row.code: facts_of(row) for row in every(asked, asked.service.volunteers.rows, which)
        }


class VolunteerLedgerQuestion(Question):
    """Lines of the accounts by holder and number: event, service, field, activity, goods, hours,
    ``points`` (below zero: taken), ``balance`` after it, stands, held_on."""

    NAME: ClassVar[str] = "volunteer_ledger"

    account: PersonRef | None = None
    body: Code | None = None
    event: Code | None = None
    field: Code | None = None
    activity: Code | None = None
    from_on: date | None = None
    until_on: date | None = None

    def answer(self, asked: Asked) -> Any:
        which = LineFilter(code=self.account, **self.model_dump(exclude={"account"}))
        rows = every(asked, asked.service.volunteer_ledger.rows, which)
        return [facts_of(row) for row in rows]


class MediationsQuestion(Question):
    """Disputes by code: body, ``state``, ``counted`` (words), channel, parties, sessions, found_on,
    applied_on, first_session_on, ``report_lag`` and ``days_to_session`` in days, session_late,
    warnings. ``unheard_at`` lists those whose first session was due by then and was not held."""

    NAME: ClassVar[str] = "mediations"

    code: Code | None = None
    body: Code | None = None
    state: MediationState | None = None
    counted: Counted | None = None
    unheard_at: AwareDatetime | None = None
    from_on: date | None = None
    until_on: date | None = None

    def answer(self, asked: Asked) -> Any:
        which = MediationFilter(**self.model_dump(exclude_none=True))
        return {
            row.code: facts_of(row) for row in every(asked, asked.service.mediations.rows, which)
        }


class MediationQuestion(Question):
    """What mediation came to: ``applied``, ``mediated``, ``succeeded``, ``litigation``, ``other``,
    ``broken`` (a success that was sued), and of all mediated the shares ``success_rate``,
    ``litigation_rate`` and ``other_rate``."""

    NAME: ClassVar[str] = "mediation"

    body: Code | None = None
    from_on: date | None = None
    until_on: date | None = None

    def answer(self, asked: Asked) -> Any:
        found = asked.service.mediations.figures(
            asked.jurisdiction,
            asked.caller,
            MediationFilter(**self.model_dump(exclude_none=True)),
            as_of=asked.as_of,
        )
        return {
            **{counted.lower(): count for counted, count in found.counts.items()},
            "success_rate": found.success,
            "litigation_rate": found.litigation,
            "other_rate": found.other,
        }


class DoctorContractsQuestion(Question):
    """Contracts with family doctors by holder: body, residents, face_to_face, place, signed_on,
    ``items`` (numbers done), ``complete``, completed_on. ``without`` an item lists who lacks it."""

    NAME: ClassVar[str] = "doctor_contracts"

    holder: PersonRef | None = None
    body: Code | None = None
    complete: bool | None = None
    without: int | None = None

    def answer(self, asked: Asked) -> Any:
        which = ContractFilter(code=self.holder, **self.model_dump(exclude={"holder"}))
        rows = every(asked, asked.service.doctor_contracts.rows, which)
        return {row.code: facts_of(row) for row in rows}


class VolunteerTargetsQuestion(Question):
    """By kind of account of which the pack wants so many, of a body and all below: ``count``,
    ``wanted`` and ``met``."""

    NAME: ClassVar[str] = "volunteer_targets"

    body: Code

    def answer(self, asked: Asked) -> Any:
        found = asked.service.shares.accounts(
            asked.jurisdiction, asked.caller, self.body, as_of=asked.as_of
        )
        return {one.kind: {**facts_of(one), "met": one.met} for one in found}


class SensitiveRegisterQuestion(Question):
    """Who stands in a register, by pseudonymous id: ``each`` (how often to visit), planned_on,
    ``visits``, last_visit_on. Asking is noted in the log before anything is answered."""

    NAME: ClassVar[str] = "sensitive_register"

    of: Code
    body: Code

    def answer(self, asked: Asked) -> Any:
        found: dict[str, Any] = {}
        after = None
        while True:
            page = asked.service.sensitive.open(
                asked.jurisdiction,
                asked.caller,
                self.of,
                self.body,
                after=after,
                limit=PAGE,
                as_of=asked.as_of,
            )
            found |= {line.subject_ref: facts_of(line) for line in page.items}
            if page.next is None:
                return found
            after = page.next


class SensitiveViewsQuestion(Question):
    """Who looked into a register, in the order of registers and views: code, body, ``people`` (the
    one who looked), viewed_at."""

    NAME: ClassVar[str] = "sensitive_views"

    of: Code | None = None
    body: Code | None = None
    viewer: PersonRef | None = None

    def answer(self, asked: Asked) -> Any:
        which = ViewFilter(code=self.of, body=self.body, viewer=self.viewer)
        return [facts_of(row) for row in every(asked, asked.service.sensitive_views.rows, which)]


class ResidentSharesQuestion(Question):
    """How many residents of a body and all below take part, by VOLUNTEERS and FAMILY_DOCTOR, where
    the pack sets a target: ``count``, ``residents``, ``share``, ``wanted``, wanted_count, ``met``;
    null where no base data say how many residents there are."""

    NAME: ClassVar[str] = "resident_shares"

    body: Code

    def answer(self, asked: Asked) -> Any:
        found = asked.service.shares.shares(
            asked.jurisdiction, asked.caller, self.body, as_of=asked.as_of
        )
        return {
            share.takes: {
                "count": share.count,
                "residents": share.residents,
                "share": share.share,
                "wanted": share.wanted,
                "wanted_count": share.wanted_count,
                "met": share.met,
            }
            for share in found
        }
