"""Secret addresses of calendar feeds: what they open, for whom, until when, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from application.calendar_addresses import MOST
from application.identity import AuthenticationLog, Unauthenticated
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.release_from_grid import ReleaseFromGrid
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.organisation.vacate_post import VacatePost
from domain.grids.grid import StaffKind
from interfaces.api.app import create_app
from interfaces.api.rates import Buckets, Rate, Rates
from tests.database import Database
from tests.interfaces.api.stage import Stage, open_stage, served
from tests.interfaces.api.test_icalendar import lines_of
from tests.interfaces.api.test_impersonal import watched

ADDRESSES = "/calendar-addresses"
_keys = count(1)


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    with open_stage(module_database.dsn) as stage:
        stage.clock.set("2021-09-13 09:00")
        stage.service.obligation_sweep.sweep("kundulun")
        stage.service.projector.catch_up()
        yield stage


def made(stage: Stage, person: str = "gu", holder: str = "", **body: Any) -> dict[str, Any]:
    console = stage.console(person, "kundulun")
    answer = console.send(ADDRESSES, holder=holder or person, **body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def opened(stage: Stage, path: str) -> httpx.Response:
    """As a calendar program asks: without any header of ours."""
    return stage.client.get(path)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


NOT_FOUND = (404, "calendar-address-not-found")


# --- What it opens. ---


def test_a_calendar_program_without_a_header_reads_the_feed(stage: Stage) -> None:
    """RFC 5545: the same calendar as the one behind the token"""
    address = made(stage)

    answer = opened(stage, address["path"])

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = lines_of(answer.content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VTODO") == lines.count("END:VTODO") > 0
    assert answer.content == stage.console("gu", "kundulun").read("/calendar-feeds/gu.ics").content


def test_nobody_keeps_it_and_no_page_is_told_of_it(stage: Stage) -> None:
    """RFC 9111: a shared cache must not; a link in a calendar must not tell where it stood"""
    headers = opened(stage, made(stage)["path"]).headers

    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"


def test_it_opens_one_feed_and_nothing_else(stage: Stage) -> None:
    """Scoped: neither as a bearer nor in another jurisdiction nor for another feed"""
    address = made(stage)
    secret = address["path"].split("/")[-2]
    bearer = {"Authorization": f"Bearer {secret}"}

    elsewhere = opened(stage, address["path"].replace("kundulun", "daguan"))
    as_token = stage.client.get("/jurisdictions/kundulun/cases", headers=bearer)

    assert code_of(elsewhere) == NOT_FOUND
    assert code_of(as_token) == (401, "token-invalid")


def test_one_makes_addresses_of_feeds_that_one_may_read(stage: Stage) -> None:
    """C: of one's own; of any who works for the whole jurisdiction; a resident of none"""
    other = stage.console("lin", "kundulun").send(ADDRESSES, holder="gu")
    nobody = stage.console("somebody", "kundulun").send(ADDRESSES, holder="somebody")

    assert code_of(other) == (404, "calendar-feed-not-found")
    assert code_of(nobody) == (403, "permission-denied")
    assert opened(stage, made(stage, "olga", "gu")["path"]).status_code == 200


def test_who_acts_for_somebody_makes_none(stage: Stage) -> None:
    """ENV-01: a secret would outlive the key of the machine"""
    machine = stage.console("gu", "kundulun", represented_by="kiosk")

    answer = machine.send(ADDRESSES, holder="gu")

    assert code_of(answer) == (403, "calendar-address-not-for-others")


@pytest.mark.parametrize("scope", ["cases:read", "cases:write"])
def test_the_token_must_be_good_for_reading_and_for_writing(stage: Stage, scope: str) -> None:
    """ADR 13: what opens a feed for reading is not had by a token that cannot read"""
    narrow = stage.console("gu", "kundulun", scopes=(scope,))

    assert code_of(narrow.send(ADDRESSES, holder="gu")) == (403, "scope-missing")


# --- When it ends. ---


def test_revoked_it_opens_nothing_from_the_next_request_on(stage: Stage) -> None:
    """Revocable at once; again changes nothing"""
    address = made(stage)
    gu = stage.console("gu", "kundulun")
    revoke = f"{ADDRESSES}/{address['address_id']}/revoke-calendar-address"

    first, again = gu.send(revoke), gu.send(revoke)

    assert first.status_code == 200
    assert first.json()["revoked_at"] is not None
    assert first.json() == again.json()
    assert code_of(opened(stage, address["path"])) == NOT_FOUND


def test_nobody_revokes_the_address_of_another(stage: Stage) -> None:
    """C: what is not one's own does not exist"""
    address = made(stage)
    revoke = f"{ADDRESSES}/{address['address_id']}/revoke-calendar-address"

    assert code_of(stage.console("olga", "kundulun").send(revoke)) == NOT_FOUND
    assert opened(stage, address["path"]).status_code == 200


def test_it_ends_with_its_last_day(stage: Stage) -> None:
    """Exclusive: good until its bound, not at it"""
    address = made(stage, days=1)
    before = stage.clock.now
    try:
        stage.clock.now = before + timedelta(days=1) - timedelta(seconds=1)
        assert opened(stage, address["path"]).status_code == 200
        stage.clock.now = before + timedelta(days=1)
        assert code_of(opened(stage, address["path"])) == NOT_FOUND
    finally:
        stage.clock.now = before


@pytest.mark.parametrize("days", [0, 367])
def test_its_time_is_bounded(stage: Stage, days: int) -> None:
    """A calendar nobody looks after for a year stops"""
    answer = stage.console("gu", "kundulun").send(ADDRESSES, holder="gu", days=days)

    assert code_of(answer) == (422, "invalid-request")


def test_a_right_that_is_taken_away_is_gone_at_once(stage: Stage) -> None:
    """C: the rights of its owner at the time of asking"""
    stage.organise(
        "kundulun", StaffGrid(grid="g1", person_ref="mo", staff_kind=StaffKind.FULL_TIME)
    )
    address = made(stage, "mo")
    assert opened(stage, address["path"]).status_code == 200

    stage.organise("kundulun", ReleaseFromGrid(grid="g1", person_ref="mo", reason="left"))

    assert code_of(opened(stage, address["path"])) == NOT_FOUND
    assert stage.console("mo", "kundulun").read(ADDRESSES).json()["items"] != []


def test_who_no_longer_works_for_all_no_longer_reads_the_feed_of_another(stage: Stage) -> None:
    """C: the address stays, the right is gone, and comes back with the post"""
    stage.organise(
        "kundulun",
        AppointPost(body="kundulun", post="auditor", person_ref="ned", basis="notice"),
    )
    address = made(stage, "ned", "gu")
    assert opened(stage, address["path"]).status_code == 200

    stage.organise(
        "kundulun",
        VacatePost(body="kundulun", post="auditor", person_ref="ned", reason="term ended"),
    )

    assert code_of(opened(stage, address["path"])) == NOT_FOUND


MALFORMED = [
    "cal_",
    "cal_0123456789ab_" + "0" * 64,  # well formed, never made
    "cal_0123456789AB_" + "0" * 64,
    "%00",
    "cal_0123456789ab_" + "0" * 63 + "%0a",
    "网格",
    "x" * 4000,
]


@pytest.mark.parametrize("secret", MALFORMED)
def test_what_was_never_made_is_not_found(stage: Stage, secret: str) -> None:
    """One answer for all, whatever is wrong"""
    answer = opened(stage, f"/public/kundulun/calendar-feeds/{secret}/calendar.ics")

    assert code_of(answer) == NOT_FOUND


def test_a_wrong_end_of_a_true_address_is_not_found(stage: Stage) -> None:
    """The secret is the proof, its name is not"""
    path = made(stage)["path"]
    last = path.index("/calendar.ics") - 1
    wrong = path[:last] + ("1" if path[last] == "0" else "0") + path[last + 1 :]

    assert code_of(opened(stage, wrong)) == NOT_FOUND


# --- What is kept, shown and noted. ---


def test_the_secret_is_shown_once(stage: Stage) -> None:
    """ENV-05: the same key makes nothing new, and tells no secret again"""
    gu = stage.console("gu", "kundulun")
    key = f"once-{next(_keys)}"

    first = gu.send(ADDRESSES, key=key, holder="gu")
    again = gu.send(ADDRESSES, key=key, holder="gu")
    other = gu.send(ADDRESSES, key=key, holder="gu", days=3)

    assert first.json()["path"] is not None
    assert again.json() == first.json() | {"path": None}
    assert again.headers["idempotency-replayed"] == "true"
    assert code_of(other) == (422, "idempotency-key-reused")
    listed = gu.read(ADDRESSES).json()["items"]
    assert [one["address_id"] for one in listed].count(first.json()["address_id"]) == 1
    assert "path" not in listed[0]


def test_the_owner_sees_when_it_was_last_used(stage: Stage) -> None:
    """A local day, as of an API key"""
    address = made(stage, "olga")
    olga = stage.console("olga", "kundulun")

    def used() -> Any:
        items = olga.read(ADDRESSES).json()["items"]
        return {one["address_id"]: one["last_used_on"] for one in items}[address["address_id"]]

    assert used() is None
    opened(stage, address["path"])
    assert used() == "2021-09-13"


def test_one_person_has_a_bounded_number_that_are_good(stage: Stage) -> None:
    """Each is a secret that can be lost; one that was revoked makes room"""
    stage.organise(
        "kundulun", StaffGrid(grid="g1", person_ref="many", staff_kind=StaffKind.FULL_TIME)
    )
    console = stage.console("many", "kundulun")
    addresses = [made(stage, "many") for _ in range(MOST)]

    assert code_of(console.send(ADDRESSES, holder="many")) == (409, "too-many-calendar-addresses")
    console.send(f"{ADDRESSES}/{addresses[0]['address_id']}/revoke-calendar-address")
    assert console.send(ADDRESSES, holder="many").status_code == 201


def test_of_an_address_its_digest_is_kept(stage: Stage, module_database: Database) -> None:
    """As of an API key: who reads the table opens nothing"""
    secret = made(stage)["path"].split("/")[-2]
    with psycopg.connect(module_database.dsn) as owner:
        rows = owner.execute("SELECT calendar_addresses::text FROM calendar_addresses").fetchall()

    assert rows
    assert not any(secret in row[0] or secret[-64:] in row[0] for row in rows)


def test_the_service_cannot_change_whose_an_address_is(
    stage: Stage, module_database: Database
) -> None:
    """Least privilege: make, end, note; not lengthen, hand over or delete"""
    made(stage)
    role = module_database.service
    dsn = make_conninfo(module_database.dsn, options=f"-c role={role}")
    with psycopg.connect(dsn, autocommit=True) as service:
        for statement in (
            "UPDATE calendar_addresses SET expires_at = now() + interval '9 years'",
            "UPDATE calendar_addresses SET owner = 'eve'",
            "DELETE FROM calendar_addresses",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                service.execute(statement.encode())


class _Noted(AuthenticationLog):
    def __init__(self) -> None:
        self.failures: list[tuple[str, str, str | None]] = []

    def failed(self, jurisdiction: str, failure: Unauthenticated) -> None:
        self.failures.append((jurisdiction, failure.code, failure.presented))


def test_what_did_not_open_is_noted_by_its_name_alone(stage: Stage) -> None:
    """ASVS 16.3.1: the kind, and which address it was if it was one; never what was presented"""
    address = made(stage)
    gu = stage.console("gu", "kundulun")
    gu.send(f"{ADDRESSES}/{address['address_id']}/revoke-calendar-address")
    noted = _Noted()
    app = create_app(service=stage.service, verifier=stage.issuer.verifier, failures=noted)
    with served(app) as base, httpx.Client(base_url=base, timeout=30) as client:
        client.get(address["path"])
        client.get("/public/kundulun/calendar-feeds/cal_x/calendar.ics")

    assert noted.failures == [
        ("kundulun", "calendar-address-revoked", address["address_id"]),
        ("kundulun", "token-invalid", None),
    ]


def test_one_address_asks_as_fast_as_one_caller_may(stage: Stage) -> None:
    """A program that asks without a pause is told when to come back"""
    address, other = made(stage, "olga", "gu"), made(stage, "olga")
    reads = Buckets("reads", Rate(per_second=0.001, burst=2))
    app = create_app(
        service=stage.service, verifier=stage.issuer.verifier, rates=Rates(reads=reads)
    )
    with served(app) as base, httpx.Client(base_url=base, timeout=30) as client:
        statuses = [client.get(address["path"]).status_code for _ in range(3)]
        refused = client.get(address["path"])
        beside = client.get(other["path"]).status_code

    assert (statuses, beside) == ([200, 200, 429], 200)
    assert int(refused.headers["retry-after"]) > 0


def test_no_line_figure_or_span_has_the_secret(database: Database) -> None:
    """ENV-07: neither of one that opens nor of one that does not"""
    with watched(database.dsn, "olga") as seen:
        root = "/jurisdictions/street-1/calendar-addresses"
        key = {"idempotency-key": "k"}
        answer = seen.client.post(root, json={"holder": "olga"}, headers=seen.headers | key)
        path = answer.json()["path"]
        statuses = [seen.client.get(one).status_code for one in (path, f"{path}x", path[:-14])]
        lines = [line["route"] for line in seen.requests()]

    secret = path.split("/")[-2]
    assert statuses[0] == 200
    assert lines[1] == "/public/{jurisdiction}/calendar-feeds/{secret}/calendar.ics"
    assert secret[-64:] not in seen.said()
