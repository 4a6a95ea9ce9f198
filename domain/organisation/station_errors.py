"""What a station, a leading group and their posts can refuse."""

from __future__ import annotations

from collections.abc import Collection

from domain.kernel import Conflict, Forbidden, Invalid


class StationIsOff(Invalid):
    """A pack that knows no station founds none."""

    code = "station-unknown"
    title = "The pack has no stations"
    rule = "B-45"

    def __init__(self) -> None:
        super().__init__("The pack does not say what a station is.")


class BodyIsNoStation(Invalid):
    """Members and sub-teams belong to a station."""

    code = "body-is-no-station"
    title = "Body is no station"
    rule = "ORG-DG-04"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} was not founded as a station.")


class LeaderNotLinked(Conflict):
    """The linked leader heads the station, so the link comes first."""

    code = "leader-not-linked"
    title = "No leader is linked to this body"
    rule = "ORG-DG-03"

    def __init__(self, body: str) -> None:
        super().__init__(f"No leader is linked to {body}; link one first.")


class HeadIsNotLinked(Conflict):
    """A station is headed by the leader linked to its community."""

    code = "head-not-linked"
    title = "Only the linked leader holds this post"
    rule = "ORG-DG-04"

    def __init__(self, post: str, person_ref: str, body: str) -> None:
        super().__init__(f"{post} is held by the leader linked to {body}; {person_ref} is not.")


class HeldByOffice(Conflict):
    """A post that comes with another office is held by who holds that office."""

    code = "post-comes-by-office"
    title = "Post comes with another office"
    rule = "ORG-DG-04"

    def __init__(self, post: str, person_ref: str, offices: Collection[str]) -> None:
        named = " or ".join(offices)
        super().__init__(f"{post} comes with {named}; {person_ref} does not hold it.")


class OfficeMissing(Invalid):
    """Where each office fills a seat of its own, an appointment says by which."""

    code = "office-missing"
    title = "Office is missing"
    rule = "ORG-DG-06"

    def __init__(self, post: str, offices: Collection[str]) -> None:
        super().__init__(f"{post} is held by office: say one of {', '.join(offices)}.")


class OfficeDoesNotHold(Conflict):
    """Only the offices that the pack names fill the seats of such a post."""

    code = "office-does-not-hold"
    title = "This office does not hold the post"
    rule = "ORG-CY-11"

    def __init__(self, post: str, office: str, offices: Collection[str]) -> None:
        super().__init__(f"{post} is held by {' or '.join(offices)}, not by {office}.")


class SeatIsTaken(Conflict):
    """Each office fills one seat."""

    code = "seat-is-taken"
    title = "The seat of this office is held"
    rule = "ORG-DG-06"

    def __init__(self, post: str, office: str, body: str) -> None:
        super().__init__(f"The seat of {office} as {post} of {body} is held; vacate it first.")


class CategoryUnknown(Invalid):
    """Members of a station come from where the pack says."""

    code = "member-category-unknown"
    title = "No such category of members"
    rule = "ORG-DG-04"

    def __init__(self, category: str) -> None:
        super().__init__(f"The pack knows no members of category {category}.")


class NotAMember(Conflict):
    """A sub-team is made of members of the station."""

    code = "not-a-station-member"
    title = "Person is no member of this station"
    rule = "ORG-DG-04"

    def __init__(self, person_ref: str, station: str) -> None:
        super().__init__(f"{person_ref} is no member of {station}.")


class SubTeamExists(Conflict):
    """A sub-team is formed once under its name."""

    code = "sub-team-exists"
    title = "Sub-team exists"
    rule = "ORG-DG-04"

    def __init__(self, team: str) -> None:
        super().__init__(f"There is a sub-team {team} already.")


class LeadingGroupIsOff(Invalid):
    """A pack that knows no leading group forms none."""

    code = "leading-group-unknown"
    title = "The pack has no leading group"
    rule = "B-45"

    def __init__(self) -> None:
        super().__init__("The pack does not say what a leading group is.")


class BodyIsNoLeadingGroup(Invalid):
    """Work items are given out by a leading group."""

    code = "body-is-no-leading-group"
    title = "Body is no leading group"
    rule = "ORG-BJ-04"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} was not formed as a leading group.")


class WorkItemUnknown(Invalid):
    """The table of work is the pack's."""

    code = "work-item-unknown"
    title = "No such work item"
    rule = "ORG-BJ-04"

    def __init__(self, no: int, size: int) -> None:
        super().__init__(f"The pack lists {size} work items; {no} is none of them.")


class WorkItemNotAssigned(Conflict):
    """Progress is reported on what was assigned."""

    code = "work-item-not-assigned"
    title = "Work item is not assigned"
    rule = "ORG-BJ-04"

    def __init__(self, no: int) -> None:
        super().__init__(f"Work item {no} was not assigned yet.")


class LeadDiffers(Conflict):
    """A work item is led by the units that the pack names."""

    code = "work-item-lead-differs"
    title = "Work item is led by other units"
    rule = "ORG-BJ-04"

    def __init__(self, no: int, wanted: Collection[str]) -> None:
        super().__init__(f"Work item {no} is led by one unit of each: {', '.join(wanted)}.")


class UnitNotListed(Forbidden):
    """Progress comes from the units of a work item."""

    code = "unit-not-listed"
    title = "Unit has no part in this work item"
    rule = "ORG-BJ-04"

    def __init__(self, unit: str, no: int) -> None:
        super().__init__(f"{unit} neither leads work item {no} nor takes part in it.")
