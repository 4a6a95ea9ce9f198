"""The service on a migrated database: every concrete class is chosen here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from secrets import token_bytes
from threading import Lock
from typing import Final
from uuid import uuid4

from psycopg_pool import ConnectionPool

from application.adoption.desk import AdoptionDesk
from application.calendar_addresses import CalendarAddressDesk
from application.deadlines import Deadlines
from application.directory import DirectoryKeeper
from application.dossier.desk import DossierDesk
from application.imports.pseudonyms import Pseudonyms
from application.live.feed import LiveFeed
from application.obligation_sweep import ObligationSweep
from application.oversight.sweep import OversightSweep
from application.points_sweep import PointsSweep
from application.ports import Clock
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
from application.reactions.catalogue import REACTIONS
from application.reactions.reactor import Reactor
from application.reactions.triggers import CallToAccount
from application.read_models.case_index import CaseIndex
from application.service import Service
from application.service_requests.desk import ServiceRequestDesk
from application.webhooks.audience import Audiences
from domain.policy.shelf import PackShelf
from infrastructure.calendars.stored import StoredCalendars
from infrastructure.directory_events import PostgresDirectoryEvents
from infrastructure.event_log.feed import PostgresFeedLog
from infrastructure.event_log.following import PostgresFollowedLog
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.signals import PostgresSignals
from infrastructure.identity.calendar_addresses import PostgresCalendarAddresses
from infrastructure.indicator_files import load_indicators
from infrastructure.observation.observed import Observation
from infrastructure.policies import JurisdictionPacks, LogJurisdictions
from infrastructure.policy_files import load_packs
from infrastructure.postgres.bounded import BOUNDED, Bounded
from infrastructure.postgres.pool import (
    SERVICE_ROLE,
    Sessions,
)
from infrastructure.postgres.readers import Readers
from infrastructure.projections.accountability_queries import LISTED_FILES
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.assessment_queries import LISTED_ASSESSMENTS
from infrastructure.projections.case_heads import HotCaseHeads
from infrastructure.projections.community_queries import LISTED_COMMUNITIES
from infrastructure.projections.files_about import PostgresFilesAbout
from infrastructure.projections.histories import TRACKING
from infrastructure.projections.listed import PostgresListing
from infrastructure.projections.meeting_queries import PostgresMeetings
from infrastructure.projections.obligation_lists import PostgresObligationCalendar
from infrastructure.projections.obligation_queries import PostgresObligationIndex
from infrastructure.projections.open_matters import PostgresOpenMatters
from infrastructure.projections.org_fact_queries import PostgresOrgFacts
from infrastructure.projections.oversight_queries import (
    LISTED_OVERSIGHT,
    PostgresOversightIndex,
)
from infrastructure.projections.petition_queries import PostgresPetitions
from infrastructure.projections.points_books import PostgresPointsBooks
from infrastructure.projections.points_queries import (
    LISTED_ACCOUNTS,
    LISTED_BOOKINGS,
    PostgresPointsLeague,
)
from infrastructure.projections.projector import Projector
from infrastructure.projections.property_queries import (
    LISTED_ESTATES,
    PostgresPropertyLeague,
    PostgresRankingIndex,
)
from infrastructure.projections.record_queries import PostgresRecordList
from infrastructure.projections.resident_shares import PostgresShareCounts
from infrastructure.projections.sensitive_queries import PostgresRegisterLines
from infrastructure.projections.service_lists import (
    LISTED_BALANCES,
    LISTED_CONTRACTS,
    LISTED_LINES,
    LISTED_MEDIATIONS,
    LISTED_VIEWS,
    PostgresMediations,
)
from infrastructure.projections.service_requests import PostgresServiceRequests
from infrastructure.projections.survey_queries import PostgresPolls, PostgresSurveys
from infrastructure.projections.trigger_rows import PostgresTriggerRows
from infrastructure.projections.unread import PostgresUnread
from infrastructure.residents.settings import ResidentSettings
from infrastructure.residents.wiring import residents_door
from infrastructure.security_log import PostgresSecurityLog
from infrastructure.vault.postgres import PostgresVault
from infrastructure.vault.sealing import Sealer
from infrastructure.webhooks.addresses import AddressGuard, Allowed
from infrastructure.webhooks.store import PostgresWebhookStore

PROBE: Final = 2.0
"""Seconds that whoever watches a process waits for the database."""
_REGISTRARS, _PATIENCE = 4, 10.0  # connections of the register of webhooks; seconds
UNOBSERVED: Final = Observation()
_SECRET: Final = 32  # bytes
_NO_RECEIVERS_INSIDE: Final = Allowed()


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the deliverer of webhooks is built from."""

    sealer: Sealer
    guard: AddressGuard
    audiences: Audiences


@dataclass(frozen=True, slots=True)
class Wiring:
    """A service and the handles its processes need.

    Attributes:
        dsn: the database, as its owner; migrations and rebuilds use it.
        role: role the service acts in.
        new_reactor: makes a reactor for a thread of its own.
    """

    service: Service
    dsn: str
    role: str
    sessions: Sessions
    log: PostgresEventLog
    calendars: StoredCalendars
    outgoing: Outgoing
    new_reactor: Callable[[], Reactor]
    known_jurisdictions: Callable[[], Collection[str]]


@contextmanager
def wired(
    dsn: str,
    *,
    master_key: bytes,
    clock: Clock = utc_now,
    role: str = SERVICE_ROLE,
    packs: PackShelf | None = None,
    observation: Observation = UNOBSERVED,
    receivers: Allowed = _NO_RECEIVERS_INSIDE,
    residents: ResidentSettings | None = None,
) -> Iterator[Wiring]:
    """Compose the service on a migrated database; closes what it opened.

    Args:
        clock: the only source of now; scenarios bring their own.
        packs: the shelf; None: the packs that ship with the product.
        observation: counts and times the parts.
        receivers: where webhooks may be sent beside public addresses.
        residents: settings of the residents' door; None: the defaults.
    """
    with ExitStack() as stack:
        sessions = Sessions(dsn, role=role or None)
        stack.callback(sessions.close)
        log = observation.log(sessions, hot=[HotCaseHeads()])
        stack.callback(log.close)
        vault = PostgresVault(sessions, master_key)
        security = observation.security(PostgresSecurityLog(sessions))
        shelf = packs if packs is not None else load_packs()
        jurisdictions = LogJurisdictions(log, shelf)
        by_jurisdiction = JurisdictionPacks(shelf, jurisdictions.all)
        calendars = StoredCalendars(sessions.dsn)
        directories = DirectoryKeeper(PostgresDirectoryEvents(sessions, log))
        reading = stack.enter_context(Bounded.connect(sessions.dsn, autocommit=True))
        projector = Projector(reading, log, lambda: list(jurisdictions.all()))
        readers = Readers(sessions.dsn)
        stack.callback(readers.close)
        models = observation.read_models(readers, log)
        index = CaseIndex(models, clock)
        queries = QueryDesk(
            models=models,
            log=log,
            packs=by_jurisdiction,
            calendars=calendars,
            directories=directories,
            vault=vault,
            security=security,
            clock=clock,
            indicators=load_indicators(),
            petitions=PostgresPetitions(AggregateViews(readers, log)),
        )
        cases = observation.cases(
            log=log,
            packs=by_jurisdiction,
            calendars=calendars,
            directories=directories,
            vault=vault,
            index=index,
            security=security,
            clock=clock,
        )
        audiences = Audiences(log=log, directories=directories, packs=by_jurisdiction)
        sealer = Sealer(master_key, b"webhook")
        guard = AddressGuard(receivers)
        pool = stack.enter_context(
            ConnectionPool(
                sessions.dsn,
                connection_class=BOUNDED,
                min_size=0,
                max_size=_REGISTRARS,
                timeout=_PATIENCE,
                check=ConnectionPool.check_connection,
                open=True,
            )
        )
        webhooks = observation.webhooks(
            store=PostgresWebhookStore(pool, sealer),
            guard=guard,
            log=log,
            directories=directories,
            packs=by_jurisdiction,
            security=security,
            clock=clock,
            new_id=uuid4,
            new_secret=partial(token_bytes, _SECRET),
        )
        deadlines = Deadlines(desk=cases, due=index, clock=clock)
        polls = PostgresPolls(readers)
        unread = PostgresUnread(readers)
        following = Lock()  # of those who let everything follow in this process, one at a time

        def reactor() -> Reactor:
            return Reactor(
                log=PostgresFollowedLog(sessions, log, TRACKING),
                reactions=(*REACTIONS, CallToAccount(PostgresTriggerRows(readers))),
                jurisdictions=lambda: list(jurisdictions.all()),
                packs=by_jurisdiction,
                calendars=calendars,
                directories=directories,
                vault=vault,
                polls=polls,
                clock=clock,
            )

        def caught_up(jurisdiction: str) -> None:
            with following:
                deadlines.sweep(jurisdiction)
                service.follow(jurisdiction)

        organisation = observation.organisation(
            books=PostgresPointsBooks(readers, caught_up),
            files=PostgresFilesAbout(readers, unread),
            log=log,
            jurisdictions=jurisdictions,
            packs=by_jurisdiction,
            calendars=calendars,
            directories=directories,
            security=security,
            vault=vault,
            polls=polls,
            clock=clock,
        )
        meetings = PostgresMeetings(AggregateViews(readers, log))
        surveyed = PostgresSurveys(AggregateViews(readers, log))
        disputes = PostgresMediations(LISTED_MEDIATIONS, AggregateViews(readers, log))
        obligations = ObligationDesk(
            log=log,
            packs=by_jurisdiction,
            directories=directories,
            security=security,
            clock=clock,
            listed=PostgresObligationCalendar(AggregateViews(readers, log)),
            meetings=meetings,
        )
        service = Service(
            cases=cases,
            organisation=organisation,
            webhooks=webhooks,
            queries=queries,
            feed=LiveFeed(
                queries=queries,
                log=PostgresFeedLog(sessions, log),
                signals=PostgresSignals(sessions.dsn),
            ),
            service_requests=ServiceRequestDesk(
                cases=cases,
                rows=PostgresServiceRequests(readers, log),
                pseudonyms=Pseudonyms(master_key),
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
            ),
            bodies=BodiesDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
            ),
            communities=CommunityDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_COMMUNITIES, AggregateViews(readers, log)),
            ),
            directory=DirectoryDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
            ),
            coverage=CoverageDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                facts=PostgresOrgFacts(readers, AggregateViews(readers, log)),
            ),
            policies=PolicyDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                jurisdictions=jurisdictions,
                calendars=calendars,
            ),
            meetings=MeetingDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=meetings,
                views=meetings,
            ),
            adoption=AdoptionDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                models=models,
                calendars=calendars,
                cases=cases,
                open_matters=PostgresOpenMatters(readers),
            ),
            deadlines=deadlines,
            obligations=obligations,
            calendar_addresses=CalendarAddressDesk(
                register=PostgresCalendarAddresses(sessions),
                feeds=obligations,
                jurisdictions=jurisdictions,
                clock=clock,
            ),
            obligation_sweep=ObligationSweep(
                log=log,
                index=PostgresObligationIndex(readers),
                unread=unread,
                packs=by_jurisdiction,
                calendars=calendars,
                directories=directories,
                clock=clock,
            ),
            oversight=OversightDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_OVERSIGHT, AggregateViews(readers, log)),
            ),
            accountability=AccountabilityDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_FILES, AggregateViews(readers, log)),
            ),
            dossiers=DossierDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_FILES, AggregateViews(readers, log)),
                orders=PostgresListing(LISTED_OVERSIGHT, AggregateViews(readers, log)),
                owed=PostgresObligationCalendar(AggregateViews(readers, log)),
                models=models,
                calendars=calendars,
            ),
            triggers=TriggerDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                models=models,
                listed=PostgresListing(LISTED_FILES, AggregateViews(readers, log)),
            ),
            records=RecordDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresRecordList(AggregateViews(readers, log)),
                calendars=calendars,
            ),
            assessments=AssessmentDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_ASSESSMENTS, AggregateViews(readers, log)),
            ),
            surveys=SurveyDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=surveyed,
                rates=surveyed,
            ),
            doctor_contracts=HealthDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_CONTRACTS, AggregateViews(readers, log)),
            ),
            shares=ShareDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                counts=PostgresShareCounts(AggregateViews(readers, log)),
            ),
            sensitive=SensitiveDesk(
                organisation=organisation,
                packs=by_jurisdiction,
                directories=directories,
                clock=clock,
                lines=PostgresRegisterLines(AggregateViews(readers, log)),
            ),
            sensitive_views=SensitiveViewDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_VIEWS, AggregateViews(readers, log)),
            ),
            mediations=MediationDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=disputes,
                counted=disputes,
            ),
            volunteers=VolunteerDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_BALANCES, AggregateViews(readers, log)),
            ),
            volunteer_ledger=VolunteerLedgerDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_LINES, AggregateViews(readers, log)),
            ),
            oversight_sweep=OversightSweep(
                desk=organisation, index=PostgresOversightIndex(readers), clock=clock
            ),
            unit_points=UnitPointsDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_ACCOUNTS, AggregateViews(readers, log)),
                league_of=PostgresPointsLeague(AggregateViews(readers, log)),
                bookings=PostgresListing(LISTED_BOOKINGS, AggregateViews(readers, log)),
            ),
            unit_point_lines=UnitPointLinesDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_BOOKINGS, AggregateViews(readers, log)),
            ),
            points_sweep=PointsSweep(
                log=log,
                packs=by_jurisdiction,
                calendars=calendars,
                directories=directories,
                clock=clock,
            ),
            estates=PropertyDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                listed=PostgresListing(LISTED_ESTATES, AggregateViews(readers, log)),
                leagues=PostgresPropertyLeague(AggregateViews(readers, log)),
            ),
            ranking_sweep=RankingSweep(
                desk=organisation,
                index=PostgresRankingIndex(readers, AggregateViews(readers, log)),
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                clock=clock,
            ),
            residents=residents_door(
                sessions, vault, master_key, cases, queries, residents or ResidentSettings()
            ),
            projector=projector,
            reactor=reactor(),
            jurisdictions=jurisdictions,
            directories=directories,
            log=log,
            vault=vault,
            packs=by_jurisdiction,
            security=security,
            clock=clock,
        )
        outgoing = Outgoing(sealer, guard, audiences)
        known = by_jurisdiction.known
        yield Wiring(service, dsn, role, sessions, log, calendars, outgoing, reactor, known)
