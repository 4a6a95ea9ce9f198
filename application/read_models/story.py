"""The history of one case and what the case remembers after it: what every row is folded from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from application.read_models.case_head import CaseHead, case_head
from domain.cases import events
from domain.cases.closing import Closing
from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import CaseState

_IN_HANDLING = CaseState.IN_HANDLING  # looked up once


@dataclass(slots=True)
class CaseStory:
    """A history, gone through once for all read models.

    Folds tell events apart by ``event_type`` and read them by attribute, never by class: while
    read models are rebuilt, a history consists of records that hold the same fields (ADR 19).

    Attributes:
        history: its events with corrections applied, as ``read_as_of`` gives them; the first is
            the report. Versions may be missing.
        topics: the catalogue name of each of them.
        record: what the case remembers at the end.
        first_handled: the event by which it was first in handling.
        head: its narrow line.
    """

    jurisdiction: str
    history: Sequence[Event]
    topics: Sequence[str]
    record: CaseRecord
    first_handled: Event | None
    head: CaseHead

    @property
    def case_id(self) -> UUID:
        """The case."""
        return self.head.case_id

    @property
    def subject_id(self) -> UUID:
        """The case, as what the story is about."""
        return self.head.case_id

    @property
    def version(self) -> int:
        """Of the last event."""
        return self.head.version


def told(history: Sequence[Event], jurisdiction: str) -> CaseStory | None:
    """The story of a case; None if this is no case's history, or an empty one."""
    topics = [event.event_type for event in history]
    if not topics or topics[0] != events.Reported.TOPIC:
        return None
    record = Closing()
    first_handled = None
    for event in history:
        event.apply(record)
        if first_handled is None and record.state is _IN_HANDLING:
            first_handled = event
    head = case_head(record, jurisdiction, history[0].originator_id, history[-1].originator_version)
    return CaseStory(jurisdiction, history, topics, record, first_handled, head)
