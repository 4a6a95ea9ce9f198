"""What a community can refuse."""

from __future__ import annotations

from collections.abc import Collection

from domain.kernel import Conflict, Invalid, NotFound


class CommunityNotDefined(NotFound):
    """What is recorded about a community needs the community first (1.5, precondition)."""

    code = "community-not-defined"
    title = "Community is not defined"
    rule = "1.5"

    def __init__(self, community: str) -> None:
        super().__init__(f"{community} is not defined as a community.")


class CommunityDefinedAlready(Conflict):
    """A community is defined once; later changes of its ground are facts of their own."""

    code = "community-defined-already"
    title = "Community is defined already"
    rule = "ORG-BZ-04"

    def __init__(self, community: str) -> None:
        super().__init__(f"{community} is defined; adjust its boundary instead.")


class NotACommunity(Conflict):
    """A community is a body at the level that the pack names."""

    code = "not-a-community"
    title = "Body is no community"
    rule = "1.5"

    def __init__(self, body: str, level: str) -> None:
        super().__init__(f"{body} stands at level {level}, where no communities are.")


class KindMissing(Invalid):
    """Where communities are told apart by kind, each has one: duties follow from it."""

    code = "community-kind-missing"
    title = "Kind of the community is missing"
    rule = "ORG-BJ-07"

    def __init__(self, kinds: Collection[str]) -> None:
        super().__init__(f"A community is one of {', '.join(kinds)}.")


class KindUnknown(Invalid):
    """Kinds are words of the pack."""

    code = "kind-unknown"
    title = "No such kind in the pack"
    rule = "B.3"

    def __init__(self, kind: str, kinds: Collection[str]) -> None:
        super().__init__(f"{kind} is none of {', '.join(kinds) or 'no kinds at all'}.")


class MoreMovedInThanBuilt(Invalid):
    """No more households can have moved in than there are homes."""

    code = "more-moved-in-than-built"
    title = "More households moved in than there are homes"
    rule = "ORG-BZ-05"

    def __init__(self, moved_in: int, homes: int) -> None:
        super().__init__(f"{moved_in} of {homes} homes cannot be lived in.")


class FoundingIsDecided(Conflict):
    """Only what no clause decides is decided by hand (B-18)."""

    code = "founding-not-undecided"
    title = "Nothing is left to decide by hand"
    rule = "ORG-BZ-05"

    def __init__(self, estate: str, outcome: str | None) -> None:
        said = "was never measured" if outcome is None else f"calls for {outcome} already"
        super().__init__(f"{estate} {said}.")


class FoundingNotDue(Conflict):
    """What was due for a housing area is settled by a body of the level that it calls for."""

    code = "founding-not-due"
    title = "No such founding is due"
    rule = "ORG-BZ-05"

    def __init__(self, estate: str, level: str) -> None:
        super().__init__(f"Nothing at level {level} is due for {estate}.")


class SharedUnitsFull(Conflict):
    """Shared communities lie in as many city units as the plan names."""

    code = "shared-units-full"
    title = "Shared community outside the city units"
    rule = "ORG-CY-09"

    def __init__(self, unit: int, units: int) -> None:
        super().__init__(f"There are {units} city units; {unit} is none of them.")


class InspectionMissing(Conflict):
    """A site is named safe on the strength of an inspection it passed."""

    code = "inspection-missing"
    title = "No inspection of this site is on record"
    rule = "SAF-BZ-01"

    def __init__(self, site: str) -> None:
        super().__init__(f"{site} has passed no inspection.")


class HiringRouteRefused(Conflict):
    """Full-time workers are recruited openly or elected; there is no third way."""

    code = "hiring-route-refused"
    title = "Nobody is hired in this way"
    rule = "ORG-BZ-13"

    def __init__(self, route: str, routes: Collection[str]) -> None:
        super().__init__(f"{route} is none of {', '.join(routes)}.")


class ReviewMissing(Conflict):
    """Elected leaders are hired after a review."""

    code = "review-missing"
    title = "The review before hiring is missing"
    rule = "ORG-BZ-13"

    def __init__(self, route: str) -> None:
        super().__init__(f"{route}: say who reviewed it.")
