"""Questions about services around a case: volunteers, mediation, health."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import AwareDatetime, Field

from application.read_models.mediations import Counted, MediationFilter
from application.read_models.volunteer_accounts import LineFilter, VolunteerFilter
from application.scenarios.question import Asked, Question, every, facts_of
from domain.mediation.mediation import MediationState
from domain.vocabulary import Code, PersonRef


class VolunteersQuestion(Question):
    """Accounts of volunteers by holder: kind, body, registered_on, services, hours, earned,
    redeemed, reversed, ``balance``, blocked, trained_years. ``untrained_in`` a year lists who was
    registered by then and not trained in it."""

    NAME: ClassVar[str] = "volunteers"

    account: PersonRef | None = None
    kind: Code | None = None
    body: Code | None = None
    blocked: bool | None = None
    untrained_in: int | None = Field(default=None, ge=1, le=9999)

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
