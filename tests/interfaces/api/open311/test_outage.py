"""What apps see while the database is away."""

from __future__ import annotations

from tests.database import Database
from tests.interfaces.api.open311.door import LIGHT, open_door
from tests.interfaces.api.test_outage import away


def test_without_its_database_the_door_says_when_to_come_back(database: Database) -> None:
    """ADR 17: an outage keeps its status; the retry afterwards makes one case."""
    with open_door(database) as door:
        key = door.key()
        sent = {**LIGHT, "api_key": key}
        with away(database.dsn):
            answers = [
                door.client.post(f"{door.address}/requests.json", data=sent),
                door.client.get(f"{door.address}/requests.json", params={"api_key": key}),
                door.client.get(f"{door.address}/services.json"),
            ]
        first, again = door.post(LIGHT).json(), door.post(LIGHT).json()

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert all(answer.headers["Retry-After"] == "2" for answer in answers)
    assert {one["code"] for answer in answers for one in answer.json()} == {503}
    assert first == again
