"""What GeoReport v2 publishes: discovery, services and their definitions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import xmltodict

from interfaces.api.open311.answers import DefinitionAnswer, ServiceAnswer
from interfaces.api.open311.discovery import Contact, DiscoveryAnswer, discovery
from tests.application.town import Town
from tests.database import Database
from tests.interfaces.api.open311.door import Door, errors, open_door


def _as_xml(value: Any) -> Any:
    """A JSON value as a parser of XML reads the same thing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {name: _as_xml(one) for name, one in value.items()}
    return value if value is None else str(value)


def test_discovery_names_both_standards_at_the_address_it_was_asked_at(door: Door) -> None:
    """GeoReport v2, Service Discovery; what SeeClickFix's validator insists on."""
    answer = door.get("/discovery.json", key="")

    found = DiscoveryAnswer.model_validate_json(answer.content)
    assert found.contact
    assert found.key_service
    assert len(found.endpoints) >= 2
    for endpoint in found.endpoints:
        assert endpoint.url == door.address
        assert endpoint.type == "test"
        assert endpoint.formats == ("text/xml", "application/json")
        assert datetime.fromisoformat(endpoint.changeset) < datetime.now(UTC)


def test_discovery_says_the_same_in_xml(door: Door) -> None:
    """GeoReport v2: formats and endpoints are lists with one element each."""
    told = door.get("/discovery.json", key="").json()
    read = xmltodict.parse(door.get("/discovery.xml", key="").content)["discovery"]

    endpoints = read["endpoints"]["endpoint"]
    assert [one["url"] for one in endpoints] == [one["url"] for one in told["endpoints"]]
    assert [one["formats"]["format"] for one in endpoints] == [
        one["formats"] for one in told["endpoints"]
    ]
    assert (read["contact"], read["changeset"]) == (told["contact"], told["changeset"])


def test_discovery_refuses_a_host_that_is_none(door: Door) -> None:
    """Hostile headers never fail: the address told is the one asked for."""
    answer = door.client.get(f"{door.address}/discovery.json", headers={"Host": "[::1"})

    assert answer.status_code == 400
    assert errors(answer) == [(400, "The Host header is malformed. [invalid-request]")]


def test_services_are_the_categories_of_the_pack_in_its_order(door: Door) -> None:
    """B.3, categories; nothing is invented where the pack says nothing."""
    answer = door.get("/services.json", key="")

    found = [ServiceAnswer.model_validate(one) for one in answer.json()]
    assert [one.service_code for one in found] == list(door.town.pack.cases.categories)
    light, pothole = found[0], found[1]
    assert light == ServiceAnswer(
        service_code="street_light",
        service_name="路灯",
        description="street light",
        metadata=True,
        keywords="路灯,lamp",
        group="照明",
    )
    assert (pothole.metadata, pothole.keywords, pothole.group) == (False, None, None)


def test_services_are_the_same_in_xml(door: Door) -> None:
    """GeoReport v2: one model for both formats."""
    told = door.get("/services.json", key="").json()
    read = xmltodict.parse(door.get("/services.xml", key="").content)["services"]["service"]

    assert read == [_as_xml(one) for one in told]


def test_a_definition_asks_what_the_pack_asks_in_its_order(door: Door) -> None:
    """GeoReport v2, GET Service Definition."""
    found = DefinitionAnswer.model_validate_json(
        door.get("/services/street_light.json", key="").content
    )

    assert found.service_code == "street_light"
    assert [(one.order, one.code, one.datatype) for one in found.attributes] == [
        (1, "DARK_SINCE", "datetime"),
        (2, "LAMPS", "number"),
        (3, "POLE_NO", "string"),
        (4, "REMARK", "text"),
        (5, "COLOUR", "singlevaluelist"),
        (6, "DANGER", "multivaluelist"),
        (7, "NOTICE", "string"),
    ]
    assert [one.code for one in found.attributes if one.required] == ["LAMPS", "DANGER"]
    assert [one.code for one in found.attributes if not one.variable] == ["NOTICE"]
    colour = found.attributes[4]
    assert colour.description == "灯光颜色"
    assert [(value.key, value.name) for value in colour.values] == [
        ("white", "白色"),
        ("yellow", "黄色"),
    ]


def test_a_definition_is_the_same_in_xml(door: Door) -> None:
    """GeoReport v2: attributes and values are lists with one element each."""
    told = door.get("/services/street_light.json", key="").json()
    read = xmltodict.parse(door.get("/services/street_light.xml", key="").content)

    attributes = read["service_definition"]["attributes"]["attribute"]
    for one, other in zip(attributes, told["attributes"], strict=True):
        values, listed = one.pop("values"), other.pop("values")
        assert one == _as_xml(other)
        assert (values["value"] if values else []) == listed


def test_a_service_without_questions_has_an_empty_definition(door: Door) -> None:
    """GeoReport v2: metadata is false, and asking all the same is no error."""
    assert door.get("/services/pothole.json", key="").json() == {
        "service_code": "pothole",
        "attributes": [],
    }


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    "path",
    ["services/no_such", "services/%00", "services/a%2Fb", "requests/1", "nothing", "services/"],
)
def test_what_is_not_there_is_404(door: Door, path: str, form: str) -> None:
    """GeoReport v2: service_code, service_request_id or address not found."""
    answer = door.get(f"/{path}.{form}")

    assert answer.status_code == 404
    assert len(errors(answer)) == 1


@pytest.mark.parametrize("path", ["/services.yaml", "/services", "/", "/requests.html"])
def test_an_unknown_format_is_refused_in_xml(door: Door, path: str) -> None:
    """GeoReport v2: XML is the format that every client knows."""
    answer = door.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/xml")


def test_a_wrong_method_names_the_right_ones(door: Door) -> None:
    """RFC 9110: 405 with Allow, in the words of this family."""
    answer = door.client.delete(f"{door.address}/requests.json")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert errors(answer) == [(405, "The method is not allowed here. [method-not-allowed]")]


def test_the_only_jurisdiction_need_not_be_named_and_another_is_unknown(door: Door) -> None:
    """GeoReport v2: jurisdiction_id is required only if several are served."""
    named = door.get("/services.json", key="", jurisdiction_id=door.town.name)
    blank = door.get("/services.json", key="", jurisdiction_id="")
    other = door.get("/services.json", key="", jurisdiction_id="elsewhere")

    assert named.status_code == blank.status_code == 200
    assert (other.status_code, errors(other)) == (
        404,
        [(404, "There is no such jurisdiction_id here. [unknown-jurisdiction]")],
    )


def test_of_several_jurisdictions_one_must_be_named(database: Database) -> None:
    """GeoReport v2: 400 if it is not, and each has services of its own."""
    with open_door(database) as door:
        Town(door.town.service, database, door.town.clock, "daguan", "daguan")
        unnamed = door.get("/services.json", key="")
        named = door.get("/services.json", key="", jurisdiction_id="daguan")
        reads = door.get("/requests.xml")
        sent = door.post({"service_code": "garbage", "address_string": "x"})
        elsewhere = door.get(
            "/requests.json", key=door.key(jurisdictions=["huanghe"]), jurisdiction_id="daguan"
        )

    assert [answer.status_code for answer in (unnamed, reads, sent)] == [400, 400, 400]
    assert errors(unnamed)[0][1].endswith("[jurisdiction-missing]")
    assert [one["service_code"] for one in named.json()][:2] == ["drainage", "illegal_parking"]
    assert not any(one["metadata"] for one in named.json())
    assert elsewhere.status_code == 404


def test_a_pack_without_a_register_offers_no_service(database: Database) -> None:
    """B-45: nothing is invented; both formats are an empty list."""
    with open_door(database, pack="street-a") as door:
        told: httpx.Response = door.get("/services.json", key="")
        read = door.get("/services.xml", key="")

    assert told.json() == []
    assert xmltodict.parse(read.content) == {"services": None}


def test_discovery_says_what_the_operator_says() -> None:
    """Settings: where callers find the service, and whom to ask for a key."""
    found = discovery(Contact("the street office"), "https://x.cn/open311/v2", development=False)

    assert found.contact == "the street office"
    assert {one.url for one in found.endpoints} == {"https://x.cn/open311/v2"}
    assert {one.type for one in found.endpoints} == {"production"}
