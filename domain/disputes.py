"""Disputes found and warnings of them: facts of cases and mediations (CAS-BZ-05, 7.1)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from domain.calendar.clocks import Deadline
from domain.kernel import Event, OpeningEvent
from domain.vocabulary import Code


class DisputeFound(OpeningEvent):
    """A search found a dispute; mediating, defusing and keeping stable follow (CAS-BZ-05).

    Attributes:
        code: the dispute's own name; None: it stands in a case.
        body: code of the grid or community in which it was found.
        found_on: local day on which it was seen.
        due: by when the first session should be held; None: no time is set.
    """

    TOPIC: ClassVar[str] = "DisputeFound"
    class_version: ClassVar[int] = 2

    code: Code | None = None
    body: Code | None = None
    found_on: date | None = None
    due: Deadline | None = None

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """The fields of a dispute of its own came later; in a case there are none."""


class EarlyWarningRaised(Event):
    """A group event or a collective petition is coming (CAS-BZ-05).

    Attributes:
        level: what is coming, a word of the pack.
        notified_post: post that is told; ``notified_body``: where it is held; None: the case lies
            in no community.
        notified: pseudonymous ids of who holds it; empty: nobody does.
        gathered: how many people are there; None: not counted.
    """

    TOPIC: ClassVar[str] = "EarlyWarningRaised"
    class_version: ClassVar[int] = 2

    level: Code
    notified_post: Code
    notified_body: Code | None = None
    notified: tuple[Code, ...] = ()
    gathered: int | None = Field(default=None, ge=1)

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """How many people were there came later."""
