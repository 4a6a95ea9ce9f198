"""Fetches an issuer's keys, from where its metadata says they are."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx

from infrastructure.identity.addresses import AddressRefused, require_trusted_url
from infrastructure.identity.fetched_keys import KeysUnreachable
from infrastructure.identity.keys import StaticKeys

_WITHIN: Final = 5.0  # seconds for one document, from the first packet to the last
_MOST: Final = 256 * 1024  # bytes of one document
_OIDC, _OAUTH = "openid-configuration", "oauth-authorization-server"


def published_at(url: str) -> Callable[[], StaticKeys]:
    """Fetches a key set from a URL."""
    return lambda: StaticKeys.published(_document(url))


def in_file(path: Path) -> Callable[[], StaticKeys]:
    """Reads a key set from a file; replaced, it is read again like any other."""

    def read() -> StaticKeys:
        try:
            with path.open("rb") as file:
                content = file.read(_MOST + 1)
        except OSError as error:
            raise KeysUnreachable(f"{path}: {error.strerror}") from error
        if len(content) > _MOST:
            raise KeysUnreachable(f"{path}: more than {_MOST} bytes")
        return StaticKeys.published(content)

    return read


def discovered(issuer: str) -> Callable[[], StaticKeys]:
    """Fetches the key set that an issuer's metadata names (OpenID Connect Discovery, RFC 8414)."""
    return lambda: StaticKeys.published(_document(_jwks_uri(issuer)))


def _jwks_uri(issuer: str) -> str:
    metadata = _metadata(issuer)
    if metadata.get("issuer") != issuer:  # RFC 8414, section 3.3: else anybody could pose as it
        raise KeysUnreachable("the metadata are those of another issuer")
    found = metadata.get("jwks_uri")
    if not isinstance(found, str):
        raise KeysUnreachable("the metadata name no jwks_uri")
    try:
        require_trusted_url(found)
    except AddressRefused as error:
        raise KeysUnreachable(f"the jwks_uri {error}") from error
    return found


def _metadata(issuer: str) -> dict[str, Any]:
    parts = require_trusted_url(issuer)
    path = parts.path.rstrip("/")
    places = (
        parts._replace(path=f"{path}/.well-known/{_OIDC}"),  # OpenID Connect appends
        parts._replace(path=f"/.well-known/{_OAUTH}{path}"),  # RFC 8414 inserts
    )
    failure = KeysUnreachable("no metadata")
    for place in places:
        try:
            found = json.loads(_document(place.geturl()))
        except _NotThere as error:
            failure = error
        except (ValueError, RecursionError) as error:
            raise KeysUnreachable("the metadata are not JSON") from error
        else:
            return found if isinstance(found, dict) else {}
    raise failure


class _NotThere(KeysUnreachable):
    """The issuer answers, and has no such document."""


def _document(url: str) -> bytes:
    """The document at a URL, which must answer itself: no redirect is followed.

    Raises:
        KeysUnreachable: no answer in time, another than 200, or one that is too long.
    """
    # A loop of its own in this worker's thread: cancelling is what bounds the whole exchange, not
    # only each wait for the next byte of a server that drips.
    try:
        return asyncio.run(_received(url))
    except TimeoutError as error:
        raise KeysUnreachable(f"{url} takes longer than {_WITHIN:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise KeysUnreachable(f"{url} cannot be reached: {type(error).__name__}") from error


async def _received(url: str) -> bytes:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    # The certificates that this machine trusts, among them an office's own; no proxy in between.
    trusted = ssl.create_default_context()
    async with (
        asyncio.timeout(_WITHIN),
        httpx.AsyncClient(
            timeout=_WITHIN, follow_redirects=False, trust_env=False, verify=trusted
        ) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise _NotThere(f"{url} answers 404")
        if answer.status_code != HTTPStatus.OK:
            raise KeysUnreachable(f"{url} answers {answer.status_code}")
        if "content-encoding" in answer.headers:
            raise KeysUnreachable(f"{url} answers compressed")
        content = bytearray()
        async for chunk in answer.aiter_raw():
            content += chunk
            if len(content) > _MOST:
                raise KeysUnreachable(f"{url} answers more than {_MOST} bytes")
    return bytes(content)
