"""Counters that several processes share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import psycopg
import pytest

from application.residents.errors import LimitReached
from application.residents.limits import Address, Allowance, Quota, Turnstile
from infrastructure.postgres.pool import Sessions
from infrastructure.residents.keyed_digest import MasterKeyDigest
from infrastructure.residents.quotas import PostgresQuotas
from tests.database import Database

NOON = datetime(2026, 2, 13, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLENTY = Allowance(1_000, 1_000)


def turnstile(sessions: Sessions, key: bytes = bytes(32)) -> Turnstile:
    return Turnstile(quotas=PostgresQuotas(sessions), digest=MasterKeyDigest(key))


def enter(
    door: Turnstile,
    address: str,
    now: datetime = NOON,
    *,
    each: Allowance = PLENTY,
    together: Allowance = PLENTY,
    jurisdiction: str = "j1",
) -> None:
    door.enter(jurisdiction, "reports", ip_address(address), now, each=each, together=together)


def rows(database: Database) -> list[tuple[str, str, int]]:
    with psycopg.connect(database.dsn) as owner:
        return owner.execute("SELECT jurisdiction, subject, used FROM public_quotas").fetchall()


def test_an_address_is_refused_once_it_has_used_up_its_hour(sessions: Sessions) -> None:
    """Anti-abuse: the answer says when to come back; the next hour is another one."""
    door, three = turnstile(sessions), Allowance(3, 100)
    for _ in range(3):
        enter(door, "203.0.113.7", each=three)

    with pytest.raises(LimitReached) as refused:
        enter(door, "203.0.113.7", each=three)

    assert refused.value.retry_after == timedelta(minutes=40)
    assert refused.value.facts() == {"retry_after_seconds": 2_400}
    enter(door, "203.0.113.8", each=three)
    enter(door, "203.0.113.7", NOON + HOUR, each=three)


def test_the_day_has_a_limit_of_its_own(sessions: Sessions) -> None:
    """Anti-abuse: patience does not help before midnight."""
    door, two = turnstile(sessions), Allowance(2, 3)
    for hours in (0, 0, 1):
        enter(door, "203.0.113.7", NOON + hours * HOUR, each=two)

    with pytest.raises(LimitReached) as refused:
        enter(door, "203.0.113.7", NOON + 2 * HOUR, each=two)

    assert NOON + 2 * HOUR + refused.value.retry_after == datetime(2026, 2, 14, tzinfo=UTC)


def test_a_household_of_ipv6_is_one_address(sessions: Sessions) -> None:
    """A subscriber has 2^64 addresses to choose from; an IPv4 address in IPv6 is that address."""
    door, once = turnstile(sessions), Allowance(1, 1)
    enter(door, "2001:db8:1:2::7", each=once)
    enter(door, "203.0.113.7", each=once)

    for same in ("2001:db8:1:2:ffff::1", "::ffff:203.0.113.7"):
        with pytest.raises(LimitReached):
            enter(door, same, each=once)
    enter(door, "2001:db8:1:3::7", each=once)


def test_a_stubborn_address_uses_up_nothing_of_the_others(
    database: Database, sessions: Sessions
) -> None:
    """Anti-abuse: refused tries are not counted against the jurisdiction."""
    door, once, ten = turnstile(sessions), Allowance(1, 1), Allowance(10, 10)
    enter(door, "203.0.113.7", each=once, together=ten)
    for _ in range(30):
        with pytest.raises(LimitReached):
            enter(door, "203.0.113.7", each=once, together=ten)

    enter(door, "203.0.113.8", each=once, together=ten)

    assert ("j1", "reports/day", 2) in rows(database)


def test_a_full_jurisdiction_makes_no_more_rows(database: Database, sessions: Sessions) -> None:
    """Bounded: an attacker with many addresses fills no table; others go on."""
    door, two = turnstile(sessions), Allowance(2, 2)
    for last in range(1, 3):
        enter(door, f"203.0.113.{last}", together=two)
    before = rows(database)

    for last in range(3, 40):
        with pytest.raises(LimitReached):
            enter(door, f"203.0.113.{last}", together=two)

    assert rows(database) == before
    enter(door, "203.0.113.1", together=two, jurisdiction="j2")


def test_nothing_is_let_in_where_the_limit_is_zero(database: Database, sessions: Sessions) -> None:
    """An operator may shut the door."""
    with pytest.raises(LimitReached):
        enter(turnstile(sessions), "203.0.113.7", together=Allowance(0, 0))

    assert rows(database) == []


def test_past_windows_are_deleted_on_the_way(database: Database, sessions: Sessions) -> None:
    """Bounded: of yesterday nothing is left after a few tries of today."""
    door = turnstile(sessions)
    for last in range(1, 20):
        enter(door, f"203.0.113.{last}")

    for _ in range(4):
        enter(door, "203.0.113.200", NOON + timedelta(days=1))

    assert len(rows(database)) == 4


def test_no_address_is_stored_and_tomorrow_it_is_another(
    database: Database, sessions: Sessions
) -> None:
    """ENV-07: keyed, by day, by deployment."""
    address = "203.0.113.7"
    enter(turnstile(sessions), address, jurisdiction="today")
    enter(turnstile(sessions), address, NOON + timedelta(days=1), jurisdiction="tomorrow")
    enter(turnstile(sessions, bytes([1]) * 32), address, jurisdiction="elsewhere")

    known = {subject for _, subject, _ in rows(database) if subject.count("/") > 1}

    assert len(known) == 6
    assert not any(address in subject for subject in known)


def test_processes_that_count_at_once_let_in_exactly_as_many_as_may(database: Database) -> None:
    """Anti-abuse over several server processes: each on connections of its own."""
    twelve = Allowance(12, 12)
    processes = [database.sessions() for _ in range(4)]

    def tries(sessions: Sessions) -> int:
        door, passed = turnstile(sessions), 0
        for _ in range(10):
            try:
                enter(door, "203.0.113.7", each=twelve)
            except LimitReached:
                continue
            passed += 1
        return passed

    try:
        with ThreadPoolExecutor(len(processes)) as pool:
            assert sum(pool.map(tries, processes)) == 12
    finally:
        for sessions in processes:
            sessions.close()


def test_the_fullest_window_says_when_to_come_back(sessions: Sessions) -> None:
    """Of two full windows the later end counts."""
    quotas = PostgresQuotas(sessions)
    short = Quota("a/hour", NOON, NOON + HOUR, 0)
    long = Quota("a/day", NOON, NOON + 24 * HOUR, 0)

    assert quotas.take("j1", [short, long]) == long
    assert quotas.full("j1", [short, long]) == long
    assert quotas.full("j1", [Quota("b/hour", NOON, NOON + HOUR, 1)]) is None


ADDRESSES: list[Address] = [ip_address("203.0.113.7"), ip_address("2001:db8::7")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_looking_counts_nothing(database: Database, sessions: Sessions, address: Address) -> None:
    """Wrong codes are counted, right ones are not."""
    door, once = turnstile(sessions), Allowance(1, 1)
    door.look("j1", "receipt codes", address, NOON, once)
    assert rows(database) == []
    door.count("j1", "receipt codes", address, NOON, once)

    with pytest.raises(LimitReached):
        door.look("j1", "receipt codes", address, NOON, once)
