from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import SealedItem
from domain.kernel import ConcurrentChange
from domain.vocabulary import VaultRef
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from infrastructure.vault.errors import TamperedContent
from infrastructure.vault.postgres import PostgresVault
from tests.database import Database
from tests.infrastructure.event_log.toys import bought, change

MASTER_KEY = bytes(range(32))
TEXT = "三单元门口下水道堵塞，污水外溢 Pump-7"


@pytest.fixture
def log(sessions: Sessions) -> Iterator[PostgresEventLog]:
    """The log with the jurisdictions j1 and j2."""
    opened = PostgresEventLog(sessions)
    opened.open_jurisdiction("j1", "toy")
    opened.open_jurisdiction("j2", "toy")
    yield opened
    opened.close()


@pytest.fixture
def vault(sessions: Sessions) -> PostgresVault:
    """The vault as the service runs it."""
    return PostgresVault(sessions, MASTER_KEY)


def _seal(vault: PostgresVault, person: str = "r-1", text: str = TEXT) -> SealedItem:
    return vault.seal(
        "j1",
        person_ref=person,
        case_id=uuid4(),
        kind="report-text",
        content=text.encode(),
        searchable=text,
    )


def _store(log: PostgresEventLog, *items: SealedItem) -> None:
    log.append(change(bought(uuid4()), sealed=items))


def test_content_is_revealed_by_its_reference(vault: PostgresVault, log: PostgresEventLog) -> None:
    """ENV-07"""
    item, photo = _seal(vault), _seal(vault, text="")
    _store(log, item, photo)

    assert vault.reveal("j1", [item.ref, photo.ref]) == {
        item.ref.item_id: TEXT.encode(),
        photo.ref.item_id: b"",
    }
    assert vault.reveal("j1", []) == {}


def test_nothing_of_a_text_can_be_read_in_the_database(
    database: Database, vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    item = _seal(vault)
    _store(log, item)

    with psycopg.connect(database.dsn) as owner:
        tables = ("events", "vault_items", "vault_search", "vault_keys")
        dump = "".join(
            str(owner.execute(f"SELECT t::text FROM {table} t").fetchall())  # noqa: S608  # constants
            for table in tables
        )
    assert str(item.ref.item_id) in dump
    for part in ("下水", "水道", "pump", "Pump", TEXT.encode().hex()):
        assert part not in dump


def test_destroying_a_persons_key_erases_content_and_search(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    mine, also_mine, other = _seal(vault), _seal(vault), _seal(vault, person="r-2")
    _store(log, mine, also_mine, other)

    erased = vault.erase("j1", "r-1")

    refs = [mine.ref, also_mine.ref, other.ref]
    assert erased == 2
    assert vault.reveal("j1", refs) == {other.ref.item_id: TEXT.encode()}
    assert vault.find_cases("j1", "下水道") == {other.case_id}
    assert vault.erase("j1", "r-1") == 0


def test_a_person_who_returns_gets_a_new_key_and_old_content_stays_erased(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    before = _seal(vault)
    _store(log, before)
    vault.erase("j1", "r-1")

    after = _seal(vault)
    _store(log, after)

    assert vault.reveal("j1", [before.ref, after.ref]) == {after.ref.item_id: TEXT.encode()}


def test_content_sealed_before_an_erasure_is_not_stored_searchable_after_it(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    item = _seal(vault)
    vault.erase("j1", "r-1")

    with pytest.raises(ConcurrentChange):
        _store(log, item)

    assert log.head("j1") == 0
    assert vault.find_cases("j1", "下水道") == set()


@pytest.mark.parametrize(
    "query",
    ["下水", "堵塞", "污水外溢", "堵", "溢", "下水道 外溢", "PUMP-7", "ｐｕｍｐ", "7"],
)
def test_a_case_is_found_by_words_of_its_text(
    vault: PostgresVault, log: PostgresEventLog, query: str
) -> None:
    """ENV-07"""
    item = _seal(vault)
    _store(log, item, _seal(vault, text="路灯不亮"))

    assert vault.find_cases("j1", query) == {item.case_id}


@pytest.mark.parametrize("query", ["水下", "塞污", "噪音", "", " ，", "'| !"])
def test_what_the_text_does_not_say_finds_nothing(
    vault: PostgresVault, log: PostgresEventLog, query: str
) -> None:
    """ENV-07"""
    _store(log, _seal(vault))

    assert vault.find_cases("j1", query) == set()


def test_one_jurisdiction_does_not_find_the_texts_of_another(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    _store(log, _seal(vault))

    assert vault.find_cases("j2", "下水道") == set()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE vault_items SET ciphertext = ciphertext || '\\x00'",
        "UPDATE vault_items SET nonce = set_byte(nonce, 0, 255 - get_byte(nonce, 0))",
        "UPDATE vault_items SET person_ref = 'r-9'",
        "UPDATE vault_items SET kind = 'contact'",
        "DELETE FROM vault_items",
        "UPDATE vault_keys SET wrapped = set_byte(wrapped, 15, 255 - get_byte(wrapped, 15))",
    ],
)
def test_content_that_was_tampered_with_is_refused(
    database: Database, vault: PostgresVault, log: PostgresEventLog, damage: str
) -> None:
    """ENV-07"""
    item = _seal(vault)
    _store(log, item)
    with psycopg.connect(database.dsn) as owner:
        owner.execute(damage)

    with pytest.raises(TamperedContent):
        vault.reveal("j1", [item.ref])


def test_a_reference_with_another_digest_is_refused(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    item = _seal(vault)
    _store(log, item)

    with pytest.raises(TamperedContent):
        vault.reveal("j1", [VaultRef(item_id=item.ref.item_id, sha256="0" * 64)])


def test_another_master_key_opens_nothing(
    vault: PostgresVault, log: PostgresEventLog, sessions: Sessions
) -> None:
    """ENV-07"""
    item = _seal(vault)
    _store(log, item)

    with pytest.raises(TamperedContent):
        PostgresVault(sessions, bytes(32)).reveal("j1", [item.ref])
    with pytest.raises(ValueError, match="32 bytes"):
        PostgresVault(sessions, b"short")


def test_an_item_is_stored_with_its_event_or_not_at_all(
    vault: PostgresVault, log: PostgresEventLog
) -> None:
    """ENV-07"""
    kettle: UUID = uuid4()
    log.append(change(bought(kettle)))
    item = _seal(vault)

    with pytest.raises(ConcurrentChange):
        log.append(change(bought(kettle), sealed=[item]))

    assert vault.find_cases("j1", "下水道") == set()
