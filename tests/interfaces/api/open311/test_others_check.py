"""What others made to check GeoReport v2: the published schemas, and a client off the shelf."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from georeport import GeoReport
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.application.town import with_lights
from tests.database import Database
from tests.interfaces.api.open311.door import Door, open_door

PUBLISHED = Path(__file__).parents[5] / "shared" / "data" / "open311"


@pytest.fixture(scope="module")
def door(module_database: Database) -> Iterator[Door]:
    """One with an open and a closed case and one in no grid."""
    with open_door(module_database) as opened:
        opened.reported()
        opened.reported(lat="1.5", long="2.5")
        with_lights(opened.town)
        rejected = opened.town.report("gu", category="pothole")
        opened.town.do("di", "reject_case", rejected, reason="none there")
        opened.town.service.projector.catch_up()
        yield opened


def _schema(name: str) -> Draft4Validator:
    """A published schema; skips the test where there is none."""
    if not (PUBLISHED / name).is_file():
        pytest.skip(f"the published schemas are not here: {name}")
    resources = [
        (file.name, Resource.from_contents(json.loads(file.read_text()), DRAFT4))
        for file in PUBLISHED.glob("*.json")
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft4Validator(json.loads((PUBLISHED / name).read_text()), registry=registry)


def _faults(schema: Draft4Validator, answer: Any) -> list[str]:
    return [error.message for error in schema.iter_errors(answer)]


def test_services_pass_the_published_schema(door: Door) -> None:
    """open311/schema-validation, georeport-v2."""
    schema = _schema("services.json")
    answer = door.get("/services.json", key="").json()

    assert len(answer) > 10
    assert _faults(schema, answer) == []
    assert _faults(schema, [{**answer[0], "metadata": "true"}])  # it would tell


def test_definitions_pass_the_published_schema(door: Door) -> None:
    """open311/schema-validation, georeport-v2."""
    schema = _schema("service-definition.json")

    for code in ("street_light", "pothole"):
        assert _faults(schema, door.get(f"/services/{code}.json", key="").json()) == []
    assert _faults(schema, {"service_code": "x", "attributes": [{}]})  # it would tell


def test_requests_pass_the_published_schema(door: Door) -> None:
    """open311/schema-validation, georeport-v2; every instant with its offset."""
    schema = _schema("requests.json")
    key = door.key("di")
    listed = door.get("/requests.json", key=key).json()

    assert {one["status"] for one in listed} == {"open", "closed"}
    assert len(listed) == 4
    assert _faults(schema, listed) == []
    for one in listed:
        again = door.get(f"/requests/{one['service_request_id']}.json", key=key).json()
        assert _faults(schema, again) == []
        for name in ("requested", "updated", "expected"):
            instant = one[f"{name}_datetime"]
            assert instant is None or datetime.fromisoformat(instant).tzinfo is not None
    assert _faults(schema, [{**listed[0], "status": "done"}])  # it would tell


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_georeport_reads_it(door: Door, form: str) -> None:
    """PyPI georeport 0.3.1, unchanged: it sends no api_key, so the key stands in the address."""
    client = GeoReport(door.with_user_info(door.key("di")), output_format=form)

    services = client.get_service_list()
    definition = client.get_service_definition("street_light")
    listed = client.get_service_requests(status="open")
    lights = client.get_service_requests(
        service_code="street_light,pothole",
        start_date="2021-09-01T00:00:00Z",
        end_date="2021-09-11T00:00:00Z",
    )
    one = client.get_service_request(listed[0]["service_request_id"])

    assert {service["service_code"] for service in services} == set(door.town.pack.cases.categories)
    assert services[0]["metadata"] in {True, "true"}
    assert definition["service_code"] == "street_light"
    assert len(listed) == 3
    assert len(lights) == 4
    assert one == listed[0]


def test_the_client_georeport_is_told_what_is_missing(door: Door) -> None:
    """PyPI georeport 0.3.1: refusals arrive as statuses."""
    without, wrong = GeoReport(door.address), GeoReport(door.address, jurisdiction="elsewhere")

    with pytest.raises(requests.HTTPError, match="403"):
        without.get_service_requests()
    with pytest.raises(requests.HTTPError, match="404"):
        wrong.get_service_list()
    with pytest.raises(requests.HTTPError, match="404"):
        without.get_service_definition("no_such")
