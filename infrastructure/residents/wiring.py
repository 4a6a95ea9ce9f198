"""The residents' door on PostgreSQL and Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.residents.door import ResidentsDoor
from application.residents.limits import Turnstile
from application.residents.photos import PhotoDesk
from application.residents.rating_links import LinkSeal
from application.residents.ratings import RatingDesk
from application.residents.reports import ResidentDesk
from infrastructure.residents.darkroom import PillowDarkroom
from infrastructure.residents.invitations import PostgresInvitations
from infrastructure.residents.keyed_digest import MasterKeyDigest
from infrastructure.residents.photo_store import VaultPhotos
from infrastructure.residents.quotas import PostgresQuotas
from infrastructure.residents.receipt_codes import PostgresReceiptCodes
from infrastructure.residents.settings import ResidentSettings

if TYPE_CHECKING:
    from application.queries.desk import QueryDesk
    from application.use_cases.desk import CaseDesk
    from infrastructure.postgres.pool import Sessions
    from infrastructure.vault.postgres import PostgresVault


def residents_door(
    sessions: Sessions,
    vault: PostgresVault,
    master_key: bytes,
    cases: CaseDesk,
    queries: QueryDesk,
    settings: ResidentSettings,
) -> ResidentsDoor:
    """Compose it beside the desks it goes through."""
    digest = MasterKeyDigest(master_key)
    turnstile = Turnstile(quotas=PostgresQuotas(sessions), digest=digest)
    limits = settings.public_limits()
    reports = ResidentDesk(
        cases=cases,
        queries=queries,
        log=cases.log,
        packs=cases.packs,
        vault=vault,
        codes=PostgresReceiptCodes(sessions),
        digest=digest,
        turnstile=turnstile,
        limits=limits,
        clock=cases.clock,
        challenge=settings.challenge(),
    )
    ratings = RatingDesk(
        cases=cases,
        log=cases.log,
        packs=cases.packs,
        directories=cases.directories,
        seal=LinkSeal(digest),
        invitations=PostgresInvitations(sessions),
        clock=cases.clock,
        lifetime=settings.rating_link_lifetime(),
    )
    photos = PhotoDesk(
        cases=cases,
        queries=queries,
        log=cases.log,
        vault=vault,
        store=VaultPhotos(sessions, vault),
        darkroom=PillowDarkroom(most_pixels=settings.photo_pixels),
        digest=digest,
        turnstile=turnstile,
        limits=limits,
        clock=cases.clock,
        most=settings.photos_per_case,
    )
    return ResidentsDoor(reports=reports, ratings=ratings, photos=photos)
