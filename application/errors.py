"""What a use case can refuse that no single aggregate can."""

from __future__ import annotations

from collections.abc import Mapping

from domain.kernel import Forbidden, Invalid, NotFound, StaleVersion


class PermissionDenied(Forbidden):
    """The permission matrix gives the caller no right to this.

    Attributes:
        conceals: what the caller is told instead, because it is nothing that the caller may see;
            what was really refused is for the security log. None: the caller is told this.
    """

    code = "permission-denied"
    title = "Not permitted"
    rule = "C"
    conceals: NotFound | None = None


class WhistleAuthority(PermissionDenied):
    """Only those the pack names may blow the whistle."""

    code = "whistle-authority"
    title = "This actor may not blow the whistle"
    rule = "CAS-DG-02"


class ChairAuthority(PermissionDenied):
    """Only those the pack names may convene and chair."""

    code = "chair-not-allowed"
    title = "This actor may not chair the meeting"
    rule = "CAS-DG-07"


class ClosingNotPermitted(PermissionDenied):
    """Only the body with the power closes a case."""

    code = "closing-authority"
    title = "This actor may not close the case"
    rule = "CAS-DG-10"


class OutsideRowScope(PermissionDenied):
    """The right exists, but not for this case."""

    code = "outside-row-scope"
    title = "The case lies outside the caller's scope"
    rule = "C"


class VersionIsStale(StaleVersion):
    """The caller decided on another version than the current one."""

    def __init__(self, aggregate_id: object, current: int) -> None:
        super().__init__(f"{aggregate_id} is at version {current}.")
        self.current = current

    def facts(self) -> Mapping[str, object]:
        return {"current_version": self.current}


class GridNotFound(NotFound):
    """No such grid in this jurisdiction."""

    code = "grid-not-found"
    title = "Grid not found"

    def __init__(self, grid: str) -> None:
        super().__init__(f"There is no grid {grid}.")


class CommunityNotFound(NotFound):
    """No such community in this jurisdiction."""

    code = "community-not-found"
    title = "Community not found"

    def __init__(self, community: str) -> None:
        super().__init__(f"There is no community {community}.")


class BodyNotFound(NotFound):
    """No such body in this jurisdiction."""

    code = "body-not-found"
    title = "Body not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no body {code}.")


class ActingUnitUnclear(Invalid):
    """The caller works for several of the units, or for none; it must be named."""

    code = "acting-unit-unclear"
    title = "The acting unit must be named"
    rule = "C"

    def __init__(self) -> None:
        super().__init__("Name the unit you act for.")


class FeedNotFound(NotFound):
    """No such calendar feed, or it is somebody else's."""

    code = "calendar-feed-not-found"
    title = "Calendar feed not found"
    rule = "C"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"There is no calendar feed of {person_ref}.")


class CalendarAddressNotFound(NotFound):
    """No such address, or none any more; neither why nor whose it was is told."""

    code = "calendar-address-not-found"
    title = "Calendar address not found"
    rule = "C"

    def __init__(self) -> None:
        super().__init__("There is no calendar at this address.")


class EventNotFound(NotFound):
    """There is no event of that version in the history."""

    code = "event-not-found"
    title = "Event not found"

    def __init__(self, version: int) -> None:
        super().__init__(f"There is no event of version {version}.")


class CommandUnknown(NotFound):
    """No such command in the catalogue."""

    code = "command-unknown"
    title = "Unknown command"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no command {name}.")


class OccurredInFuture(Invalid):
    """What is recorded has happened."""

    code = "occurred-in-future"
    title = "The act lies in the future"
    rule = "ENV-04"

    def __init__(self) -> None:
        super().__init__("An act cannot have happened later than it is recorded.")


class SpanTooLong(Invalid):
    """What is counted day by day is asked for in spans that can be answered at once."""

    code = "span-too-long"
    title = "The span is too long"

    def __init__(self, days: int) -> None:
        super().__init__(f"Ask for {days} days at most.")
