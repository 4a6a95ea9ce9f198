"""``PhotoStore`` in the vault's tables: two items and the photo's row, or none of them.

Photos are stored before their event, in a transaction of their own: megabytes are not written
while the head of a log is locked. A photo without an event is seen by nobody, and becomes one with
an event when its sender tries again.
"""

from __future__ import annotations

from uuid import UUID

from psycopg.pq.abc import PGresult

from application.ports import SealedItem
from application.residents.photos import SealedPhoto
from domain.vocabulary import VaultRef
from infrastructure.postgres import wire
from infrastructure.postgres.pool import Sessions, Statement
from infrastructure.residents.asking import asked, cell
from infrastructure.vault.envelope import key_of
from infrastructure.vault.postgres import PostgresVault

_FIND = Statement(
    "photo_find",
    "SELECT original_id, original_sha256, picture_id, picture_sha256 FROM photos "
    "WHERE jurisdiction = $1 AND photo_id = $2",
    (wire.TEXT, wire.UUID_),
)
_STORE = Statement(
    "photo_store",
    """
    WITH kept AS (
        INSERT INTO photos (jurisdiction, photo_id, case_id, original_id, original_sha256,
                            picture_id, picture_sha256)
        VALUES ($1, $2, $3, ($4)[1], ($5)[1], ($4)[2], ($5)[2])
            ON CONFLICT DO NOTHING
        RETURNING original_id, original_sha256, picture_id, picture_sha256
    ), sealed AS (
        INSERT INTO vault_items
            (jurisdiction, item_id, key_id, person_ref, case_id, kind, nonce, ciphertext)
        SELECT $1, i.item_id, i.key_id, $6, $3, i.kind, i.nonce, i.ciphertext
          FROM kept, unnest($4, $7, $8, $9, $10) AS i (item_id, key_id, kind, nonce, ciphertext)
    )
    SELECT original_id, original_sha256, picture_id, picture_sha256 FROM kept
    """,
    (
        wire.TEXT, wire.UUID_, wire.UUID_, wire.UUID_ARRAY, wire.TEXT_ARRAY, wire.TEXT,
        wire.UUID_ARRAY, wire.TEXT_ARRAY, wire.BYTEA_ARRAY, wire.BYTEA_ARRAY,
    ),
)  # fmt: skip


class VaultPhotos:
    """Sealed photos of all jurisdictions in one database."""

    def __init__(self, sessions: Sessions, vault: PostgresVault) -> None:
        self._sessions = sessions
        self._vault = vault

    def seal(
        self,
        jurisdiction: str,
        photo_id: UUID,
        *,
        case_id: UUID,
        person_ref: str,
        original: bytes,
        picture: bytes,
    ) -> SealedPhoto:
        wanted = [jurisdiction.encode(), photo_id.bytes]
        found = asked(self._sessions, _FIND, wanted)
        if found.ntuples:
            return _photo(found)
        items = [
            self._vault.seal(
                jurisdiction, person_ref=person_ref, case_id=case_id, kind=kind, content=content
            )
            for kind, content in (("photo", original), ("picture", picture))
        ]
        parameters = [*wanted, case_id.bytes, *_columns(items, person_ref)]
        stored = asked(self._sessions, _STORE, parameters)
        # Somebody else was faster, or this is the second try after a lost answer: theirs counts.
        return _photo(stored if stored.ntuples else asked(self._sessions, _FIND, wanted))


def _columns(items: list[SealedItem], person_ref: str) -> list[bytes]:
    return [
        wire.uuids([item.ref.item_id for item in items]),
        wire.texts([item.ref.sha256 for item in items]),
        person_ref.encode(),
        wire.uuids([key_of(item.ciphertext) for item in items]),
        wire.texts([item.kind for item in items]),
        wire.array(wire.BYTEA, [item.nonce for item in items]),
        wire.array(wire.BYTEA, [item.ciphertext for item in items]),
    ]


def _photo(found: PGresult) -> SealedPhoto:
    def ref(column: int) -> VaultRef:
        item_id = UUID(bytes=cell(found, 0, column))
        return VaultRef(item_id=item_id, sha256=cell(found, 0, column + 1).decode())

    return SealedPhoto(original=ref(0), picture=ref(2))
