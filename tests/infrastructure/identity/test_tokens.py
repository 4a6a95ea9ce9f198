"""Which tokens prove who asks (RFC 9068)."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from application.identity import (
    AccessScope,
    TokenExpired,
    TokenInvalid,
    TokenNotYetValid,
    Unauthenticated,
    WrongAudience,
    WrongIssuer,
    WrongTokenType,
)
from infrastructure.identity.development import DevelopmentIssuer, NotLoopback, new_key
from infrastructure.identity.keys import KeysRefused, StaticKeys
from infrastructure.identity.tokens import JwtVerifier

NOW = datetime(2021, 9, 10, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
KEYS = StaticKeys({"keys": [key.as_dict(private=False) for key in (RSA, EC, ED)]})
VERIFIER = JwtVerifier(
    issuer="https://id.example", audience="closeout", keys=KEYS, clock=lambda: NOW
)


def token(key: Key = EC, alg: str = "ES256", header: dict[str, Any] | None = None,
          **claims: Any) -> str:  # fmt: skip
    """A good token, but for what a test changes; a claim of None is left out."""
    payload = {
        "iss": "https://id.example", "aud": "closeout", "sub": "anna", "scope": "cases:read",
        "iat": AT, "exp": AT + 300, **claims,
    }  # fmt: skip
    stated = {"alg": alg, "typ": "at+jwt", "kid": key.kid} | (header or {})
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    present = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(stated, present, key, registry=registry)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (ED, "Ed25519")])
def test_a_token_of_the_issuer_proves_the_person(key: Key, alg: str) -> None:
    """RFC 9068: issuer, audience, type, signature and time hold."""
    identity = VERIFIER.verify(token(key, alg, scope="cases:read openid"))

    assert identity.person_ref == "anna"
    assert identity.scopes == {AccessScope.READ, "openid"}
    assert identity.represented_by is None
    assert identity.jurisdictions is None
    assert identity.expires_at == NOW + timedelta(seconds=300)


def test_the_older_name_of_ed25519_is_understood() -> None:
    """RFC 9864 renames it; issuers still write EdDSA."""
    [head, body, _] = token(ED, "Ed25519").split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    renamed = _encoded(json.dumps(header | {"alg": "EdDSA"}).encode())
    signed = f"{renamed}.{body}"
    signature = _encoded(ED.private_key.sign(signed.encode()))  # type: ignore[union-attr]  # it has one

    assert VERIFIER.verify(f"{signed}.{signature}").person_ref == "anna"


def test_a_machine_that_acts_for_a_person_is_named() -> None:
    """RFC 8693: the subject's rights count, the actor is recorded with them."""
    identity = VERIFIER.verify(token(act={"sub": "kiosk-3"}, jurisdictions=["daguan"]))

    assert (identity.person_ref, identity.represented_by) == ("anna", "kiosk-3")
    assert identity.jurisdictions == frozenset({"daguan"})


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"iss": "https://other.example"}, WrongIssuer),
        ({"iss": None}, WrongIssuer),
        ({"aud": "another-service"}, WrongAudience),
        ({"aud": ["another-service"]}, WrongAudience),
        ({"aud": None}, WrongAudience),
        ({"header": {"typ": "JWT"}}, WrongTokenType),
        ({"header": {"typ": None}}, WrongTokenType),
        ({"exp": AT - 31}, TokenExpired),
        ({"exp": None}, TokenInvalid),
        ({"exp": "soon"}, TokenInvalid),
        ({"exp": 1e300}, TokenInvalid),
        ({"iat": None}, TokenInvalid),
        ({"iat": AT + 31}, TokenNotYetValid),
        ({"nbf": AT + 31}, TokenNotYetValid),
        ({"scope": None}, TokenInvalid),
        ({"sub": None}, TokenInvalid),
        ({"sub": 7}, TokenInvalid),
        ({"sub": "system"}, TokenInvalid),
        ({"sub": "operator"}, TokenInvalid),
        ({"sub": "anonymous.1"}, TokenInvalid),
        ({"sub": "a/b"}, TokenInvalid),
        ({"sub": "x" * 65}, TokenInvalid),
        ({"act": "kiosk-3"}, TokenInvalid),
        ({"act": {"sub": "system"}}, TokenInvalid),
        ({"jurisdictions": "daguan"}, TokenInvalid),
        ({"header": {"kid": "unknown"}}, TokenInvalid),
        ({"header": {"kid": 7}}, TokenInvalid),
        ({"header": {"crit": ["b64"], "b64": False}}, TokenInvalid),
    ],
)
def test_a_token_is_refused_for_what_is_wrong_with_it(
    changed: dict[str, Any], refusal: type[Unauthenticated]
) -> None:
    """RFC 9068, section 4: each check has its own refusal where the caller can act on it."""
    if changed.get("header", {}).get("typ", "") is None:
        bad = _without_type()
    elif set(changed.get("header", {})) & {"kid", "crit"}:
        bad = _with_header(changed["header"])
    else:
        bad = token(**changed)

    with pytest.raises(refusal) as refused:
        VERIFIER.verify(bad)

    assert type(refused.value) is refusal


@pytest.mark.parametrize("seconds", [-30, 30])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    """RFC 9068: 30 s of leeway; at the bound an expired token is over, a new one valid."""
    if seconds > 0:
        assert VERIFIER.verify(token(iat=AT + seconds, nbf=AT + seconds)).person_ref == "anna"
    else:
        assert VERIFIER.verify(token(exp=AT + seconds + 1)).person_ref == "anna"
        with pytest.raises(TokenExpired):
            VERIFIER.verify(token(exp=AT + seconds))


def test_a_token_signed_with_a_public_key_as_secret_is_refused() -> None:
    """RFC 8725, section 3.1: the algorithm is ours to choose, not the token's."""
    head = _encoded(b'{"alg":"HS256","typ":"at+jwt","kid":"rsa"}')
    signed = f"{head}.{token().split('.')[1]}"
    signature = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")

    with pytest.raises(TokenInvalid):
        VERIFIER.verify(f"{signed}.{_encoded(signature)}")


def test_an_unsigned_token_is_refused() -> None:
    """RFC 8725: none is no algorithm."""
    head = _encoded(b'{"alg":"none","typ":"at+jwt","kid":"ec"}')

    with pytest.raises(TokenInvalid):
        VERIFIER.verify(f"{head}.{token().split('.')[1]}.")


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    """RFC 7515: the key id is a hint, the signature decides."""
    with pytest.raises(TokenInvalid):
        VERIFIER.verify(token(ECKey.generate_key("P-256", {"kid": "ec"})))


def test_a_changed_token_is_refused() -> None:
    """RFC 7515: the signature covers every claim."""
    head, _, signature = token().split(".")
    other = token(sub="bo").split(".")[1]

    with pytest.raises(TokenInvalid):
        VERIFIER.verify(f"{head}.{other}.{signature}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "e30.e30.e30",
        "W10.W10.W10",
        "é.é.é",
        "x" * 9000,
        "a.b.c.d.e",
        "W1tb" * 2000 + ".e30.e30",
    ],
)
def test_what_is_no_token_is_refused(text: str) -> None:
    """RFC 7519: nothing but a refusal comes of it."""
    with pytest.raises((TokenInvalid, WrongTokenType)):
        VERIFIER.verify(text)


@pytest.mark.parametrize(
    "jwks",
    [
        None,
        {},
        {"keys": []},
        {"keys": [{"kty": "EC"}]},
        {"keys": [OctKey.generate_key(256).as_dict()]},
        {"keys": [EC.as_dict(private=True)]},
        {"keys": [{"kty": "RSA", "e": "AQAB", "n": "8" * 170}]},  # 1,020 bits
        {"keys": [EC.as_dict(private=False), EC.as_dict(private=False)]},
    ],
)
def test_a_key_set_holds_strong_public_keys_only(jwks: Any) -> None:
    """RFC 8725: what cannot be trusted stops the start."""
    with pytest.raises(KeysRefused):
        StaticKeys(jwks)


def test_a_key_set_is_read_from_its_text() -> None:
    """RFC 7517: one key needs no id in the token."""
    keys = StaticKeys.published(json.dumps({"keys": [EC.as_dict(private=False)]}))

    assert keys.key("ec") is keys.key(None)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"keys": {}}', "[" * 100_000])
def test_what_is_no_key_set_is_refused(text: str) -> None:
    """RFC 7517: whatever the issuer sends instead."""
    with pytest.raises(KeysRefused):
        StaticKeys.published(text)


def test_of_what_an_issuer_publishes_the_signing_keys_count() -> None:
    """RFC 7517, section 5: keys for encryption or of unknown kinds do no harm."""
    listed = [
        EC.as_dict(private=False),
        RSA.as_dict(private=False) | {"use": "enc"},
        {"kty": "AKP", "kid": "pq", "alg": "ML-DSA-44", "pub": "AAAA"},
        "not a key",
    ]

    keys = StaticKeys.published(json.dumps({"keys": listed}))

    assert keys.key("ec") is not None
    assert keys.key("rsa") is keys.key("pq") is None


# --- Development ---


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_development_tokens_pass_the_verifier_that_all_pass(host: str) -> None:
    """API conventions: never a bypass."""
    issuer = DevelopmentIssuer(host=host, clock=lambda: NOW)

    made, identity = issuer.issue("gu", represented_by="kiosk-3")

    assert isinstance(issuer.verifier, JwtVerifier)
    assert issuer.verifier.verify(made) == identity
    assert (identity.person_ref, identity.represented_by) == ("gu", "kiosk-3")
    assert identity.scopes == set(AccessScope)


def test_the_key_of_a_development_issuer_dies_with_it() -> None:
    """API conventions: ephemeral; another process does not accept the tokens."""
    made = DevelopmentIssuer(host="::1", clock=lambda: NOW).mint("gu")

    with pytest.raises(TokenInvalid):
        DevelopmentIssuer(host="::1", clock=lambda: NOW).verifier.verify(made)


def test_processes_that_share_the_key_accept_each_others_tokens() -> None:
    """API conventions: several workers of one server, in one development mode."""
    shared = new_key()
    made = DevelopmentIssuer(host="::1", clock=lambda: NOW, key=shared).mint("gu")

    worker = DevelopmentIssuer(host="::1", clock=lambda: NOW, key=shared)

    assert worker.verifier.verify(made).person_ref == "gu"
    assert json.loads(shared)["d"] not in repr(worker)


@pytest.mark.parametrize(
    "key",
    [b"", b"{}", b"[]", b"{", json.dumps(ED.as_dict(private=False)).encode()],
    ids=["empty", "object", "list", "torn", "public"],
)
def test_a_development_key_is_one_that_was_made_for_it(key: bytes) -> None:
    """API conventions: no silent default in its place."""
    with pytest.raises(ValueError, match="not a key"):
        DevelopmentIssuer(host="::1", clock=lambda: NOW, key=key)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "closeout.example", ""])  # noqa: S104 - refused
def test_development_tokens_are_refused_beyond_this_machine(host: str) -> None:
    """API conventions: only when bound to loopback."""
    with pytest.raises(NotLoopback):
        DevelopmentIssuer(host=host, clock=lambda: NOW)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _with_header(changed: dict[str, Any]) -> str:
    """A token whose header the library itself would not write."""
    head = {"alg": "ES256", "typ": "at+jwt", "kid": "ec"} | changed
    present = {name: value for name, value in head.items() if value is not None}
    signed = f"{_encoded(json.dumps(present).encode())}.{token().split('.')[1]}"
    registry = jws.JWSRegistry(algorithms=["ES256"])
    return f"{signed}.{_encoded(registry.get_alg('ES256').sign(signed.encode(), EC))}"


def _without_type() -> str:
    return _with_header({"typ": None})
