"""Machines that prove themselves by a key, and what they do for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from application.api_keys import ApiKeyDesk, ApiKeyNotFound, ApiKeyTerms
from application.identity import AccessScope, TokenInvalid
from application.ports import LogUnavailable, UnknownJurisdiction
from infrastructure.identity.api_keys import ApiKeyVerifier, EitherVerifier
from infrastructure.identity.key_register import PostgresApiKeyRegister
from infrastructure.postgres.pool import Sessions
from interfaces.api.app import create_app
from tests.database import Database
from tests.interfaces.api.stage import Stage, served

CASES = "/jurisdictions/daguan/cases"
REPORT = {"grid": "g12", "category": "drainage", "text": "积水"}
BOTH = tuple(AccessScope)


class Machines:
    """A district with an API that takes keys, and whoever issues them."""

    def __init__(
        self, stage: Stage, desk: ApiKeyDesk, verifier: EitherVerifier, client: httpx.Client
    ) -> None:
        self.stage, self.desk, self.verifier, self.client = stage, desk, verifier, client

    def key(self, machine: str = "kiosk", *, scopes: tuple[AccessScope, ...] = BOTH,
            days: float = 30, **terms: Any) -> str:  # fmt: skip
        """The text of a new key."""
        return self.desk.issue(
            "daguan", machine, scopes=scopes, lifetime=timedelta(days=days), by="olga", **terms
        )[1]

    def get(self, key: str, path: str = CASES, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={"Authorization": f"Bearer {key}"} | headers)

    def post(self, key: str, no: str, path: str = CASES, body: Any = REPORT,
             **headers: str) -> httpx.Response:  # fmt: skip
        sent = {"Authorization": f"Bearer {key}", "Idempotency-Key": no} | headers
        return self.client.post(path, json=body, headers=sent)


@pytest.fixture(scope="module")
def machines(stage: Stage, module_database: Database) -> Iterator[Machines]:
    sessions = Sessions(module_database.dsn, role=module_database.service)
    verifier = EitherVerifier(stage.issuer.verifier, ApiKeyVerifier(sessions, stage.clock))
    desk = ApiKeyDesk(
        register=PostgresApiKeyRegister(module_database.dsn),
        jurisdictions=stage.service.jurisdictions,
        clock=stage.clock,
    )
    app = create_app(service=stage.service, verifier=verifier)
    with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Machines(stage, desk, verifier, client)
    sessions.close()


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# --- What a key opens ---


def test_a_machine_has_the_rights_of_its_posts_like_everyone(machines: Machines) -> None:
    """C: without a post it may do what a resident may; the key itself gives no right."""
    key = machines.key("without-post")

    reported = machines.post(key, "own")
    uploaded = machines.post(key, "up", f"{reported.headers['Location']}/upload-case", {})

    assert reported.status_code == 201
    assert refused(uploaded) == (403, "permission-denied")


def test_a_grid_members_machine_uploads(machines: Machines) -> None:
    """C: the same route, the same key's scope, another post."""
    key = machines.key("gu")
    place = machines.post(key, "gu-1").headers["Location"]

    assert machines.post(key, "gu-2", f"{place}/upload-case", {}).status_code == 200


def test_a_key_is_good_for_its_scopes_alone(machines: Machines) -> None:
    """Issued for reading, it does not write."""
    key = machines.key(scopes=(AccessScope.READ,))

    assert machines.get(key).status_code == 200
    assert refused(machines.post(key, "no")) == (403, "scope-missing")


def test_a_key_is_good_in_one_jurisdiction_alone(machines: Machines) -> None:
    """ASVS 8.4.1: the other does not exist for it; nor does the key exist there."""
    key = machines.key()

    elsewhere = machines.get(key, "/jurisdictions/kundulun/cases")
    moved = machines.get(key.replace("co_daguan_", "co_kundulun_"))

    assert refused(elsewhere) == (403, "unknown-jurisdiction")
    assert refused(moved) == (401, "token-invalid")


def test_people_come_in_by_the_same_header(machines: Machines) -> None:
    """Every route takes both; a development token is an access token."""
    assert machines.get(machines.stage.issuer.mint("gu")).status_code == 200


def test_a_bare_key_can_be_verified_without_a_request(machines: Machines) -> None:
    """Open311 sends it in a field of a form."""
    identity = machines.verifier.verify(machines.key("hotline"))

    assert (identity.person_ref, identity.jurisdictions) == ("hotline", frozenset({"daguan"}))
    assert identity.scopes == set(BOTH)
    assert not identity.may_represent


# --- When it ends ---


def test_a_revoked_key_ends_with_the_next_request(machines: Machines) -> None:
    """ASVS 8.3.2: nothing in between remembers it; revoking again keeps the first instant."""
    key = machines.key()
    key_id = key.split("_")[2]
    assert machines.get(key).status_code == 200

    first = machines.desk.revoke("daguan", key_id, by="olga")
    again = machines.desk.revoke("daguan", key_id, by="someone-else")

    assert refused(machines.get(key)) == (401, "api-key-revoked")
    assert (again.revoked_at, again.revoked_by) == (first.revoked_at, "olga")


def test_a_key_ends_at_its_bound(machines: Machines) -> None:
    """CAL-02: the bound is exclusive."""
    machines.stage.clock.set("2021-09-02 08:00")
    key = machines.key(days=1)
    try:
        machines.stage.clock.set("2021-09-03 07:59")
        assert machines.get(key).status_code == 200

        machines.stage.clock.set("2021-09-03 08:00")
        assert refused(machines.get(key)) == (401, "token-expired")
    finally:
        machines.stage.clock.set("2021-09-01 08:00")


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key[:-1],
        lambda key: key + "0",
        lambda key: key.upper(),
        lambda key: key.replace("co_daguan_", "co_nowhere_"),
        lambda _: "co_",
        lambda _: "co_daguan",
        lambda _: f"co_daguan_{'0' * 12}_{'0' * 64}",
        lambda key: f"co_{'d' * 9000}_{key[10:]}",
    ],
)
def test_what_is_nearly_a_key_is_none(machines: Machines, change: Any) -> None:
    """One answer for all of it: which part was right is nobody's business."""
    changed = change(machines.key())

    assert refused(machines.get(changed)) == (401, "token-invalid")
    with pytest.raises(TokenInvalid):
        machines.verifier.verify(changed)


# --- What is kept ---


def test_of_a_key_its_digest_is_kept_and_the_day_of_its_use(
    machines: Machines, module_database: Database
) -> None:
    """ASVS 11.4: who reads the table cannot come in; many requests of a day are one write."""
    key = machines.key("counted")
    key_id, secret = key.split("_")[2:]

    def row() -> tuple[Any, ...]:
        with psycopg.connect(module_database.dsn) as owner:
            found = owner.execute(
                "SELECT to_jsonb(k) - 'machine', xmin::text, last_used_on::text FROM api_keys k"
                " WHERE jurisdiction = 'daguan' AND key_id = %s",
                [key_id],
            ).fetchone()
        assert found is not None
        return found

    machines.get(key)
    first = row()
    machines.get(key)

    assert secret not in str(first)
    assert first[2] == "2021-09-01"
    assert row() == first
    machines.stage.clock.set("2021-09-02 00:30")
    machines.get(key)
    machines.stage.clock.set("2021-09-01 08:00")
    assert row()[2] == "2021-09-02"


def test_a_database_that_only_reads_for_a_moment_lets_known_keys_in(
    machines: Machines, module_database: Database
) -> None:
    """Bad days: noting the day of use can wait for the end of a failover."""
    key = machines.key("during-failover")
    reading = make_conninfo(module_database.dsn, options="-c default_transaction_read_only=on")
    sessions = Sessions(reading, role=module_database.service)
    try:
        identity = ApiKeyVerifier(sessions, machines.stage.clock).verify(key)
    finally:
        sessions.close()

    assert identity.person_ref == "during-failover"
    assert [
        one.last_used_on for one in machines.desk.all("daguan") if one.machine == "during-failover"
    ] == [None]


def test_a_database_that_is_away_is_told_from_a_wrong_key(machines: Machines) -> None:
    """Bad days: 503, so that the machine tries again with the same key."""
    sessions = Sessions("host=127.0.0.1 port=1 dbname=none connect_timeout=2")

    with pytest.raises(LogUnavailable):
        ApiKeyVerifier(sessions, machines.stage.clock).verify(machines.key())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO api_keys SELECT * FROM api_keys",
        "DELETE FROM api_keys",
        "UPDATE api_keys SET revoked_at = NULL",
        "UPDATE api_keys SET expires_at = now() + interval '9 years'",
        "UPDATE api_keys SET sha256 = ''",
        "INSERT INTO deployment (environment) VALUES ('development')",
        "UPDATE deployment SET environment = 'development'",
    ],
)
def test_the_service_can_neither_issue_nor_revive(
    machines: Machines, module_database: Database, statement: str
) -> None:
    """ASVS 13.2: a service that was taken over lets nobody else in."""
    machines.key()
    with psycopg.connect(module_database.dsn) as connection:
        connection.execute(f"SET ROLE {module_database.service}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize(
    "terms",
    [
        {"machine": "system"},
        {"machine": "a b"},
        {"by": "anonymous.1"},
        {"scopes": ()},
        {"lifetime": timedelta(0)},
        {"lifetime": timedelta(days=367)},
    ],
)
def test_no_key_is_issued_on_other_terms(machines: Machines, terms: dict[str, Any]) -> None:
    """A named machine, some scope, a bounded time."""
    asked: dict[str, Any] = {
        "machine": "kiosk", "scopes": BOTH, "lifetime": timedelta(days=1), "by": "olga"
    }  # fmt: skip
    with pytest.raises(ApiKeyTerms):
        machines.desk.issue("daguan", **(asked | terms))


def test_keys_belong_to_a_jurisdiction_that_exists(machines: Machines) -> None:
    """ENV-01"""
    with pytest.raises(UnknownJurisdiction):
        machines.desk.all("nowhere")
    with pytest.raises(ApiKeyNotFound):
        machines.desk.revoke("daguan", "0" * 12, by="olga")


# --- For a person ---


def test_a_machine_that_acts_for_a_person_shows_both(machines: Machines) -> None:
    """ENV-01, ASVS 8.3.3: her rights, her name in the record, and its name beside hers."""
    key = machines.key("console-7", may_represent=True)
    for_gu = {"Closeout-On-Behalf-Of": "gu"}

    place = machines.post(key, "for-gu", **for_gu).headers["Location"]
    alone = machines.post(key, "alone", f"{place}/upload-case", {})
    uploaded = machines.post(key, "for-gu-2", f"{place}/upload-case", {}, **for_gu)
    history = machines.get(machines.stage.issuer.mint("anna"), f"{place}/history").json()["items"]

    assert refused(alone)[0] == 404, "the machine itself sees no such case"
    assert uploaded.status_code == 200
    assert {(one["actor_id"], one["represented_by"]) for one in history} == {("gu", "console-7")}


def test_a_token_that_says_who_acts_shows_both_too(machines: Machines) -> None:
    """RFC 8693 ``act``: the issuer vouches for the machine."""
    token = machines.stage.issuer.mint("gu", represented_by="assistant-2")

    place = machines.post(token, "act").headers["Location"]
    read = machines.get(machines.stage.issuer.mint("anna"), f"{place}/history").json()["items"]

    assert [(one["actor_id"], one["represented_by"]) for one in read] == [("gu", "assistant-2")]


def test_the_persons_rights_are_narrowed_by_the_keys_scopes(machines: Machines) -> None:
    """ASVS 8.3.3"""
    key = machines.key("reader", scopes=(AccessScope.READ,), may_represent=True)

    answer = machines.post(key, "narrow", **{"Closeout-On-Behalf-Of": "gu"})

    assert refused(answer) == (403, "scope-missing")


def test_rows_are_those_of_the_person(machines: Machines) -> None:
    """C: what the machine reads for a resident is what the resident may read."""
    key = machines.key("portal", may_represent=True)
    one, other = ({"Closeout-On-Behalf-Of": name} for name in ("res-1", "res-2"))
    place = machines.post(key, "rows", **one).headers["Location"]

    assert machines.get(key, place, **one).status_code == 200
    assert refused(machines.get(key, place, **other)) == (404, "case-not-found")
    assert refused(machines.get(key, place)) == (404, "case-not-found")


def test_a_refusal_names_both_in_the_security_log(
    machines: Machines, module_database: Database
) -> None:
    """ENV-05, ENV-01"""
    key = machines.key("console-8", may_represent=True)
    place = machines.post(key, "sec", **{"Closeout-On-Behalf-Of": "res-9"}).headers["Location"]

    machines.post(key, "sec-2", f"{place}/upload-case", {}, **{"Closeout-On-Behalf-Of": "res-9"})

    with psycopg.connect(module_database.dsn) as owner:
        noted = owner.execute(
            "SELECT actor_id, command FROM security_log WHERE represented_by = 'console-8'"
        ).fetchall()
    assert noted == [("res-9", "upload_case")]


@pytest.mark.parametrize("token", ["key", "person"])
def test_only_a_key_with_that_power_acts_for_others(machines: Machines, token: str) -> None:
    """ENV-01: never anybody who merely asks for it."""
    bearer = machines.key() if token == "key" else machines.stage.issuer.mint("anna")

    answer = machines.get(bearer, **{"Closeout-On-Behalf-Of": "gu"})

    assert refused(answer) == (403, "representation-not-permitted")


@pytest.mark.parametrize(
    "named", [[""], ["system"], ["operator"], ["anonymous.1"], ["a b"], ["\xe4"], ["x" * 65],
              ["gu", "anna"]]
)  # fmt: skip
def test_the_person_is_named_once_and_by_an_id(machines: Machines, named: list[str]) -> None:
    """ENV-01: a header sent empty must not let the machine's own rights count."""
    key = machines.key(may_represent=True)
    headers = [(b"Authorization", f"Bearer {key}".encode())]
    headers += [(b"Closeout-On-Behalf-Of", name.encode("latin-1")) for name in named]

    answer = machines.client.get(CASES, headers=headers)

    assert refused(answer) == (400, "on-behalf-of-malformed")


# --- As it is documented ---


def test_the_document_shows_both_kinds_of_bearer(machines: Machines) -> None:
    """OpenAPI 3.1: either is enough; the header for a person is optional."""
    document = machines.stage.app.openapi()
    operation = document["paths"]["/jurisdictions/{jurisdiction}/cases"]["post"]
    named = {one["name"]: one for one in operation["parameters"]}

    assert operation["security"] == [{"bearer": []}, {"api_key": []}]
    assert {name: scheme["scheme"] for name, scheme in
            document["components"]["securitySchemes"].items()} == {
        "bearer": "bearer", "api_key": "bearer"
    }  # fmt: skip
    assert named["Closeout-On-Behalf-Of"]["required"] is False
    assert "default" not in named["Closeout-On-Behalf-Of"]["schema"]
