"""Service requests on their way in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import xmltodict

from application.use_cases.request import Caller
from domain.cases import events
from tests.application.town import at
from tests.database import Database
from tests.interfaces.api.open311.door import APP, LIGHT, Door, errors, open_door

PERSON = {
    "first_name": "三",
    "last_name": "张",
    "phone": "13812345678",
    "email": "zhang@example.cn",
    "account_id": "acct-77",
    "device_id": "device-9",
    "description": "路灯不亮，\r\n天黑看不见路",
    "address_string": "中山路3号",
    "media_url": "https://pictures.example/13812345678.jpg",
}


def _reported(door: Door, case: str) -> events.Reported:
    history = door.town.service.log.history(door.town.name, UUID(case))
    first = history[0][1]
    assert isinstance(first, events.Reported)
    return first


def _count(door: Door) -> int:
    return int(door.town.rows("SELECT count(*) FROM case_heads_v1 WHERE jurisdiction = %s")[0][0])


def test_a_request_is_a_report_of_a_case_by_its_machine(door: Door) -> None:
    """GeoReport v2, POST Service Request; ENV-01: who acted is the machine."""
    case = door.reported(description="dark")

    event = _reported(door, case)
    assert (event.actor_id, event.channel, event.category) == (APP, "open311", "street_light")
    assert (event.grid_id, event.community_id) == ("g1", "c1")
    assert event.reporter_ref is None


def test_the_answer_is_the_same_in_xml(door: Door) -> None:
    """GeoReport v2: service_request_id and no token, for the case is recorded."""
    answer = door.post({**LIGHT, "description": "in xml"}, form="xml")

    assert answer.status_code == 201
    one = xmltodict.parse(answer.content)["service_requests"]["request"]
    assert _reported(door, one["service_request_id"]).category == "street_light"
    assert one["service_notice"] is one["account_id"] is None
    assert "token" not in one


def test_what_a_resident_says_of_herself_is_sealed_and_in_no_event(door: Door) -> None:
    """ENV-07: officials read it from the vault; the log holds references."""
    case = door.reported(**PERSON, **{"attribute[POLE_NO]": "杆-0815"})

    stored = json.dumps(
        [
            event.model_dump(mode="json")
            for _, event in door.town.service.log.history(door.town.name, UUID(case))
        ],
        ensure_ascii=False,
    )
    for personal in (*PERSON.values(), "杆-0815", "138123"):
        assert personal not in stored
    seen = door.town.service.queries.get_detail(door.town.name, Caller("gu"), UUID(case))
    assert seen.content["text"] == (
        "路灯不亮，\r\n天黑看不见路\n几盏：2\n灯杆编号：杆-0815\n附近情况：学校\n"
        "https://pictures.example/13812345678.jpg"
    )
    assert json.loads(seen.content["place"])["address"] == "中山路3号"
    contact = _reported(door, case).contact
    assert contact is not None
    opened = door.town.service.vault.reveal(door.town.name, [contact])
    assert opened[contact.item_id].decode() == "张 三, 13812345678, zhang@example.cn"


def test_a_person_has_one_pseudonym_with_each_machine(door: Door) -> None:
    """ENV-07: what one resident wrote can be erased, and no two machines' people are mixed up."""
    first, second = (door.reported(account_id="acct-1", description=text) for text in "ab")
    other = door.reported(account_id="acct-2")
    elsewhere = door.post({**LIGHT, "account_id": "acct-1"}, key=door.key("app-2")).json()

    mine = _reported(door, first).reporter_ref
    assert mine is not None
    assert mine.startswith("open311.")
    assert "acct" not in mine
    assert _reported(door, second).reporter_ref == mine
    refs = {
        mine,
        _reported(door, other).reporter_ref,
        _reported(door, elsewhere[0]["service_request_id"]).reporter_ref,
    }
    assert len(refs) == 3


def test_erasing_one_person_leaves_the_others(door: Door) -> None:
    """ENV-07: a key for each person, though one machine sent them all."""
    mine, other = (
        door.reported(email=f"{name}@x.cn", description=f"words of {name}") for name in ("a", "b")
    )
    reporter = _reported(door, mine).reporter_ref
    assert reporter is not None

    door.town.service.vault.erase(door.town.name, reporter)

    texts = [
        door.town.service.queries.get_detail(door.town.name, Caller("gu"), UUID(case)).content
        for case in (mine, other)
    ]
    assert "text" not in texts[0]
    assert texts[1]["text"].startswith("words of b")


def test_two_residents_of_one_machine_are_not_taken_for_one(database: Database) -> None:
    """CAS-BJ-01: the same resident and matter are one case; two residents are two."""
    with open_door(database, pack="longling") as door:
        sent = {"service_code": "domestic_dispute", "address_id": "P-1"}
        first, second, again = (
            door.post({**sent, "account_id": who, "description": text}).json()[0]
            for who, text in (("a", "1"), ("b", "2"), ("a", "3"))
        )
        ids = [UUID(one["service_request_id"]) for one in (first, second, again)]
        found = [door.town.events(case) for case in ids]

    assert found == [["CaseReported"], ["CaseReported"], ["CaseReported", "CaseMerged"]]


@pytest.mark.parametrize(
    "place",
    [
        {"lat": "30.55", "long": "117.05"},
        {"address_id": "P-1"},
        {"lat": "30.55", "long": "117.05", "address_string": "x", "address_id": "P-1"},
    ],
)
def test_a_place_finds_its_grid(door: Door, place: dict[str, str]) -> None:
    """CAS-KD-01: by polygon or by place code."""
    answer = door.post({"service_code": "pothole", **place})

    case = answer.json()[0]["service_request_id"]
    assert _reported(door, case).grid_id == "g1"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "invalid-request"),
        ({"service_code": "pothole"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "30.5"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "30.5", "address_id": "P-1"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "91", "long": "0"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "NaN", "long": "0"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "1e999", "long": "0"}, "invalid-request"),
        ({"service_code": "pothole", "lat": "north", "long": "0"}, "invalid-request"),
        ({"service_code": "pothole", "address_id": "P-404"}, "place-unknown"),
        ({"service_code": "pothole", "address_string": "x" * 501}, "invalid-request"),
        ({"service_code": "pothole", "address_string": "\x00"}, "invalid-request"),
        ({**LIGHT, "description": "x" * 4001}, "invalid-request"),
        ({**LIGHT, "media_url": "javascript:alert(1)"}, "invalid-request"),
        ({**LIGHT, "media_url": "file:///etc/passwd"}, "invalid-request"),
        ({**LIGHT, "media_url": "http://"}, "invalid-request"),
        ({**LIGHT, "media_url": "http://[::1"}, "invalid-request"),
        ({**LIGHT, "phone": "1" * 41}, "invalid-request"),
        ({**LIGHT, "surprise": "x"}, "invalid-request"),
        ({**LIGHT, "lat": ["1", "2"]}, "invalid-request"),
        ({**LIGHT, "attribute": "x"}, "invalid-request"),
        ({**LIGHT, "attribute[]": "x"}, "invalid-request"),
        ({**LIGHT, "attribute[a][b][c]": "x"}, "invalid-request"),
        ({**LIGHT, f"attribute[{'a' * 65}]": "x"}, "invalid-request"),
        ({**LIGHT, "attribute[NO_SUCH]": "x"}, "attribute-unknown"),
        ({**LIGHT, "attribute[NOTICE]": "x"}, "attribute-unknown"),
        ({**LIGHT, "attribute[LAMPS]": " "}, "attribute-missing"),
        ({**LIGHT, "attribute[DANGER][]": ""}, "attribute-missing"),
        ({**LIGHT, "attribute[LAMPS]": "many"}, "attribute-invalid"),
        ({**LIGHT, "attribute[LAMPS]": "9" * 400}, "attribute-invalid"),
        ({**LIGHT, "attribute[LAMPS]": ["1", "2"]}, "attribute-invalid"),
        ({**LIGHT, "attribute[DARK_SINCE]": "yesterday"}, "attribute-invalid"),
        ({**LIGHT, "attribute[DARK_SINCE]": "2021-09-09T20:00:00"}, "attribute-invalid"),
        ({**LIGHT, "attribute[COLOUR]": "red"}, "attribute-invalid"),
        ({**LIGHT, "attribute[DANGER][]": ["school", "moon"]}, "attribute-invalid"),
        ({**LIGHT, "attribute[POLE_NO]": "a\nb"}, "attribute-invalid"),
        ({**LIGHT, "attribute[POLE_NO]": "x" * 256}, "attribute-invalid"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_cannot_be_read_is_400_and_nothing_is_done(
    door: Door, fields: dict[str, Any], code: str, form: str
) -> None:
    """GeoReport v2: 400 for everything that is wrong but the key, the service or the place."""
    before = _count(door)

    answer = door.post(fields, form=form)

    assert answer.status_code == 400, answer.text
    ((_, said),) = errors(answer)
    assert said.endswith(f"[{code}]")
    for value in fields.values():  # what was sent is never told
        assert len(value) < 5 or value not in said
    assert _count(door) == before


def test_every_answer_of_the_right_kind_is_taken(door: Door) -> None:
    """GeoReport v2, GET Service Definition: datatypes."""
    case = door.post(
        {
            **LIGHT,
            "attribute[DARK_SINCE]": "2021-09-09T20:00:00+08:00",
            "attribute[LAMPS]": "-1.5",
            "attribute[POLE_NO]": "𠮷" * 255,
            "attribute[REMARK]": "one\ntwo",
            "attribute[COLOUR]": "yellow",
            "attribute[DANGER][]": ["school", "crossing", "school"],
        }
    ).json()[0]["service_request_id"]

    seen = door.town.service.queries.get_detail(door.town.name, Caller("gu"), UUID(case))
    assert "几盏：-1.5" in seen.content["text"]
    assert "备注：one\ntwo" in seen.content["text"]
    assert "灯光颜色：黄色" in seen.content["text"]
    assert "附近情况：学校、路口" in seen.content["text"]


def test_an_unknown_service_is_404(door: Door) -> None:
    """GeoReport v2: 404 - service_code was not found."""
    answer = door.post({**LIGHT, "service_code": "no_such"})

    assert answer.status_code == 404
    assert errors(answer)[0][1].endswith("[service-not-found]")


@pytest.mark.parametrize("key", ["", "wrong", "co_1_2", "a.b.c", "é", "x" * 5000])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_key_that_is_missing_or_wrong_is_403(door: Door, key: str, form: str) -> None:
    """GeoReport v2: 403 - missing or invalid api_key."""
    before = _count(door)

    answer = door.post(LIGHT, key=key, form=form)

    assert answer.status_code == 403
    code = "token-missing" if not key else "token-invalid"
    assert errors(answer)[0][1].endswith(f"[{code}]")
    assert _count(door) == before


def test_a_key_may_narrow_the_rights_of_its_machine(door: Door) -> None:
    """A key that is good for reading only, or for another jurisdiction, reports nothing."""
    read_only = door.post(LIGHT, key=door.key(scopes=["cases:read"]))
    elsewhere = door.post(LIGHT, key=door.key(jurisdictions=["daguan"]))
    expired = door.post(LIGHT, key=door.key(lifetime=timedelta(hours=-1)))

    assert [answer.status_code for answer in (read_only, elsewhere, expired)] == [403, 404, 403]
    assert errors(read_only)[0][1].endswith("[scope-missing]")
    assert errors(expired)[0][1].endswith("[token-expired]")


def test_a_machine_has_the_rights_of_its_post_and_no_others(door: Door) -> None:
    """C: an auditor reports nothing; the refusal is noted (ENV-05)."""
    answer = door.post(LIGHT, key=door.key("aud"))

    assert answer.status_code == 403
    assert errors(answer)[0][1].endswith("[permission-denied]")
    assert ("report_case", "permission-denied") in door.town.noted("aud")


@pytest.mark.parametrize("where", ["query", "bearer", "basic"])
def test_the_key_may_stand_elsewhere(door: Door, where: str) -> None:
    """ADR 17: the form, the query, or the Authorization header."""
    key = door.key()
    auth = httpx.BasicAuth(key, "") if where == "basic" else None
    answer = door.client.post(
        f"{door.address}/requests.json",
        data={**LIGHT, "description": where},
        params={"api_key": key} if where == "query" else None,
        headers={"Authorization": f"Bearer {key}"} if where == "bearer" else None,
        auth=auth or httpx.USE_CLIENT_DEFAULT,
    )

    assert answer.status_code == 201


def test_a_retry_of_the_same_content_is_one_case(door: Door) -> None:
    """ADR 17: the standard has no idempotency key, and senders repeat what was not answered."""
    sent = {**LIGHT, "description": "retried"}
    before = _count(door)

    first, again = door.post(sent).json(), door.post(sent, form="json").json()
    other = door.post({**sent, "lat": "30.5524"}).json()
    of_another = door.post(sent, key=door.key("app-3")).json()

    assert first == again
    assert _count(door) == before + 3
    assert len({one[0]["service_request_id"] for one in (first, other, of_another)}) == 3


def test_the_same_content_is_a_new_matter_later(database: Database) -> None:
    """ADR 17: within the hour, and across its turn while the case is open; then anew."""
    with open_door(database) as door:
        door.town.clock.set(at("2021-09-10 09:59"))
        first = door.reported()
        door.town.clock.set(at("2021-09-10 10:01"))
        across = door.reported()
        door.town.clock.set(at("2021-09-10 11:01"))
        later = door.reported()
        door.town.do("di", "reject_case", UUID(later), reason="seen to already")
        door.town.clock.set(at("2021-09-10 12:00"))
        after_its_end = door.reported()

    assert first == across != later
    assert after_its_end not in {first, later}


def test_an_idempotency_key_decides_where_there_is_one(door: Door) -> None:
    """ENV-05: same key, same answer; another body is refused."""
    headers = {"Idempotency-Key": "sent-once"}
    sent = {**LIGHT, "description": "with a key"}

    first, again = (door.post(sent, headers=headers).json() for _ in range(2))
    other = door.post({**sent, "lat": "30.56"}, headers=headers)
    malformed = door.post(sent, headers={"Idempotency-Key": "a b"})

    assert first == again
    assert (other.status_code, malformed.status_code) == (400, 400)
    assert errors(other)[0][1].endswith("[idempotency-key-reused]")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded; charset=gbk", b"a=b"),
        ("text/plain", b"a=b"),
        ("", b"a=b"),
    ],
)
def test_only_a_form_is_read(door: Door, content_type: str, body: bytes) -> None:
    """GeoReport v2: Content-Type: application/x-www-form-urlencoded; charset=utf-8."""
    answer = door.client.post(
        f"{door.address}/requests.xml", content=body, headers={"Content-Type": content_type}
    )

    assert answer.status_code == 415
    assert errors(answer)[0][1].startswith("Send application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    "body",
    [b"description=%ff%fe", b"description=\xff", b"&".join(b"a%d=1" % n for n in range(300))],
)
def test_a_form_that_cannot_be_decoded_is_400(door: Door, body: bytes) -> None:
    """UTF-8 is required everywhere (GeoReport v2), and what is read is bounded."""
    answer = door.client.post(
        f"{door.address}/requests.json",
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 400
    assert errors(answer)[0][1].endswith("[invalid-request]")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_not_read(door: Door, declared: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A form holds at most 64 KiB, whatever its headers say."""
    body = b"description=" + b"x" * 70_000
    answer = door.client.post(
        f"{door.address}/requests.json",
        content=body if declared else iter([body]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413
    assert errors(answer) == [(413, "The body is too large. [body-too-large]")]


def test_the_longest_description_in_chinese_goes_in(door: Door) -> None:
    """GeoReport v2: free form text limited to 4,000 characters."""
    case = door.reported(description="灯" * 4000)

    seen = door.town.service.queries.get_detail(door.town.name, Caller("gu"), UUID(case))
    assert seen.content["text"].startswith("灯" * 4000)
