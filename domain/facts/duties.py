"""Facts of daily duty: who is on, what calls for a visit, what was checked (7.7)."""

from __future__ import annotations

from typing import ClassVar

from domain.facts.entered import Entered
from domain.vocabulary import Code, OfficialText, PersonRef


class DutyRostered(Entered):
    """Put somebody on duty on a day (CAS-BZ-02, OFF-BZ-01).

    Attributes:
        post: which of the posts that stand in for each other.
        window: counter or window; None: not told apart.
    """

    TOPIC: ClassVar[str] = "DutyRostered"
    NAME: ClassVar[str] = "roster_duty"

    post: Code
    person_ref: PersonRef
    window: Code | None = None


class DutyTriggered(Entered):
    """Record that something calls for somebody at once, or for visits (DUT-BZ-01).

    Attributes:
        code: entry of the pack's list.
        subject_ref: pseudonymous id of the household or person.
    """

    TOPIC: ClassVar[str] = "DutyTriggered"
    NAME: ClassVar[str] = "trigger_duty"

    code: Code
    subject_ref: PersonRef


class DutyCheckDone(Entered):
    """Tick an entry of a duty list in a grid (ORG-KD-08).

    Attributes:
        list: checklist of the pack.
        item: entry of that list.
        grid_id: the grid in which it was done.
    """

    TOPIC: ClassVar[str] = "DutyCheckDone"
    NAME: ClassVar[str] = "check_duty"

    list: Code
    item: Code
    grid_id: Code


class MenuItemAdded(Entered):
    """Add a service to the menu that visits feed (DUT-BZ-02).

    Attributes:
        item: what is offered.
        from_code: entry of the visits it came from; None: from elsewhere.
    """

    TOPIC: ClassVar[str] = "MenuItemAdded"
    NAME: ClassVar[str] = "add_menu_item"

    item: OfficialText
    from_code: Code | None = None
