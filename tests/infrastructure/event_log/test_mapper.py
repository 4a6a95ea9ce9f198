from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError
from eventsourcing.utils import get_topic

from domain.kernel import Event
from infrastructure.event_log.mapper import PydanticMapper
from tests.infrastructure.event_log.toys import AT, boiled


class Whistled(Event):
    """Third shape: what was ``tone`` became ``pitch`` and then a list of them."""

    TOPIC: ClassVar[str] = "ToyWhistled"
    class_version: ClassVar[int] = 3
    pitches: tuple[int, ...]

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["pitch"] = state.pop("tone")

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["pitches"] = [state.pop("pitch")]


get_topic(Whistled)
_ENVELOPE = {"timestamp": "2021-09-10T01:00:00Z", "occurred_at": "2021-09-10T01:00:00Z",
             "actor_id": "p-1", "pack": "toy@1"}  # fmt: skip


def _read(kettle: UUID, state: dict[str, object], topic: str = "ToyWhistled") -> Event:
    return PydanticMapper().decode(topic, kettle, 2, json.dumps(_ENVELOPE | state).encode())


def test_an_event_reads_as_it_was_written() -> None:
    """ENV-01"""
    event = boiled(uuid4(), 2, "水开了")
    mapper = PydanticMapper()

    stored = mapper.to_stored_event(event)

    assert (stored.topic, stored.recorded_at) == ("ToyKettleBoiled", AT)
    assert json.loads(stored.state) == _ENVELOPE | {"text": "水开了"}
    assert mapper.to_domain_event(stored) == event


@pytest.mark.parametrize(
    "state",
    [
        {"tone": 440},
        {"class_version": 2, "pitch": 440},
        {"class_version": 3, "pitches": [440]},
    ],
)
def test_every_earlier_shape_is_read_as_the_newest(state: dict[str, object]) -> None:
    """ENV-06"""
    event = _read(uuid4(), state)

    assert isinstance(event, Whistled)
    assert event.pitches == (440,)


def test_the_shape_of_an_event_is_stored_with_it() -> None:
    """ENV-06"""
    event = _read(uuid4(), {"tone": 440})

    stored = PydanticMapper().to_stored_event(event)

    assert json.loads(stored.state)["class_version"] == 3
    assert PydanticMapper().to_domain_event(stored) == event


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("ToyWhistled", {"class_version": 3, "pitches": [440], "colour": "red"}),
        ("ToyWhistled", {"class_version": 4, "pitches": [440]}),
        ("ToyWhistled", {"class_version": 3}),
        ("ToyWhistled", {}),
        ("ToyNeverHeardOf", {}),
    ],
)
def test_what_cannot_be_read_is_named(topic: str, state: dict[str, object]) -> None:
    """ENV-01"""
    kettle = uuid4()

    with pytest.raises(MapperDeserialisationError, match=f"{topic}.*{kettle}.*version 2"):
        _read(kettle, state, topic)
