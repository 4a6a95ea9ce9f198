"""``Vault`` on PostgreSQL: AES-256-GCM, one key per person, wrapped by a key from elsewhere."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from typing import NoReturn
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.pq.abc import PGresult

from application.ports import LogUnavailable, SealedItem
from domain.vocabulary import VaultRef
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement
from infrastructure.vault import search_tokens
from infrastructure.vault.envelope import SUITE, body_of, enclose
from infrastructure.vault.errors import TamperedContent
from infrastructure.vault.sealing import KEY, NONCE, bound, derived

_KEY_OF_PERSON = Statement(
    "vault_key",
    "SELECT key_id, wrapped FROM vault_keys WHERE jurisdiction = $1 AND person_ref = $2",
    (wire.TEXT, wire.TEXT),
)
_NEW_KEY = Statement(
    "vault_new_key",
    "INSERT INTO vault_keys (jurisdiction, key_id, person_ref, suite, wrapped) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING key_id, wrapped",
    (wire.TEXT, wire.UUID_, wire.TEXT, wire.TEXT, wire.BYTEA),
)
_ITEMS = Statement(
    "vault_items",
    """
    SELECT i.item_id, i.person_ref, i.kind, i.nonce, i.ciphertext, k.key_id, k.wrapped
      FROM unnest($2) AS wanted (id), LATERAL (
               SELECT * FROM vault_items WHERE jurisdiction = $1 AND item_id = wanted.id
           ) AS i
      LEFT JOIN vault_keys k ON k.jurisdiction = $1 AND k.key_id = i.key_id
    """,
    (wire.TEXT, wire.UUID_ARRAY),
)
# The key's search entries go with it, by foreign key.
_ERASE = Statement(
    "vault_erase",
    """
    WITH destroyed AS (
        DELETE FROM vault_keys WHERE jurisdiction = $1 AND person_ref = $2 RETURNING key_id
    )
    SELECT count(i.item_id) FROM destroyed d
      JOIN vault_items i ON i.jurisdiction = $1 AND i.key_id = d.key_id
    """,
    (wire.TEXT, wire.TEXT),
)
_FIND = Statement(
    "vault_find",
    "SELECT DISTINCT case_id FROM vault_search "
    "WHERE bigrams @@ array_to_string($2, ' & ')::tsquery AND jurisdiction = $1",
    (wire.TEXT, wire.TEXT_ARRAY),
)


class PostgresVault:
    """Personal content of all jurisdictions in one database (ENV-07).

    Every ciphertext is bound to its jurisdiction, person, kind and id: exchanged rows do not open.

    Args:
        master_key: 32 bytes that are not kept in this database; it wraps the persons' keys, and
            the keys of the search index are derived from it.
    """

    def __init__(self, sessions: Sessions, master_key: bytes) -> None:
        if len(master_key) != KEY:
            raise ValueError("The vault's master key has 32 bytes.")
        self._sessions = sessions
        self._wrapping = AESGCM(derived(master_key, b"wrap"))
        self._search_key = derived(master_key, b"search")

    def seal(  # the port's signature
        self,
        jurisdiction: str,
        *,
        person_ref: str,
        case_id: UUID,
        kind: str,
        content: bytes,
        searchable: str = "",
    ) -> SealedItem:
        key_id, key = self._key(jurisdiction, person_ref)
        item_id = uuid4()
        nonce = os.urandom(NONCE)
        context = bound(jurisdiction, person_ref, kind, str(item_id))
        stored = enclose(key_id, AESGCM(key).encrypt(nonce, content, context))
        return SealedItem(
            ref=VaultRef(item_id=item_id, sha256=hashlib.sha256(stored).hexdigest()),
            person_ref=person_ref,
            kind=kind,
            case_id=case_id,
            nonce=nonce,
            ciphertext=stored,
            bigrams=search_tokens.of_text(self._search_key, jurisdiction, searchable),
        )

    def reveal(self, jurisdiction: str, refs: Sequence[VaultRef]) -> Mapping[UUID, bytes]:
        """See the port.

        Raises:
            TamperedContent: an item is not what its reference says (ENV-07).
        """
        wanted = {ref.item_id: ref.sha256 for ref in refs}
        if not wanted:
            return {}
        result = self._run(_ITEMS, [jurisdiction.encode(), wire.uuids(list(wanted))])
        revealed: dict[UUID, bytes] = {}
        seen: set[UUID] = set()
        for n in range(result.ntuples):
            item_id = UUID(bytes=_cell(result, n, 0))
            seen.add(item_id)
            stored = _cell(result, n, 4)
            if hashlib.sha256(stored).hexdigest() != wanted[item_id]:
                _tampered(item_id)
            if result.get_value(n, 5) is not None:
                revealed[item_id] = self._opened(jurisdiction, item_id, result, n)
        for missing in wanted.keys() - seen:
            _tampered(missing)
        return revealed

    def give_key(self, jurisdiction: str, owner: str) -> None:
        self._key(jurisdiction, owner)

    def pseudonym(self, jurisdiction: str, *, owner: str, text: str) -> str | None:
        found = self._run(_KEY_OF_PERSON, [jurisdiction.encode(), owner.encode()])
        if not found.ntuples:
            return None
        key = self._unwrapped(
            jurisdiction, owner, UUID(bytes=_cell(found, 0, 0)), _cell(found, 0, 1)
        )
        # Another key than the one that encrypts: no digest tells anything about a ciphertext.
        content = bound(jurisdiction, owner, text)
        return hashlib.blake2b(content, digest_size=KEY, key=derived(key, b"pseudonym")).hexdigest()

    def erase(self, jurisdiction: str, person_ref: str) -> int:
        result = self._run(_ERASE, [jurisdiction.encode(), person_ref.encode()])
        return wire.to_int(_cell(result, 0, 0))

    def find_cases(self, jurisdiction: str, text: str) -> set[UUID]:
        """Cases with a text that has every pair of neighbouring characters of the query.

        A single character is looked for as such. The pairs may stand apart in the text, so a long
        query can find a few texts too many, never too few. Nothing to look for finds nothing.
        """
        tokens = search_tokens.of_query(self._search_key, jurisdiction, text)
        if not tokens:
            return set()
        quoted = [f"'{token}'" for token in tokens]
        result = self._run(_FIND, [jurisdiction.encode(), wire.texts(quoted)])
        return {UUID(bytes=_cell(result, n, 0)) for n in range(result.ntuples)}

    def _key(self, jurisdiction: str, person_ref: str) -> tuple[UUID, bytes]:
        """The person's key, made on first use. Never kept: another process may destroy it."""
        person = [jurisdiction.encode(), person_ref.encode()]
        found = self._run(_KEY_OF_PERSON, person)
        while not found.ntuples:
            key_id, nonce = uuid4(), os.urandom(NONCE)
            context = bound(jurisdiction, person_ref, str(key_id))
            wrapped = nonce + self._wrapping.encrypt(nonce, os.urandom(KEY), context)
            values = [person[0], key_id.bytes, person[1], SUITE.encode(), wrapped]
            # Whoever came first made the key: only what is stored counts.
            found = self._run(_NEW_KEY, values)
            found = found if found.ntuples else self._run(_KEY_OF_PERSON, person)
        key_id = UUID(bytes=_cell(found, 0, 0))
        return key_id, self._unwrapped(jurisdiction, person_ref, key_id, _cell(found, 0, 1))

    def _unwrapped(self, jurisdiction: str, person_ref: str, key_id: UUID, wrapped: bytes) -> bytes:
        context = bound(jurisdiction, person_ref, str(key_id))
        try:
            return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], context)
        except InvalidTag:
            raise TamperedContent(f"Key {key_id} does not open with this master key.") from None

    def _opened(self, jurisdiction: str, item_id: UUID, result: PGresult, n: int) -> bytes:
        person_ref, kind = _cell(result, n, 1).decode(), _cell(result, n, 2).decode()
        key_id = UUID(bytes=_cell(result, n, 5))
        key = self._unwrapped(jurisdiction, person_ref, key_id, _cell(result, n, 6))
        context = bound(jurisdiction, person_ref, kind, str(item_id))
        try:
            return AESGCM(key).decrypt(_cell(result, n, 3), body_of(_cell(result, n, 4)), context)
        except InvalidTag:
            _tampered(item_id)

    def _run(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        # Each of the statements may run twice without harm, so a lost answer is asked for again.
        try:
            return self._sessions.read(statement, parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The vault's database cannot be reached.") from lost


def _cell(result: PGresult, row: int, column: int) -> bytes:
    value = result.get_value(row, column)
    assert value is not None
    return value


def _tampered(item_id: UUID) -> NoReturn:
    raise TamperedContent(f"Item {item_id} is not what was recorded.")
