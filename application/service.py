"""The service, wired: what the interfaces may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from application.adoption.desk import AdoptionDesk
    from application.calendar_addresses import CalendarAddressDesk
    from application.deadlines import Deadlines
    from application.directory import DirectoryKeeper
    from application.dossier.desk import DossierDesk
    from application.live.feed import LiveFeed
    from application.obligation_sweep import ObligationSweep
    from application.oversight.sweep import OversightSweep
    from application.points_sweep import PointsSweep
    from application.ports import Clock, EventLog, Jurisdictions, SecurityLog, Vault
    from application.property.ranking_sweep import RankingSweep
    from application.queries.accountability_desk import AccountabilityDesk
    from application.queries.assessment_desk import AssessmentDesk
    from application.queries.bodies_desk import BodiesDesk
    from application.queries.community_desk import CommunityDesk
    from application.queries.coverage_desk import CoverageDesk
    from application.queries.desk import QueryDesk
    from application.queries.directory_desk import DirectoryDesk
    from application.queries.health_desk import HealthDesk
    from application.queries.mediation_desk import MediationDesk
    from application.queries.meeting_desk import MeetingDesk
    from application.queries.obligation_desk import ObligationDesk
    from application.queries.oversight_desk import OversightDesk
    from application.queries.points_desk import UnitPointLinesDesk, UnitPointsDesk
    from application.queries.policy_desk import PolicyDesk
    from application.queries.property_desk import PropertyDesk
    from application.queries.record_desk import RecordDesk
    from application.queries.resident_shares import ShareDesk
    from application.queries.sensitive_desk import SensitiveDesk, SensitiveViewDesk
    from application.queries.survey_desk import SurveyDesk
    from application.queries.trigger_desk import TriggerDesk
    from application.queries.volunteer_desk import VolunteerDesk, VolunteerLedgerDesk
    from application.reactions.reactor import Reactor
    from application.residents.door import ResidentsDoor
    from application.service_requests.desk import ServiceRequestDesk
    from application.use_cases.desk import CaseDesk, Packs
    from application.use_cases.organisation.desk import OrganisationDesk
    from application.webhooks.desk import WebhookDesk


class Projector(Protocol):
    """Keeps the projected read models up with the log."""

    def catch_up(self) -> int:
        """Fold all that is in the logs now; returns how many events were new."""
        ...

    def catch_up_one(self, jurisdiction: str) -> int:
        """The same for one log."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One running service. Built by ``interfaces.bootstrap``; safe for many threads.

    Attributes:
        cases: commands to cases.
        organisation: commands to units, grids and posts.
        webhooks: who gets events, and what became of each.
        queries: every list, timeline and figure, with ``as_of``.
        feed: the log as callers may follow it.
        service_requests: cases as Open311 knows them.
        bodies: the history of each body, community, branch and member.
        communities: questions about communities.
        directory: questions about units, grids and posts.
        coverage: what is there of the organisation, and what is missing.
        policies: questions about policy packs and working days.
        meetings: questions about sessions, and who met as often as they have to.
        adoption: what a new version of a pack changes, and rebinding to it.
        deadlines: the scheduler's sweeps of cases.
        obligations: questions about what is owed in windows and by dates.
        calendar_addresses: secret addresses of calendar feeds, and what stands behind them.
        obligation_sweep: the scheduler's sweeps of it.
        oversight: questions about gates, orders, inspections and targets.
        accountability: questions about talks, findings, decisions and appeals.
        dossiers: what one subject was called to account for, and why.
        triggers: how close a unit is to being called.
        records: questions about what stands in the books, and what is missing.
        assessments: questions about how bodies, people and services were judged.
        surveys: questions about surveys and what came of them.
        oversight_sweep: the scheduler's sweeps of gates, orders and targets.
        estates: questions about estates and their companies.
        ranking_sweep: the scheduler's rankings of years that are over.
        doctor_contracts: questions about contracts with family doctors.
        shares: questions about how many residents take part.
        sensitive: the one way into sensitive registers; sensitive_views: who took it.
        mediations: questions about disputes, and the figures of mediation.
        volunteers, volunteer_ledger: questions about balances of volunteers, and their lines.
        unit_points, unit_point_lines: questions about accounts of units, and their bookings.
        points_sweep: opens the accounts of a year.
        residents: what is asked without a login, and photos and rating links.
        projector: for commands that must see their own effect in projected models.
        reactor: lets follow what follows from what was recorded. For one thread at a time.
    """

    cases: CaseDesk
    organisation: OrganisationDesk
    webhooks: WebhookDesk
    queries: QueryDesk
    feed: LiveFeed
    service_requests: ServiceRequestDesk
    bodies: BodiesDesk
    communities: CommunityDesk
    directory: DirectoryDesk
    coverage: CoverageDesk
    policies: PolicyDesk
    meetings: MeetingDesk
    adoption: AdoptionDesk
    deadlines: Deadlines
    obligations: ObligationDesk
    calendar_addresses: CalendarAddressDesk
    obligation_sweep: ObligationSweep
    oversight: OversightDesk
    accountability: AccountabilityDesk
    dossiers: DossierDesk
    triggers: TriggerDesk
    records: RecordDesk
    assessments: AssessmentDesk
    surveys: SurveyDesk
    oversight_sweep: OversightSweep
    estates: PropertyDesk
    ranking_sweep: RankingSweep
    doctor_contracts: HealthDesk
    shares: ShareDesk
    sensitive: SensitiveDesk
    sensitive_views: SensitiveViewDesk
    mediations: MediationDesk
    volunteers: VolunteerDesk
    volunteer_ledger: VolunteerLedgerDesk
    unit_points: UnitPointsDesk
    unit_point_lines: UnitPointLinesDesk
    points_sweep: PointsSweep
    residents: ResidentsDoor
    projector: Projector
    reactor: Reactor
    jurisdictions: Jurisdictions
    directories: DirectoryKeeper
    log: EventLog
    vault: Vault
    packs: Packs
    security: SecurityLog
    clock: Clock

    def follow(self, jurisdiction: str) -> None:
        """Let everything that follows one log come to its end: read models and reactions.

        For whoever has no processes that do it: stories, and commands of the operator.
        """
        self.projector.catch_up_one(jurisdiction)
        while self.reactor.catch_up_one(jurisdiction):
            self.projector.catch_up_one(jurisdiction)
