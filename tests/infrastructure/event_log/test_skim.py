"""What a rebuild skims is what the log says: the same facts, the same effects, the same rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from eventsourcing.persistence import MapperDeserialisationError
from eventsourcing.utils import get_topic, resolve_topic
from hypothesis import HealthCheck, settings
from pydantic import BaseModel

from application.read_models.story import told
from domain.calendar.clocks import Deadline
from domain.cases.case import Case
from domain.kernel import CreatedEvent, Event, EventCorrected, effective
from infrastructure.event_log.mapper import PydanticMapper
from infrastructure.event_log.skim import Skimmer
from infrastructure.projections.histories import CASE_TABLES
from tests.contract.test_stored_events import SAMPLES, parts
from tests.domain.cases.test_any_history import AnyHistory
from tests.samples import at
from tests.spec import ID

MAPPER = PydanticMapper()
PASSED_OVER = {
    "originator_topic", "actor_post", "on_behalf_of_unit", "represented_by", "rule_ids",
    "evidence", "correlation_id", "causation_id", "late_recorded",
    # of a deadline:
    "due_on", "counted_on", "rolled_from", "kind", "n", "roll", "is_working",
}  # fmt: skip
SKIMMED = [
    path
    for path in SAMPLES
    if parts(path)[0] != EventCorrected.TOPIC
    and parts(path)[1] == resolve_topic(parts(path)[0]).class_version
]
"""Events in their newest shape; others, and corrections, are read in full."""


class Tea(Event):
    """An event in its second shape."""

    TOPIC: ClassVar[str] = "ToyTeaPoured"
    class_version: ClassVar[int] = 2
    millilitres: int

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["millilitres"] = state.pop("cups") * 250


get_topic(Tea)


def plain(value: Any) -> Any:
    """Content without its class."""
    if isinstance(value, BaseModel):
        passed_over = PASSED_OVER if isinstance(value, Deadline) else PASSED_OVER - {"kind"}
        fields = [name for name in type(value).model_fields if name not in passed_over]
        return {name: plain(getattr(value, name)) for name in fields}
    if hasattr(value, "__struct_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return value


def lines(*stored: tuple[str, bytes]) -> bytes:
    return b"\n".join(
        b'{"event_type":"%s","originator_version":%d,%s' % (topic.encode(), version, state[1:])
        for version, (topic, state) in enumerate(stored, 1)
    )


def stored(*events: Event) -> bytes:
    return lines(*[(get_topic(type(event)), MAPPER.encode(event)) for event in events])


@pytest.mark.parametrize("sample", SKIMMED, ids=lambda path: path.stem)
def test_a_stored_event_is_skimmed_as_it_is_read(sample: Any) -> None:
    """ENV-02"""
    topic, _ = parts(sample)
    state = sample.read_bytes().rstrip(b"\n")
    event = MAPPER.decode(topic, ID, 1, state)

    (record,) = Skimmer(MAPPER).history(ID, lines((topic, state)))

    assert hasattr(record, "__struct_fields__")
    own = set(vars(event)) - PASSED_OVER | ({"kind"} & type(event).model_fields.keys())
    assert {name: plain(getattr(record, name)) for name in own} == {
        name: plain(getattr(event, name)) for name in own
    }
    assert record.event_type == event.event_type
    assert type(record).apply is type(event).apply


class SkimmedHistory(AnyHistory):
    """Any history gives the same rows, whichever way it is read."""

    def teardown(self) -> None:
        if not self.stored:
            return
        skimmed = Skimmer(MAPPER).history(ID, stored(*self.stored))
        corrected = any(isinstance(event, EventCorrected) for event in self.stored)
        assert hasattr(skimmed[0], "__struct_fields__") is not corrected

        story, expected = told(skimmed, "j"), told(effective(self.stored), "j")

        assert story is not None
        assert expected is not None
        for table in CASE_TABLES:
            assert table.fold(story) == table.fold(expected)
        assert plain_record(story.record) == plain_record(expected.record)


def plain_record(record: Any) -> dict[str, Any]:
    """What a case remembers, deadlines by what a row shows of them."""
    return {
        name: (value.due_at, value.calendar_version) if hasattr(value, "due_at") else value
        for name, value in vars(record).items()
        if name != "obligations"
    }


TestSkimmedHistory = SkimmedHistory.TestCase
TestSkimmedHistory.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_an_old_shape_is_brought_to_the_newest_one() -> None:
    """ENV-02"""
    now = MAPPER.encode(
        Tea(
            originator_id=ID,
            originator_version=1,
            timestamp=at("2021-09-10 09:00"),
            occurred_at=at("2021-09-10 09:00"),
            actor_id="p",
            pack="toy@1",
            millilitres=500,
        )
    )
    old = now.replace(b'"class_version":2,', b"").replace(b'"millilitres":500', b'"cups":3')

    skimmer = Skimmer(MAPPER)

    poured: Any = skimmer.history(ID, lines(("ToyTeaPoured", now), ("ToyTeaPoured", old)))
    skimmed: Any = skimmer.history(ID, lines(("ToyTeaPoured", now)))

    assert [(one.originator_version, one.millilitres) for one in poured] == [(1, 500), (2, 750)]
    assert hasattr(skimmed[0], "__struct_fields__")
    assert skimmed[0].millilitres == 500


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("NobodyKnows", b"{}"),
        ("CaseUploaded", b'{"timestamp":"yesterday"}'),
        ("CaseUploaded", b"not JSON"),
        ("CaseUploaded", b"{two\n\nlines}"),
        ("CaseUploaded", b'{"timestamp":"2021-09-10T01:00:00","occurred_at":"x","actor_id":"p"}'),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(topic: str, state: bytes) -> None:
    """architecture 3"""
    with pytest.raises(MapperDeserialisationError, match=f"{topic}.*version 1"):
        Skimmer(MAPPER).history(ID, lines((topic, state)))


def test_a_correction_is_applied() -> None:
    """ENV-02"""
    sample = next(path for path in SAMPLES if parts(path)[0] == Case.Reported.TOPIC)
    reported = MAPPER.decode(Case.Reported.TOPIC, ID, 1, sample.read_bytes())
    assert isinstance(reported, CreatedEvent)
    corrected = EventCorrected(
        originator_id=ID,
        originator_version=2,
        timestamp=reported.timestamp + timedelta(hours=1),
        occurred_at=reported.occurred_at,
        actor_id="p",
        pack=reported.pack,
        target_version=1,
        target_event=Case.Reported.TOPIC,
        field="category",
        old="drainage",
        new="lighting",
    )

    story = told(Skimmer(MAPPER).history(ID, stored(reported, corrected)), "j")

    assert story is not None
    assert (story.head.category, story.head.version) == ("lighting", 2)
