"""Service requests as callers find them again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
import xmltodict

from interfaces.api.open311.answers import RequestAnswer, UpdateAnswer
from tests.application.town import at, town_beside, with_lights
from tests.database import Database
from tests.interfaces.api.open311.door import LIGHT, Door, errors, open_door

DISPATCHER = "di"


@pytest.fixture
def door(door: Door) -> Iterator[Door]:
    """One to a town of the test's own, for lists show everything."""
    door.town.clock.set(at("2021-09-10 09:00"))
    own = door.of(town_beside(door.town))
    with own.client:
        yield own


def _listed(door: Door, key: str | None = None, **query: str) -> list[str]:
    door.town.service.projector.catch_up()
    answer = door.get("/requests.json", key=key, **query)
    assert answer.status_code == 200, answer.text
    return [one["service_request_id"] for one in answer.json()]


def _one(door: Door, case: str, key: str | None = None) -> dict[str, Any]:
    answer = door.get(f"/requests/{case}.json", key=key)
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()
    RequestAnswer.model_validate(one)
    return dict(one)


def test_a_request_is_there_as_soon_as_it_was_sent(door: Door) -> None:
    """GeoReport v2, GET Service Request; nothing has been projected yet."""
    case = door.reported(description="dark", address_string="中山路3号")

    assert _one(door, case) == {
        "service_request_id": case,
        "status": "open",
        "status_notes": "发现",
        "service_name": "路灯",
        "service_code": "street_light",
        "description": None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": "2021-09-10T09:00:00+08:00",
        "updated_datetime": "2021-09-10T09:00:00+08:00",
        "expected_datetime": None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": 30.55,
        "long": 117.05,
        "media_url": None,
    }


def test_nothing_that_a_resident_wrote_is_shown(door: Door) -> None:
    """ENV-07: not even to the machine that sent it; a grid's centre stands for the place."""
    case = door.reported(
        description="ZZdescription", address_string="ZZaddress", first_name="ZZname",
        phone="ZZ13812345678", email="ZZ@mail", account_id="ZZaccount", device_id="ZZdevice",
        media_url="https://zz.example/ZZ.jpg", **{"attribute[POLE_NO]": "ZZpole"},
    )  # fmt: skip
    door.town.service.projector.catch_up()

    for form in ("json", "xml"):
        for path in (f"requests/{case}", f"tokens/{case}", "requests", "servicerequestupdates"):
            for key in (None, door.key(DISPATCHER)):
                said = door.get(f"/{path}.{form}", key=key).text
                assert case in said
                assert "ZZ" not in said
                assert "30.5523" not in said


def test_a_case_goes_from_open_to_closed(door: Door) -> None:
    """2.1: closed is closed by whoever may; a unit that claims to be done closes nothing."""
    town = door.town
    case = UUID(door.reported())
    town.clock.set(at("2021-09-10 10:00"))
    town.do("gu", "upload_case", case)
    town.do("di", "triage_case", case)
    town.do("di", "route_case", case, mode="SINGLE", units=("lights",))
    routed = _one(door, str(case))
    town.do("uma", "accept_case", case)
    town.clock.set(at("2021-09-13 11:00"))
    town.do("uma", "report_resolution", case, measures="mended")
    claimed = _one(door, str(case))
    town.clock.set(at("2021-09-13 12:00"))
    town.do("di", "close_case", case)
    closed = _one(door, str(case))

    assert (routed["status"], routed["status_notes"]) == ("open", "交办")
    assert routed["agency_responsible"] == "lights"
    assert routed["expected_datetime"] is not None
    assert routed["updated_datetime"] == "2021-09-10T10:00:00+08:00"
    assert (claimed["status"], claimed["status_notes"]) == ("open", "办结待核")
    assert (closed["status"], closed["status_notes"]) == ("closed", "销号")
    assert closed["updated_datetime"] == "2021-09-13T12:00:00+08:00"


def test_a_rejected_case_is_closed_since_then(door: Door) -> None:
    """2.1: nothing follows from a case that ended."""
    case = door.reported()
    door.town.clock.set(at("2021-09-10 15:30"))
    door.town.do("di", "reject_case", UUID(case), reason="a private lamp")

    found = _one(door, case)

    assert (found["status"], found["status_notes"]) == ("closed", "不予受理")
    assert found["updated_datetime"] == "2021-09-10T15:30:00+08:00"


def test_a_machine_without_a_post_sees_what_it_sent_and_nothing_else(door: Door) -> None:
    """C, read own data: what it took in for reporters is its own; the rest does not exist."""
    mine = door.reported(account_id="a")
    other = door.post({**LIGHT, "account_id": "a"}, key=door.key("app-2")).json()[0]
    other = other["service_request_id"]
    official = str(with_lights(door.town))

    assert _listed(door) == [mine]
    assert _listed(door, key=door.key("app-2")) == [other]
    assert _listed(door, service_request_id=f"{other},{mine},{official}") == [mine]
    for hidden in (other, official):
        for path in (f"requests/{hidden}", f"tokens/{hidden}"):
            answer = door.get(f"/{path}.json")
            assert answer.status_code == 404
            assert errors(answer)[0][1] == f"There is no case {hidden}. [case-not-found]"


def test_an_official_sees_what_lies_in_her_scope(door: Door) -> None:
    """C, row scope: a dispatcher of the street all of it, a unit what it was given."""
    sent = door.reported()
    given = str(with_lights(door.town))
    elsewhere = door.post(
        {"service_code": "pothole", "lat": "31.55", "long": "118.05"}, key=door.key("app-2")
    ).json()[0]["service_request_id"]

    assert set(_listed(door, key=door.key(DISPATCHER))) == {sent, given, elsewhere}
    assert set(_listed(door, key=door.key("uma"))) == {given}
    assert set(_listed(door, key=door.key("hua"))) == {elsewhere}
    assert _one(door, given, key=door.key("uma"))["agency_responsible"] == "lights"


def test_a_case_without_a_category_is_no_service_request(door: Door) -> None:
    """GeoReport v2: service_code is required of every request."""
    case = door.town.report("gu", text="something")
    key = door.key(DISPATCHER)

    assert _listed(door, key=key) == []
    assert _listed(door, key=key, service_request_id=str(case)) == []
    assert door.get(f"/requests/{case}.json", key=key).status_code == 404


def test_a_category_outside_the_register_has_a_code_and_no_name(door: Door) -> None:
    """B-45: no name is invented for it."""
    case = door.town.report("gu", category="ghosts")

    found = _one(door, str(case), key=door.key(DISPATCHER))

    assert (found["service_code"], found["service_name"]) == ("ghosts", None)


def test_a_place_in_no_grid_has_no_point(door: Door) -> None:
    """ENV-07: where the resident was is not told instead."""
    case = door.reported(lat="1.5", long="2.5")

    found = _one(door, case)

    assert (found["lat"], found["long"]) == (None, None)


def _days(door: Door) -> list[str]:
    """A case on each of five days, the latest first."""
    found = []
    for day in ("2021-06-01", "2021-06-20", "2021-08-01", "2021-09-01", "2021-09-11"):
        door.town.clock.set(at(f"{day} 09:00"))
        found.append(door.reported(service_code="street_light"))
    return found[::-1]


def test_a_list_covers_the_last_90_days_the_latest_first(database: Database) -> None:
    """GeoReport v2: the range defaults to the most recent 90 days."""
    with open_door(database, local="2021-06-01 08:00") as door:
        newest, september, august, june, first = _days(door)
        z = "2021-06-20T01:00:00Z"

        assert _listed(door) == [newest, september, august, june]
        assert _listed(door, start_date="2021-05-01T00:00:00Z") == [june, first]
        assert _listed(door, end_date="2021-08-01T09:00:00+08:00") == [august, june, first]
        assert _listed(door, start_date=z, end_date=z) == [june]
        assert _listed(door, end_date="2021-06-20T08:59:59+08:00") == [first]
        assert _listed(door, service_request_id=f"{first},{newest},{first}") == [first, newest]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("start_date=2021-01-01T00:00:00Z&end_date=2021-04-01T00:00:01Z", "span-too-long"),
        ("start_date=2021-04-01T00:00:00Z&end_date=2021-03-01T00:00:00Z", "span-too-long"),
        ("start_date=2021-01-01T00:00:00", "invalid-request"),
        ("start_date=2021-01-01T00:00:00+08:00", "invalid-request"),
        ("start_date=yesterday", "invalid-request"),
        ("end_date=0001-01-01T00:00:00%2B14:00", "invalid-request"),
        ("start_date=9999-12-31T23:59:59Z", "invalid-request"),
        ("status=both", "invalid-request"),
        ("status=open,shut", "invalid-request"),
        ("service_code=a%20b", "invalid-request"),
        ("service_code=%00", "invalid-request"),
        ("service_request_id=" + ",".join(["1"] * 201), "invalid-request"),
        ("page=2", "invalid-request"),
        ("attribute[x]=1", "invalid-request"),
        ("status=%ff", "invalid-request"),
        ("status=open&status=closed", "invalid-request"),
    ],
)
def test_a_list_that_cannot_be_made_is_400(door: Door, query: str, code: str) -> None:
    """GeoReport v2: a filter that is not understood is not passed over."""
    own = f"jurisdiction_id={door.town.name}&api_key={door.key()}"
    answer = httpx.get(f"{door.address}/requests.json?{own}&{query}")

    assert answer.status_code == 400, answer.text
    assert errors(answer)[0][1].endswith(f"[{code}]")


def test_a_list_is_filtered_by_service_and_status(door: Door) -> None:
    """GeoReport v2: several codes and statuses, with commas."""
    light = door.reported()
    hole = door.post({"service_code": "pothole", "address_id": "P-1"}).json()[0]
    hole = hole["service_request_id"]
    dust = door.post({"service_code": "dust", "address_id": "P-1"}).json()[0]
    dust = dust["service_request_id"]
    door.town.do("di", "reject_case", UUID(hole), reason="none there")

    assert _listed(door, status="closed") == [hole]
    assert set(_listed(door, status="open")) == {light, dust}
    assert set(_listed(door, status="closed,open")) == {light, dust, hole}
    assert _listed(door, service_code="street_light") == [light]
    assert set(_listed(door, service_code="dust, pothole")) == {dust, hole}
    assert _listed(door, service_code="dust,no_such", status="closed") == []


def test_a_list_shows_cases_as_they_stand_though_the_board_is_behind(door: Door) -> None:
    """Read models: what changed since they were brought up is folded on the spot."""
    case = door.reported()
    assert _listed(door, status="open") == [case]

    door.town.do("di", "reject_case", UUID(case), reason="none there")

    answer = door.get("/requests.json").json()
    assert [(one["service_request_id"], one["status"]) for one in answer] == [(case, "closed")]
    assert door.get("/requests.json", status="open").json() == []


def test_lists_are_the_same_in_xml(door: Door) -> None:
    """GeoReport v2: both formats from one model; an empty element where JSON has null."""
    door.reported()
    door.reported(lat="1.5", long="2.5")
    door.town.service.projector.catch_up()

    told = door.get("/requests.json").json()
    read = xmltodict.parse(door.get("/requests.xml").content)["service_requests"]["request"]

    assert read == [
        {name: None if value is None else str(value) for name, value in one.items()} for one in told
    ]


def test_an_empty_list_is_empty_in_both_formats(door: Door) -> None:
    """GeoReport v2: no request is no error."""
    assert door.get("/requests.json").json() == []
    assert xmltodict.parse(door.get("/requests.xml").content) == {"service_requests": None}


@pytest.mark.parametrize("path", ["requests", "requests/{}", "tokens/{}", "servicerequestupdates"])
def test_reading_takes_a_key(door: Door, path: str) -> None:
    """C: nobody is given a right to read; whoever asks is known (ADR 17)."""
    case = door.reported()
    address = "/" + path.format(case)

    for form in ("json", "xml"):
        assert door.get(f"{address}.{form}", key="").status_code == 403
        assert door.get(f"{address}.{form}", key="wrong").status_code == 403
        write_only = door.key(scopes=["cases:write"])
        assert door.get(f"{address}.{form}", key=write_only).status_code == 403
        assert door.get(f"{address}.{form}").status_code == 200


def test_a_key_in_the_address_reads(door: Door) -> None:
    """ADR 17: clients that know of no key for reading send user info."""
    case = door.reported()

    found = door.client.get(f"{door.with_user_info(door.key())}/requests/{case}.json")

    assert found.status_code == 200


@pytest.mark.parametrize("header", ["Basic !", "Basic w6k=", "Basic", "Digest x", "Bearer", "x"])
def test_an_authorization_header_that_is_none_is_403(door: Door, header: str) -> None:
    """Hostile headers are refused, never an error of ours."""
    answer = door.client.get(f"{door.address}/requests.json", headers={"Authorization": header})

    assert answer.status_code == 403


def test_a_token_is_the_id_itself(door: Door) -> None:
    """GeoReport v2, GET service_request_id from a token: reports are recorded at once."""
    case = door.reported()

    assert door.get(f"/tokens/{case}.json").json() == [{"service_request_id": case, "token": case}]
    for unknown in ("12345", "00000000-0000-0000-0000-000000000000", quote("灯")):
        assert door.get(f"/tokens/{unknown}.json").status_code == 404


def test_updates_tell_the_latest_change_of_each_case(door: Door) -> None:
    """mySociety's GET Service Request Updates, by when a case changed."""
    first, second = door.reported(), door.reported(lat="30.56")
    door.town.clock.set(at("2021-09-12 10:00"))
    door.town.do("di", "reject_case", UUID(first), reason="none there")
    door.town.service.projector.catch_up()

    every = door.get("/servicerequestupdates.json").json()
    later = door.get("/servicerequestupdates.json", start_date="2021-09-12T00:00:00Z").json()
    read = xmltodict.parse(door.get("/servicerequestupdates.xml").content)

    assert [UpdateAnswer.model_validate(one).service_request_id for one in every] == [first, second]
    assert (
        later
        == every[:1]
        == [
            {
                "update_id": f"{first}.2",
                "service_request_id": first,
                "status": "closed",
                "updated_datetime": "2021-09-12T10:00:00+08:00",
                "description": "不予受理",
            }
        ]
    )
    assert read["service_requests_updates"]["request_update"] == every
