"""What bodies that share posts, chairs and support can refuse."""

from __future__ import annotations

from collections.abc import Collection

from domain.kernel import Conflict, Invalid


class BodyDoesNotRotate(Invalid):
    """Only the bodies that the pack names are chaired in turn."""

    code = "body-does-not-rotate"
    title = "Body is not chaired in turn"
    rule = "ORG-KD-06"

    def __init__(self, body: str) -> None:
        super().__init__(f"The pack has no rotation for a body like {body}.")


class TermUnknown(Invalid):
    """A term is written as the pack counts it."""

    code = "term-unknown"
    title = "No such term"
    rule = "ORG-KD-06"

    def __init__(self, term: str, example: str) -> None:
        super().__init__(f"{term} is no term of this rotation; write it as {example}.")


class UnitIsNoMember(Conflict):
    """Only a member chairs."""

    code = "unit-is-no-member"
    title = "Unit is no member of the body"
    rule = "ORG-KD-06"

    def __init__(self, unit: str, body: str) -> None:
        super().__init__(f"{unit} is no member of {body}.")


class ChairsAgainTooEarly(Conflict):
    """A unit chairs again only after all others have, unless overridden with a reason."""

    code = "chairs-again-too-early"
    title = "Unit has chaired in this cycle"
    rule = "ORG-KD-06"

    def __init__(self, unit: str, term: str, waiting: int) -> None:
        super().__init__(
            f"{unit} chaired in {term}, and {waiting} members have not chaired since; "
            "give a reason to override."
        )


class TermHasChair(Conflict):
    """A term has one chair, unless overridden with a reason."""

    code = "term-has-chair"
    title = "The term has a chair"
    rule = "ORG-KD-06"

    def __init__(self, term: str, unit: str) -> None:
        super().__init__(f"{unit} chairs {term}; give a reason to replace it.")


class CrossPostIsOff(Invalid):
    """Cross posts are given between bodies of the sorts that the pack names."""

    code = "cross-post-outside-sorts"
    title = "No cross posts between such bodies"
    rule = "ORG-KD-07"

    def __init__(self, sort: str, sorts: Collection[str]) -> None:
        known = ", ".join(sorts) or "none"
        super().__init__(f"The pack gives cross posts between {known}; {sort} is not among them.")


class SameOrganisation(Conflict):
    """A cross post joins two bodies."""

    code = "cross-post-same-body"
    title = "A cross post joins two bodies"
    rule = "ORG-KD-07"

    def __init__(self, body: str) -> None:
        super().__init__(f"{body} stands on both sides; a cross post joins two.")


class SupportKindUnknown(Invalid):
    """Support is of the kinds that the pack lists."""

    code = "support-kind-unknown"
    title = "No such kind of support"
    rule = "SNK-BJ-01"

    def __init__(self, kind: int, size: int) -> None:
        super().__init__(f"The pack lists {size} kinds of support; {kind} is none of them.")


class JointTeamUnknown(Invalid):
    """What a joint team is made of is said by the pack."""

    code = "joint-team-unknown"
    title = "No such joint team"
    rule = "ORG-QY-03"

    def __init__(self, kind: str) -> None:
        super().__init__(f"The pack knows no joint team {kind}.")


class PartUnknown(Invalid):
    """A joint team is made of the kinds of people that the pack names."""

    code = "team-part-unknown"
    title = "No such part of the team"
    rule = "ORG-QY-03"

    def __init__(self, kind: str, part: str) -> None:
        super().__init__(f"{part} is no part of a joint team {kind}.")


class LeadIsMissing(Conflict):
    """A joint team goes out with its lead."""

    code = "team-lead-missing"
    title = "The lead of the team is missing"
    rule = "ORG-QY-03"

    def __init__(self, kind: str, lead: str) -> None:
        super().__init__(f"A joint team {kind} goes out with its {lead}.")


class TeamKindUnknown(Conflict):
    """Which teams there are is said by the pack; what it does not define is not formed (B-45)."""

    code = "team-kind-unknown"
    title = "The pack has no such team"
    rule = "B-45"

    def __init__(self, kind: str, pack: str) -> None:
        super().__init__(f"{pack} has no team {kind}.")


class TeamEstateUnclear(Invalid):
    """A club belongs to an estate, other teams to the whole body."""

    code = "team-estate-unclear"
    title = "For which estate the team is does not follow"
    rule = "VOL-SA-01"

    def __init__(self, kind: str, *, of_estate: bool) -> None:
        said = "names its estate" if of_estate else "is for the whole body, so it names no estate"
        super().__init__(f"A team {kind} {said}.")


class TeamIsFormed(Conflict):
    """The code of a team is used once in a body."""

    code = "team-is-formed"
    title = "There is a team of that code"
    rule = "VOL-SA-01"

    def __init__(self, body: str, code: str) -> None:
        super().__init__(f"{body} has a team {code}.")
