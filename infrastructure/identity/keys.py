"""Where the public keys of a token issuer come from."""

from __future__ import annotations

import json
import warnings
from typing import Any, Protocol

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

PublicKey = RSAKey | ECKey | OKPKey

_LEAST_RSA_BITS = 2048


class KeysRefused(Exception):
    """A key set cannot be used: malformed, or with keys that are too weak or not public."""


class IssuerKeys(Protocol):
    """The keys an issuer signs with now."""

    def key(self, kid: str | None) -> PublicKey | None:
        """The key of that id; the only key for a token that names none; None: no such key.

        May wait for the issuer.

        Raises:
            IssuerUnavailable: the keys are not at hand and cannot be had now.
        """
        ...

    def at_hand(self, kid: str | None) -> PublicKey | None:
        """The same without waiting; None: not at hand, ``key`` may know more."""
        ...


class StaticKeys:
    """Keys that a deployment states in its configuration.

    Args:
        jwks: a JSON Web Key Set (RFC 7517) of public RSA, EC and OKP keys, with ids that differ.

    Raises:
        KeysRefused: the set holds no usable key, a secret one, or a weak one.
    """

    def __init__(self, jwks: Any) -> None:
        self._keys: dict[str, PublicKey] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SecurityWarning)  # of weak keys: refused below
                found = KeySet.import_key_set(jwks)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise KeysRefused(f"not a usable key set: {type(error).__name__}") from error
        for key in found:
            if not isinstance(key, RSAKey | ECKey | OKPKey) or key.is_private:
                raise KeysRefused("a key set holds public RSA, EC or OKP keys only")
            if isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_RSA_BITS:
                raise KeysRefused(f"an RSA key needs at least {_LEAST_RSA_BITS} bits")
            key.ensure_kid()
            kid = str(key.kid)
            if kid in self._keys:
                raise KeysRefused(f"two keys have the id {kid}")
            self._keys[kid] = key

    @classmethod
    def published(cls, text: str | bytes) -> StaticKeys:
        """The signing keys among those that an issuer publishes.

        Keys for encryption and of kinds unknown here are passed over (RFC 7517, section 5).

        Raises:
            KeysRefused: see the class; or the text is not a JSON object with keys.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise KeysRefused("not JSON") from error
        listed = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(listed, list):
            raise KeysRefused("not a key set")
        return cls({"keys": [one for one in listed if _signs(one)]})

    def key(self, kid: str | None) -> PublicKey | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    at_hand = key


def _signs(listed: Any) -> bool:
    return (
        isinstance(listed, dict)
        and listed.get("kty") in {"RSA", "EC", "OKP"}
        and listed.get("use", "sig") == "sig"
    )
