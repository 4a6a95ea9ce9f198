"""What routes may ask for: who calls, which version they saw, and the parts of the service."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import AfterValidator, AwareDatetime

from application.identity import (
    AccessScope,
    AuthenticationLog,
    Identity,
    ScopeMissing,
    TokenInvalid,
    TokenMissing,
    TokenVerifier,
    Unauthenticated,
    is_person_ref,
)
from application.ports import UnknownJurisdiction
from application.read_models.as_of import AsOf, Axis
from application.service import Service
from application.use_cases.desk import Caller
from interfaces.api.live.hub import Hub
from interfaces.api.pool import Pool
from interfaces.api.ports import Readiness
from interfaces.api.rates import Rates, bucket_of
from interfaces.api.refusals import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    IfMatchMalformed,
    IfMatchRequired,
    OnBehalfOfMalformed,
)

KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
"""What an idempotency key may be."""

_TAG = re.compile(r'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e]*)"')
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_NO_VERSION: Final = 0  # no case has it: a tag that is not ours never matches
_EARLIEST, _LATEST = 1900, 9000  # years that calendars and time zones can be asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the routes work with; built by ``create_app``.

    Attributes:
        authentication: look-ups of keys and tokens; apart, so that forged ones wait for each other.
        failures: notes who could not prove themselves; None: nobody looks.
        live: the event streams of this process.
        require_if_match: refuse commands that do not name the version they were decided on.
        probes: threads for those who watch the process; they must not wait behind its work.
        rates: how fast one caller may ask.
        readiness: what ``/readyz`` asks.
    """

    service: Service
    verifier: TokenVerifier
    commands: Pool
    reads: Pool
    authentication: Pool
    probes: Pool
    rates: Rates
    failures: AuthenticationLog | None = None
    live: Hub
    require_if_match: bool = False
    readiness: Readiness | None = None


async def wiring(request: Request) -> Wiring:
    """The wiring of the application that got the request."""
    found: Wiring = request.app.state.wiring
    return found


WiringDep = Annotated[Wiring, Depends(wiring)]

bearer = HTTPBearer(
    scheme_name="bearer",
    bearerFormat="JWT",
    description="Access token (RFC 9068) of the configured issuer, for people and machines.",
    auto_error=False,
)
"""Documents the scheme; the header is read apart from it, to tell absent from malformed."""

api_key = HTTPBearer(
    scheme_name="api_key",
    bearerFormat="co_<jurisdiction>_<key id>_<secret>",
    description="Key of a machine, in the same header; good in one jurisdiction.",
    auto_error=False,
)
"""Documents the other kind of bearer."""

_ON_BEHALF_OF: Final = "Closeout-On-Behalf-Of"
_PERSON_REF: Final = "^[!-.0-~]{1,64}$"


async def identified(wired: Wiring, jurisdiction: str, token: str) -> Identity:
    """Who a bearer token or API key proves, wherever in a request it was sent.

    Args:
        jurisdiction: the one the request is addressed to, for the note of a failure.

    Raises:
        Unauthenticated, IssuerUnavailable, LogUnavailable: see ``TokenVerifier``.
        ServiceBusy: too many wait for a look-up already.
    """
    try:
        identity = wired.verifier.verify_at_once(token)
        if identity is None:
            identity = await wired.authentication.run(partial(wired.verifier.verify, token))
    except Unauthenticated as failure:
        if wired.failures is not None:
            wired.failures.failed(jurisdiction, failure)
        raise
    return identity


async def _identity(
    request: Request,
    wired: WiringDep,
    _documented: Annotated[object, Depends(bearer)],
    _also_documented: Annotated[object, Depends(api_key)],
    _on_behalf_of: Annotated[
        str,
        Header(
            alias=_ON_BEHALF_OF,
            description="Id of the person a machine acts for: the person's rights, the key's "
            "scopes, both in the record (ENV-01). For API keys issued with that power.",
            examples=["res-7f3a"],
            # Only documented: what does not match has a problem of its own.
            json_schema_extra={"minLength": 1, "maxLength": 64, "pattern": _PERSON_REF},
        ),
    ] = "",
) -> Identity:
    jurisdiction = request.path_params.get("jurisdiction", "")
    return acting(request, await identified(wired, jurisdiction, _token(request)))


def _token(request: Request) -> str:
    header = request.headers.get("authorization")
    if header is None:
        raise TokenMissing
    scheme, token = get_authorization_scheme_param(header)
    if scheme.lower() != "bearer" or not token:
        raise TokenInvalid("The Authorization header must hold a bearer token.")
    return token


def acting(request: Request, identity: Identity) -> Identity:
    """The same bearer, for the person that the request names, if it names one.

    Raises:
        OnBehalfOfMalformed, RepresentationNotPermitted.
    """
    # Not from the parameter: sent empty, it must not pass for absent and let the machine's own
    # rights count.
    named = request.headers.getlist(_ON_BEHALF_OF)
    if not named:
        return identity
    person, *others = named
    if others or not person.isascii() or not is_person_ref(person):
        raise OnBehalfOfMalformed
    return identity.acting_for(person)


_IdentityDep = Annotated[Identity, Depends(_identity)]


@dataclass(frozen=True, slots=True)
class Proof:
    """What proved the caller, for those who must look again.

    Attributes:
        expires_at: aware, UTC.
        again: verifies the same token now. Raises what ``identified`` names.
    """

    expires_at: datetime
    again: Callable[[], Awaitable[Identity]]


async def _proof(request: Request, wired: WiringDep, identity: _IdentityDep) -> Proof:
    jurisdiction = request.path_params.get("jurisdiction", "")
    again = partial(identified, wired, jurisdiction, _token(request))
    return Proof(identity.expires_at, again)


ProofDep = Annotated[Proof, Depends(_proof)]

Jurisdiction = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$",
        description="The body whose cases they are; it runs one policy pack.",
        examples=["daguan"],
    ),
]
CaseId = Annotated[UUID, Path(description="The case.")]


def caller_of(
    request: Request, wired: Wiring, identity: Identity, jurisdiction: str, scope: AccessScope
) -> Caller:
    """Who asks for something of a jurisdiction; counts the request.

    Raises:
        UnknownJurisdiction: what proved the identity is not good for it.
        ScopeMissing: nor for this kind of request.
        RateExceeded: the identity asks too fast.
    """
    _count(request, wired, identity, scope)
    if identity.jurisdictions is not None and jurisdiction not in identity.jurisdictions:
        raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
    if scope not in identity.scopes:
        raise ScopeMissing(scope)
    trace = TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return Caller(
        identity.person_ref,
        represented_by=identity.represented_by,
        correlation_id=trace.group(1) if trace else None,
    )


def _count(request: Request, wired: Wiring, identity: Identity, scope: AccessScope) -> None:
    rate = wired.rates.reads if scope is AccessScope.READ else wired.rates.commands
    if rate is not None:
        rate.take(bucket_of(identity), request.scope)


async def _reader(
    request: Request, wired: WiringDep, identity: _IdentityDep, jurisdiction: Jurisdiction
) -> Caller:
    return caller_of(request, wired, identity, jurisdiction, AccessScope.READ)


async def _writer(
    request: Request, wired: WiringDep, identity: _IdentityDep, jurisdiction: Jurisdiction
) -> Caller:
    return caller_of(request, wired, identity, jurisdiction, AccessScope.WRITE)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks before a jurisdiction is named, and those the token is good for; None: all."""

    caller: Caller
    jurisdictions: frozenset[str] | None


async def _bearer(request: Request, wired: WiringDep, identity: _IdentityDep) -> Bearer:
    _count(request, wired, identity, AccessScope.READ)
    if AccessScope.READ not in identity.scopes:
        raise ScopeMissing(AccessScope.READ)
    caller = Caller(identity.person_ref, represented_by=identity.represented_by)
    return Bearer(caller, identity.jurisdictions)


BearerDep = Annotated[Bearer, Depends(_bearer)]
Reader = Annotated[Caller, Depends(_reader)]
Writer = Annotated[Caller, Depends(_writer)]


async def _idempotency_key(
    idempotency_key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            description="New for each command, the same for its retry; kept for ever. "
            "1 to 200 printable ASCII characters.",
            examples=["5f0c6e1e-9b0c-4d57-9f0a-0d6c3f6a2b11"],
        ),
    ] = "",
) -> str:
    if not idempotency_key:
        raise IdempotencyKeyMissing
    if not KEY.fullmatch(idempotency_key):
        raise IdempotencyKeyMalformed
    return idempotency_key


async def _expected_version(
    wired: WiringDep,
    if_match: Annotated[
        str,
        Header(
            alias="If-Match",
            description="ETag of what the command was decided on; without it any version "
            "will do. Weak or foreign tags match no version.",
            examples=['"7"'],
        ),
    ] = "",
) -> int | None:
    if not if_match:
        if wired.require_if_match:
            raise IfMatchRequired
        return None
    if if_match == "*":
        return None
    tag = _TAG.fullmatch(if_match)
    if tag is None:
        raise IfMatchMalformed
    ours = not tag["weak"] and _VERSION.fullmatch(tag["tag"])
    return int(tag["tag"]) if ours else _NO_VERSION


IdempotencyKey = Annotated[str, Depends(_idempotency_key)]
ExpectedVersion = Annotated[int | None, Depends(_expected_version)]


def within_calendars(instant: datetime) -> datetime:
    """An instant that every calendar and time zone can be asked about.

    Raises:
        ValueError: it lies centuries away.
    """
    if not _EARLIEST <= instant.year < _LATEST:
        raise ValueError(f"must lie between the years {_EARLIEST} and {_LATEST}")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(within_calendars)]
"""An instant of a request: RFC 3339 with offset."""


def _within_calendars(day: date) -> date:
    within_calendars(datetime(day.year, 1, 1))  # noqa: DTZ001 - only its year counts
    return day


Day = Annotated[date, AfterValidator(_within_calendars)]
"""A local day of a request (CAL-01)."""


async def _as_of(
    as_of: Annotated[
        Instant | None,
        Query(
            description="Answer as it stood at this instant (ENV-06); RFC 3339 with offset.",
            examples=["2021-10-11T23:59:00+08:00"],
        ),
    ] = None,
    axis: Annotated[
        Axis,
        Query(description="RECORDED: what was known by then. OCCURRED: what was true by then."),
    ] = Axis.RECORDED,
) -> AsOf | None:
    return None if as_of is None else AsOf(as_of, axis)


AsOfDep = Annotated[AsOf | None, Depends(_as_of)]


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'
