"""What the bodies of the organisation can refuse."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.kernel import Conflict, Invalid


class AlreadyFounded(Conflict):
    """A code names one body, unit or grid, for ever."""

    code = "already-founded"
    title = "A body of this code exists"
    rule = "1.1"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} was founded before; a code is never used twice.")


class FoundedInItsOwnWay(Conflict):
    """A station and a leading group begin with what makes them one, and not as a plain body."""

    code = "founded-in-its-own-way"
    title = "Such a body is not founded like a plain one"
    rule = "ORG-DG-03"

    def __init__(self, level: str) -> None:
        super().__init__(f"{level} has a command of its own that founds it.")


class TreeUnknown(Invalid):
    """The pack has no hierarchy of that name."""

    code = "tree-unknown"
    title = "No such hierarchy in the pack"
    rule = "1.1"

    def __init__(self, tree: str) -> None:
        super().__init__(f"The pack has no hierarchy {tree}.")


class LevelUnknown(Invalid):
    """The hierarchy has no such level."""

    code = "level-unknown"
    title = "No such level in the hierarchy"
    rule = "1.1"

    def __init__(self, tree: str, level: str) -> None:
        super().__init__(f"The hierarchy {tree} has no level {level}.")


class ParentMissing(Conflict):
    """A body below the top hangs from a parent that exists: no orphans."""

    code = "parent-missing"
    title = "Parent body is missing"
    rule = "1.1"

    def __init__(self, body: str, parent: str | None) -> None:
        super().__init__(
            f"{body} needs a parent body." if parent is None else f"{parent} does not exist."
        )


class WrongParentLevel(Conflict):
    """A body hangs from the level that its hierarchy names, none skipped."""

    code = "wrong-parent-level"
    title = "Parent stands at the wrong level"
    rule = "1.1"

    def __init__(self, level: str, parent_level: str, allowed: Collection[str]) -> None:
        wanted = " or ".join(allowed) or "nothing: it is the top"
        super().__init__(f"{level} cannot stand under {parent_level}; it stands under {wanted}.")


class ParentLiesElsewhere(Conflict):
    """A body hangs below the body it belongs to, not below another one's."""

    code = "parent-lies-elsewhere"
    title = "Parent belongs to another body"
    rule = "ORG-BZ-01"

    def __init__(self, body: str, parent: str | None, top: str) -> None:
        super().__init__(f"{body} belongs to {top}, and {parent} does not stand below it.")


class ParentIsFull(Conflict):
    """A hierarchy may say how many bodies of a level one parent has."""

    code = "parent-is-full"
    title = "Parent has all the bodies of this level it may have"
    rule = "1.1"

    def __init__(self, level: str, parent: str, at_most: int) -> None:
        super().__init__(f"{parent} has {at_most} of level {level} already, and no more may be.")


class LevelsDiffer(Conflict):
    """Bodies merge with their like, or those below would stand under the wrong level."""

    code = "levels-differ"
    title = "Bodies of different levels do not merge"
    rule = "1.1"

    def __init__(self, level: str, other: str) -> None:
        super().__init__(f"A body of level {level} cannot merge into one of level {other}.")


class MergesIntoItself(Invalid):
    """A merge has two sides."""

    code = "merges-into-itself"
    title = "A body cannot merge into itself"
    rule = "1.1"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} cannot merge into itself.")


class UnitIsDissolved(Conflict):
    """A dissolved unit takes no posts, duties or members."""

    code = "unit-dissolved"
    title = "Unit is dissolved"
    rule = "1.1"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} was dissolved.")


class UnitIsMerged(Conflict):
    """A merged unit lives on in its successor only."""

    code = "unit-merged"
    title = "Unit was merged into another"
    rule = "1.1"

    def __init__(self, body: str, into: str) -> None:
        super().__init__(f"{body} was merged into {into}.")


class UnitHasDependants(Conflict):
    """Dissolving a unit must not leave orphans: move or end those below first."""

    code = "unit-has-dependants"
    title = "Unit still has bodies below it"
    rule = "1.1"

    def __init__(self, body: str, dependants: Collection[str]) -> None:
        super().__init__(f"Below {body} there are still {', '.join(dependants)}.")


class DateInFuture(Invalid):
    """What has happened is recorded, not what is planned."""

    code = "date-in-future"
    title = "Date lies in the future"
    rule = "ENV-04"

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} is still to come; record it when it has happened.")


class PostUnknown(Invalid):
    """Posts are words of the pack."""

    code = "post-unknown"
    title = "No such post in the pack"
    rule = "B.3"

    def __init__(self, post: str) -> None:
        super().__init__(f"The pack has no post {post}.")


class PostSitsElsewhere(Invalid):
    """A post belongs to bodies of the levels that the pack names."""

    code = "post-sits-elsewhere"
    title = "Post does not belong to this level"
    rule = "B.3"

    def __init__(self, post: str, level: str) -> None:
        super().__init__(f"The post {post} is none of the level {level}.")


class PostIsFull(Conflict):
    """A post has no more holders at one time than the pack allows."""

    code = "post-is-full"
    title = "Post is fully held"
    rule = "ORG-DG-04"

    def __init__(self, post: str, body: str, holders: int) -> None:
        super().__init__(f"{post} of {body} is held by {holders}; vacate it first.")


class PostIsHeldAlready(Conflict):
    """A person holds a post once at a time."""

    code = "post-held-already"
    title = "Person holds this post already"
    rule = "ORG-DG-04"

    def __init__(self, post: str, person_ref: str) -> None:
        super().__init__(f"{person_ref} holds {post} within that time already.")


class PostIsExclusive(Conflict):
    """Some posts are held in one body at a time."""

    code = "post-exclusive"
    title = "Person holds this post in another body"
    rule = "ORG-DG-05"

    def __init__(self, post: str, person_ref: str, body: str) -> None:
        super().__init__(f"{person_ref} holds {post} of {body}, and nobody holds two.")


class PostIsNotHeld(Conflict):
    """Only a holder can leave a post."""

    code = "post-not-held"
    title = "Person does not hold this post"
    rule = "ORG-DG-04"

    def __init__(self, post: str, person_ref: str, on: date) -> None:
        super().__init__(f"{person_ref} does not hold {post} on {on}.")


class NotEligible(Conflict):
    """Some posts are filled from among the holders of others."""

    code = "not-eligible"
    title = "Person holds none of the posts this one is chosen from"
    rule = "ORG-BZ-15"

    def __init__(self, post: str, person_ref: str, chosen_from: Collection[str]) -> None:
        super().__init__(f"{post} goes to {' or '.join(chosen_from)}; {person_ref} is neither.")


class ElectionRequired(Conflict):
    """Some posts are nobody's to give: whoever holds them was elected."""

    code = "election-required"
    title = "The post is given by an election"
    rule = "PAT-CY-01"

    def __init__(self, post: str) -> None:
        super().__init__(f"{post} is given by an election alone; nobody is appointed to it.")


class PartyMembershipRequired(Conflict):
    """Some posts are held by party members only."""

    code = "party-member-required"
    title = "Post needs a party member"
    rule = "ORG-DG-04"

    def __init__(self, post: str) -> None:
        super().__init__(f"Only a party member holds {post}.")


class PeriodIsEmpty(Invalid):
    """A period ends after it began."""

    code = "period-is-empty"
    title = "Period ends before it begins"
    rule = "1.1"

    def __init__(self, from_on: date, to_on: date) -> None:
        super().__init__(f"From {from_on} to {to_on} there is no day.")


class BodyHasLeader(Conflict):
    """A community has one linked leader; a new one replaces the old on the same day."""

    code = "body-has-leader"
    title = "Another leader is linked to this body"
    rule = "ORG-DG-05"

    def __init__(self, body: str, leader_ref: str) -> None:
        super().__init__(f"{leader_ref} is linked to {body}; say that the new leader replaces it.")


class LeaderIsLinkedElsewhere(Conflict):
    """Nobody is linked to two communities."""

    code = "leader-linked-elsewhere"
    title = "Leader is linked to another body"
    rule = "ORG-DG-05"

    def __init__(self, leader_ref: str, body: str) -> None:
        super().__init__(f"{leader_ref} is linked to {body} already.")


class LeaderLinksAreOff(Invalid):
    """Leaders are linked to the bodies that the pack names."""

    code = "leader-links-unknown"
    title = "No leaders are linked to such a body"
    rule = "B-45"

    def __init__(self, body: str) -> None:
        super().__init__(f"The pack links no leaders to a body like {body}.")
