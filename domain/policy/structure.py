"""What a pack says of its bodies beyond trees and posts (rulebook 1.2 to 1.7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.calendar.periods import Period
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.vocabulary import Code, Strength


class StationRules(Value):
    """The station of a community (ORG-DG-03, ORG-DG-04).

    Attributes:
        tree, level: of the station; the level above it is that of the bodies with one.
        head, deputy, member: posts of the station.
        categories: where its members come from.
    """

    tree: Code
    level: Code
    head: Code
    deputy: Code
    member: Code
    categories: Annotated[tuple[Code, ...], Field(min_length=1)]


class ChannelKind(StrEnum):
    """Whose channel a channel is.

    OWN_STATION: that of the station where it happened. OFFICE: that of the leading group's office.
    RECEIVERS: that of each unit or body that has to act.
    """

    OWN_STATION = "own_station"
    OFFICE = "office"
    RECEIVERS = "receivers"


class NotificationRules(Value):
    """What is told to whom at once (ORG-DG-08).

    Attributes:
        tells: events that are told.
        channels: by name whose channel it is.
        fresh_hours: what was recorded longer ago is no news, and nobody is told.
    """

    tells: Annotated[tuple[EventName, ...], Field(min_length=1)]
    channels: Annotated[dict[Code, ChannelKind], Field(min_length=1)]
    fresh_hours: int = Field(ge=1)


class LeaderLinks(Value):
    """How many leaders are linked to a body, and how many bodies to a leader (ORG-DG-05).

    Attributes:
        level: of the bodies that should have a leader.
        also_at: levels of the bodies that may have one.
        at_least: fewer are a defect of coverage.
        at_most: None: no upper bound.
        under: sort of a body above; below it the upper bound holds, elsewhere there is none. None:
            it holds everywhere.
        strength: MUST: a link beyond the bound is refused; else it is a deviation.
        exclusive: a leader is linked to one body.
    """

    level: Code
    also_at: tuple[Code, ...] = ()
    at_least: int = Field(ge=0)
    at_most: int | None = Field(default=None, ge=1)
    under: Code | None = None
    strength: Strength
    exclusive: bool

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("min is greater than max: at_least is greater than at_most")
        return self

    def is_for(self, level: str) -> bool:
        """Whether a body of that level may have a leader."""
        return level == self.level or level in self.also_at


class LeadingGroupRules(Value):
    """The leading group: who leads it is said by its posts, its office by the tree.

    Attributes:
        tree, level: of the group. Its office stands below it.
    """

    tree: Code
    level: Code


class Rotation(Value):
    """Members of a body that chair it in turn (ORG-KD-06).

    Attributes:
        body: level of the body that is chaired.
        members: level of those below it who chair.
        period: how long each chairs.
        repeat: AFTER_ALL: a member chairs again only after all others have; ANY: at any time.
    """

    body: Code
    members: Code
    period: Period
    repeat: Annotated[str, Field(pattern="^(AFTER_ALL|ANY)$")]


class WorkItem(Value):
    """One line of the table of work (ORG-BJ-04).

    Attributes:
        code: its name.
        lead: sorts of the units that lead it.
        participants: sorts of the units that take part; None: the source lists none (B-45).
    """

    code: Code
    lead: Annotated[tuple[Code, ...], Field(min_length=1)]
    participants: tuple[Code, ...] | None = None


class JointTeam(Value):
    """A team of several kinds of people, such as a patrol of 1 + 3 + N (ORG-QY-03).

    Attributes:
        lead: who leads it.
        kinds: kinds that should all be there: the coverage is counted over them.
        further: kinds that may be there.
    """

    lead: Code
    kinds: Annotated[tuple[Code, ...], Field(min_length=1)]
    further: tuple[Code, ...] = ()


class StandingTeam(Value):
    """A kind of team that is formed and stays (VOL-SA-01).

    Attributes:
        of_estate: each is for one estate; else for the whole body.
    """

    of_estate: bool = False


class Structure(Value):
    """The section ``structure`` of a pack. What is None or empty is off (B-45).

    Attributes:
        cross_posts: sorts of bodies between which cross posts are given (ORG-KD-07).
        work_items: by number, from 1.
        support: checklist of the kinds of support sent to communities (SNK-BJ-01).
        rotations, joint_teams, teams: by name.
    """

    station: StationRules | None = None
    notifications: NotificationRules | None = None
    leader_links: LeaderLinks | None = None
    leading_group: LeadingGroupRules | None = None
    rotations: dict[Code, Rotation] = Field(default_factory=dict)
    cross_posts: tuple[Code, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    support: Code | None = None
    joint_teams: dict[Code, JointTeam] = Field(default_factory=dict)
    teams: dict[Code, StandingTeam] = Field(default_factory=dict)
