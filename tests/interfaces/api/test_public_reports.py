"""Reports without a login: who may send how many, and what a receipt code opens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

import psycopg
import pytest

from infrastructure.residents.settings import ResidentSettings
from tests.database import Database
from tests.interfaces.api.residents import Resident, closed, new_key, refusal, reported
from tests.interfaces.api.stage import Stage, open_stage

TIGHT = {
    "trusted_proxies": "127.0.0.0/8",
    "public_reports": "3/5",
    "public_wrong_codes": "3/6",
    "public_all_reports": "1000/1000",
}


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    with open_stage(module_database.dsn, ResidentSettings.model_validate(TIGHT)) as opened:
        yield opened


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.dsn) as owner:
        return owner.execute(query.encode()).fetchall()


# --- Reporting. ---


def test_an_address_that_reports_too_often_is_told_when_to_come_back(stage: Stage) -> None:
    """Anti-abuse: 429 with Retry-After; other addresses are not concerned."""
    stage.clock.set("2026-02-13 08:50")
    rita, sam = Resident(stage), Resident(stage)
    keys = [new_key() for _ in range(3)]
    codes = [rita.report(key).json()["receipt_code"] for key in keys]

    refused = rita.report()

    assert refusal(refused) == (429, "limit-reached")
    assert refused.headers["Retry-After"] == "600"
    assert refused.json()["retry_after_seconds"] == 600
    assert sam.report().status_code == 201
    again = [rita.report(key) for key in keys]  # a retry is not another report
    assert [one.json()["receipt_code"] for one in again] == codes
    assert all(one.headers["Idempotency-Replayed"] == "true" for one in again)
    stage.clock.set("2026-02-13 09:00")
    assert rita.report().status_code == 201


def test_a_made_up_forwarded_address_does_not_help(stage: Stage) -> None:
    """ASVS 4.1.3: what stands before the trusted proxy's own word is not believed."""
    stage.clock.set("2026-02-14 08:00")
    rita = Resident(stage)
    for n in range(3):
        rita.address, mine = f"192.0.2.{n}, {rita.address.rpartition(' ')[2]}", rita.address
        assert rita.report().status_code == 201
        rita.address = mine

    rita.address = f"192.0.2.77, {rita.address}"

    assert refusal(rita.report()) == (429, "limit-reached")


def test_the_same_key_gives_the_same_code_and_another_report_is_refused(stage: Stage) -> None:
    """ENV-05: without a login as with one."""
    stage.clock.set("2026-02-15 08:00")
    rita, sam = Resident(stage), Resident(stage)
    key = new_key()

    first, again = rita.report(key, text="井盖破损"), rita.report(key, text="井盖破损")
    other = sam.report(text="井盖破损")

    assert first.json() == again.json()
    assert other.json()["receipt_code"] != first.json()["receipt_code"]
    assert refusal(sam.report(key, text="别的事")) == (422, "idempotency-key-reused")


def test_a_code_that_was_not_kept_is_given_again(stage: Stage, module_database: Database) -> None:
    """A server that dies between the report and its code: whoever retries loses nothing."""
    stage.clock.set("2026-02-16 08:00")
    rita = Resident(stage)
    key = new_key()
    before = rita.report(key).json()
    with psycopg.connect(module_database.dsn) as owner:
        lost = owner.execute(
            "DELETE FROM receipt_codes WHERE (issued_at, code_digest) = "
            "(SELECT issued_at, code_digest FROM receipt_codes ORDER BY issued_at DESC LIMIT 1)"
        ).rowcount
    assert lost == 1
    assert refusal(rita.get("/report")) == (404, "receipt-code-unknown")

    after = rita.report(key)

    assert after.json() == before
    assert rita.status()["state"] == "RECEIVED"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"grid": None}, (422, "anonymous-without-place")),
        ({"category": "13800000000"}, (422, "unknown-category")),
        ({"grid": "g99"}, (404, "grid-not-found")),
        ({"lon": 109.8}, (422, "invalid-request")),
        ({"lon": 209.8, "lat": 40}, (422, "invalid-request")),
        ({"text": " \n\t"}, (422, "invalid-request")),
        ({"text": "长" * 4_001}, (422, "invalid-request")),
        ({"text": "a\x00b"}, (422, "invalid-request")),
        ({"text": None}, (422, "invalid-request")),
        ({"kind": "WHISTLE"}, (422, "invalid-request")),
        ({"reporter": "anna"}, (422, "invalid-request")),
        ({"occurred_at": "2020-01-01T00:00:00Z"}, (422, "invalid-request")),
        ({"contact": "1" * 101}, (422, "invalid-request")),
    ],
)
def test_a_report_says_what_and_where_and_nothing_else(
    stage: Stage, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    """2.5, ENV-07: nothing free goes into an event, nobody reports in another's name."""
    assert refusal(Resident(stage).report(**body)) == expected


def test_a_report_is_refused_where_its_key_could_be_guessed(stage: Stage) -> None:
    """The key is all that tells strangers apart."""
    rita = Resident(stage)

    assert refusal(rita.report("1")) == (422, "idempotency-key-guessable")
    assert refusal(rita.report("ключ-ключ-ключ-ключ")) == (400, "idempotency-key-malformed")
    nothing = rita.ask("POST", "/reports", json={"text": "x", "grid": "g1"})
    assert refusal(nothing) == (400, "idempotency-key-missing")


def test_a_jurisdiction_that_is_not_here_costs_nothing(
    stage: Stage, module_database: Database
) -> None:
    """Bounded: no counters for names made up."""
    nobody = Resident(stage, "atlantis")
    nobody.code = "00000-00000-00000-00000"

    answers = [nobody.report(), nobody.get("/report"), nobody.get("/categories")]
    answers += [nobody.get("/ratings/abc")]

    assert {refusal(one) for one in answers} == {(403, "unknown-jurisdiction")}
    found = rows(module_database, "SELECT DISTINCT jurisdiction FROM public_quotas")
    assert ("atlantis",) not in found


def test_what_can_be_reported_is_what_the_pack_lists(stage: Stage) -> None:
    """CAS-KD-01: categories of the pack."""
    found = Resident(stage).get("/categories").json()["items"]

    assert {"street_light", "pothole", "noise"} <= {one["code"] for one in found}


def test_nothing_a_resident_said_is_in_an_event(stage: Stage, module_database: Database) -> None:
    """ENV-07: text, place and contact are sealed; no address is stored anywhere."""
    stage.clock.set("2026-02-17 08:00")
    rita = Resident(stage)
    case = reported(rita, text="楼上漏水", address="三号院二单元", contact="13812345678")

    stored = b"".join(
        state for (state,) in rows(module_database, "SELECT state FROM events")
    ).decode()
    for said in ("楼上漏水", "三号院二单元", "13812345678", rita.address, rita.code):
        assert said not in stored
    assert "anonymous." in stored
    detail = stage.console("di", "kundulun").get(f"/{case}").json()
    assert (detail["text"], detail["place"]) == ("楼上漏水", {"address": "三号院二单元"})
    for table in ("public_quotas", "receipt_codes", "command_keys", "security_log"):
        dumped = str(rows(module_database, f"SELECT t::text FROM {table} AS t"))  # noqa: S608 - names of ours
        assert rita.address not in dumped
        assert rita.code not in dumped


class Riddle:
    """A challenge as an operator would plug it in."""

    def passed(
        self, jurisdiction: str, answer: str | None, address: IPv4Address | IPv6Address
    ) -> bool:
        return answer == f"{jurisdiction}-{address}"


def test_an_operators_challenge_is_asked_before_anything_is_counted(database: Database) -> None:
    """Anti-abuse: none by default, one can be plugged in."""
    settings = {"report_challenge": f"{__name__}:Riddle", "trusted_proxies": "127.0.0.1/32"}
    with open_stage(database.dsn, ResidentSettings.model_validate(settings)) as stage:
        rita = Resident(stage)

        assert refusal(rita.report()) == (422, "challenge-failed")
        assert refusal(rita.report(answer="42")) == (422, "challenge-failed")
        assert rows(database, "SELECT * FROM public_quotas") == []
        assert rita.report(answer=f"kundulun-{rita.address}").status_code == 201


# --- The receipt code. ---


def test_many_wrong_codes_end_in_silence_for_a_while(
    stage: Stage, module_database: Database
) -> None:
    """No oracle: after the limit a right code from there is not answered either."""
    stage.clock.set("2026-02-18 08:30")
    rita, mallory = Resident(stage), Resident(stage)
    assert rita.report().status_code == 201
    mallory.report()
    guesses = ["00000-00000-00000-00000", "00000-00000-00000-00100"]

    mistyped = mallory.get("/report", rita.code[:-1] + ("0" if rita.code[-1] != "0" else "1"))
    wrong = [mallory.get("/report", guesses[0]) for _ in range(3)]

    assert refusal(mistyped) == (422, "receipt-code-mistyped")
    assert {refusal(one) for one in wrong} == {(404, "receipt-code-unknown")}
    late = mallory.get("/report", rita.code)
    assert refusal(late) == (429, "limit-reached")
    assert late.headers["Retry-After"] == "1800"
    assert rita.status()["state"] == "RECEIVED"
    counted = rows(module_database, "SELECT subject FROM public_quotas")
    assert sum("receipt codes" in subject for (subject,) in counted) == 2


def test_a_code_is_typed_as_people_type(stage: Stage) -> None:
    """Any case, blanks, and the full width of a Chinese keyboard."""
    stage.clock.set("2026-02-19 08:00")
    rita = Resident(stage)
    rita.report()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in rita.code)

    for typed in (rita.code.lower(), rita.code.replace("-", " "), wide):
        assert rita.get("/report", typed).status_code == 200
    for typed in ("", "x", "é" * 20, "<script>", "0" * 500):
        assert rita.get("/report", typed).status_code in {400, 422}


def test_a_code_opens_its_report_in_its_jurisdiction_alone(stage: Stage) -> None:
    """ASVS 8.4.1"""
    stage.clock.set("2026-02-20 08:00")
    rita, elsewhere = Resident(stage), Resident(stage, "daguan")
    rita.report()
    elsewhere.report(category=None, grid="g12")

    assert refusal(elsewhere.get("/report", rita.code)) == (404, "receipt-code-unknown")
    assert elsewhere.status()["state"] == "RECEIVED"


def test_the_status_names_nobody(stage: Stage) -> None:
    """ENV-07: neither people nor ids; the kind of body that has it, not its name."""
    stage.clock.set("2026-02-24 08:00")
    rita = Resident(stage)
    case = reported(rita, contact="13812345678")
    di = stage.console("di", "kundulun")
    closed(stage, case)
    di.done(case, "inform_reporter", result="路灯已修复，感谢您的反映")

    seen = rita.status()

    assert seen["answer"] == "路灯已修复，感谢您的反映"
    assert (seen["with_level"], seen["category"]) == ("STREET", "street_light")
    assert seen["closed_at"] == "2026-02-24T00:00:00Z"
    told = json.dumps({name: seen[name] for name in seen if name != "rating"}, ensure_ascii=False)
    for secret in (case, "anonymous.", '"di"', '"lin"', '"gu"', '"lights"', "13812345678", "g1"):
        assert secret not in told


def test_the_next_bound_is_shown_while_it_runs(stage: Stage) -> None:
    """Field notes 2.6: show the public what the service promised."""
    stage.clock.set("2026-02-13 10:00")
    rita = Resident(stage)
    case = reported(rita)
    stage.console("gu", "kundulun").done(case, "upload_case")
    di = stage.console("di", "kundulun")
    di.done(case, "triage_case")
    di.done(case, "route_case", mode="SINGLE", level="STREET", units=["lights"])

    seen = rita.status()

    assert (seen["state"], seen["due_at"]) == ("HANDED_ON", "2026-02-25T16:00:00Z")


def test_a_report_can_be_taken_back_until_it_is_assessed(stage: Stage) -> None:
    """2.1, C: whoever reported it, before triage."""
    stage.clock.set("2026-03-02 08:00")
    rita, sam = Resident(stage), Resident(stage)
    rita.report()
    key = new_key()
    assert rita.status()["can_withdraw"]

    taken, again = rita.post("/report/withdraw", key), rita.post("/report/withdraw", key)

    assert (taken.status_code, taken.json()["state"]) == (200, "WITHDRAWN")
    assert again.json() == taken.json()
    assert refusal(rita.post("/report/withdraw")) == (409, "case-is-ended")
    case = reported(sam)
    stage.console("gu", "kundulun").done(case, "upload_case")
    stage.console("di", "kundulun").done(case, "triage_case")
    assert refusal(sam.post("/report/withdraw")) == (409, "case-past-intake")
    assert not sam.status()["can_withdraw"]


def test_a_report_that_was_joined_tells_where_its_matter_stands(stage: Stage) -> None:
    """Field notes 2.7: joining an earlier report loses nobody."""
    stage.clock.set("2026-03-03 08:00")
    rita, sam = Resident(stage), Resident(stage)
    original, repeated = reported(rita), reported(sam)
    gu = stage.console("gu", "kundulun")
    gu.done(repeated, "merge_case", into=original)
    gu.done(original, "upload_case")

    seen = sam.status()

    assert (seen["state"], seen["joined_state"]) == ("JOINED", "REGISTERED")
    assert rita.status()["joined_state"] is None


def test_what_was_turned_away_says_whose_it_is(stage: Stage) -> None:
    """Field notes 2.14"""
    stage.clock.set("2026-03-04 08:00")
    rita = Resident(stage)
    case = reported(rita)
    stage.console("di", "kundulun").done(case, "reject_case", reason="属铁路管理范围")

    seen = rita.status()

    assert (seen["state"], seen["reason"]) == ("NOT_OURS", "属铁路管理范围")


def test_what_was_said_can_be_erased_and_the_report_stands(stage: Stage) -> None:
    """ENV-07, field notes 2.16: the person's key is destroyed, the case stays."""
    stage.clock.set("2026-03-05 08:00")
    rita = Resident(stage)
    case = reported(rita, contact="13812345678")
    di = stage.console("di", "kundulun")
    di.done(case, "inform_reporter", result="已答复")
    history = di.get(f"/{case}").json()

    person = _reporter(stage, case)
    assert stage.service.vault.erase("kundulun", person) == 3

    assert history["text"] == "路灯不亮"
    assert di.get(f"/{case}").json()["text"] is None
    assert rita.status() | {"answer": None, "state": "RECEIVED"} == rita.status()


def _reporter(stage: Stage, case: str) -> str:

    row = stage.service.log.history("kundulun", UUID(case))[0][1]
    return row.actor_id
