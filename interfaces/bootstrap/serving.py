"""The HTTP application, and who issues the tokens it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from application.ports import Clock
from infrastructure.postgres.environment import Environment, environment_of
from infrastructure.postgres.pool import (
    Sessions,
)
from infrastructure.processor import one_core
from infrastructure.readiness import Readiness
from infrastructure.settings import Settings
from interfaces.bootstrap.observing import Observing
from interfaces.bootstrap.wiring import PROBE, Wiring

if TYPE_CHECKING:
    from fastapi import FastAPI

    from application.identity import TokenVerifier
    from infrastructure.identity.development import DevelopmentIssuer
    from infrastructure.identity.fetched_keys import FetchedKeys
    from interfaces.api.rates import Buckets


_BURST: Final = 20  # seconds' worth of requests that a caller may ask at once


class TokensRefused(Exception):
    """The settings leave nobody who could issue access tokens, or issuer keys that are unusable."""


@contextmanager
def api(
    wiring: Wiring,
    settings: Settings,
    observing: Observing | None = None,
    *,
    worker: int | None = None,
    development_key: bytes | None = None,
) -> Iterator[FastAPI]:
    """The HTTP application: with the configured issuer's tokens, else in development mode.

    Args:
        worker: number of this process among several; each keeps to a core of its own.
        development_key: made by ``new_development_key``, for processes that serve together; None:
            this process has one of its own. Means nothing where an issuer is configured.

    Raises:
        TokensRefused: see ``require_tokens``.
    """
    # Here, so that the other commands start without the web framework.
    from infrastructure.authentication_tally import AuthenticationTally  # noqa: PLC0415 - see above
    from infrastructure.identity.api_keys import (  # noqa: PLC0415 - see above
        ApiKeyVerifier,
        EitherVerifier,
    )
    from infrastructure.identity.remembered import (  # noqa: PLC0415 - see above
        RememberingVerifier,
    )
    from interfaces.api.app import READERS, create_app  # noqa: PLC0415 - see above
    from interfaces.api.open311.discovery import Contact  # noqa: PLC0415 - see above
    from interfaces.api.rates import Rates  # noqa: PLC0415 - see above
    from interfaces.api.watch import Watching  # noqa: PLC0415 - see above

    service = wiring.service
    mint = None
    if settings.issuer is None:
        mint = _development(wiring, settings, development_key)
        tokens: TokenVerifier = mint.verifier
    else:
        tokens, keys = _issued_elsewhere(settings, service.clock)
        keys.prefetch()
    tally = AuthenticationTally(service.security, service.jurisdictions.all, service.clock)
    tally.start()
    try:
        metrics = observing.metrics if observing else None
        probes = Sessions(wiring.dsn, role=wiring.role or None, answer_within=PROBE)
        readiness = Readiness(
            probes,
            service.clock,
            lag_seconds=settings.ready_lag_seconds,
            calendar_days=settings.ready_calendar_days,
        )
        if metrics is not None:
            metrics.threads(commands=settings.writers, reads=READERS)
        with one_core(worker), closing(probes):
            yield create_app(
                service=service,
                verifier=EitherVerifier(
                    RememberingVerifier(verifier=tokens, clock=service.clock),
                    ApiKeyVerifier(wiring.sessions, service.clock),
                ),
                mint=mint,
                failures=tally,
                writers=settings.writers,
                contact=Contact(settings.open311_contact, settings.public_url),
                trusted_proxies=settings.trusted_proxies,
                photo_bytes=settings.photo_bytes,
                rates=Rates(
                    reads=_buckets("reads", settings.reads_per_second),
                    commands=_buckets("commands", settings.commands_per_second),
                ),
                readiness=readiness,
                watching=Watching(figures=metrics, jurisdictions=wiring.known_jurisdictions),
                tracing=observing.tracing if observing else None,
                pools=metrics.pools if metrics else {},
            )
    finally:
        tally.close()


def new_development_key() -> bytes:
    """A key that processes serving together hand to ``api``; it lives in their memory alone."""
    from infrastructure.identity.development import new_key  # noqa: PLC0415 - see api()

    return new_key()


def require_tokens(wiring: Wiring, settings: Settings) -> None:
    """Refuse to serve where nobody could prove who they are, before anything listens.

    Raises:
        TokensRefused: no issuer is configured, and it must not be development mode either: the
            address can be reached from other machines, or the database is not for development.
            Or the file with the issuer's keys cannot be used.
    """
    if settings.issuer is None:
        _development(wiring, settings, None)
    else:
        _issued_elsewhere(settings, wiring.service.clock)


def _development(wiring: Wiring, settings: Settings, key: bytes | None) -> DevelopmentIssuer:
    from infrastructure.identity.development import (  # noqa: PLC0415 - see api()
        DevelopmentIssuer,
        NotLoopback,
    )

    try:
        issuer = DevelopmentIssuer(host=settings.host, clock=wiring.service.clock, key=key)
    except NotLoopback as refusal:
        raise TokensRefused(f"{refusal}: CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE") from refusal
    if environment_of(wiring.sessions.dsn) is not Environment.DEVELOPMENT:
        raise TokensRefused(
            "nobody issues access tokens: set CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE, or state that"
            " the database is for development: `closeout environment development`"
        )
    return issuer


def _issued_elsewhere(settings: Settings, clock: Clock) -> tuple[TokenVerifier, FetchedKeys]:
    from infrastructure.identity import discovery  # noqa: PLC0415 - see api()
    from infrastructure.identity.fetched_keys import (  # noqa: PLC0415 - see api()
        FetchedKeys,
        KeysUnreachable,
    )
    from infrastructure.identity.keys import KeysRefused  # noqa: PLC0415 - see api()
    from infrastructure.identity.tokens import JwtVerifier  # noqa: PLC0415 - see api()

    assert settings.issuer is not None, "the caller looked"
    assert settings.audience is not None, "set together with the issuer"
    if settings.jwks_file is not None:
        fetch = discovery.in_file(settings.jwks_file)
        try:
            fetch()  # an issuer may be away for a moment, a file is there or was mistyped
        except (KeysRefused, KeysUnreachable) as refusal:
            raise TokensRefused(f"CLOSEOUT_JWKS_FILE: {refusal}") from refusal
    elif settings.jwks_url is not None:
        fetch = discovery.published_at(settings.jwks_url)
    else:
        fetch = discovery.discovered(settings.issuer)
    keys = FetchedKeys(fetch)
    verifier = JwtVerifier(
        issuer=settings.issuer, audience=settings.audience, keys=keys, clock=clock
    )
    return verifier, keys


def _buckets(name: str, per_second: float) -> Buckets | None:
    from interfaces.api.rates import Buckets, Rate  # noqa: PLC0415 - as in ``api``

    if not per_second:
        return None
    return Buckets(name, Rate(per_second, max(1, round(per_second * _BURST))))
