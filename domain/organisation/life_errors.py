"""What the growth and the life of a body can refuse."""

from __future__ import annotations

from collections.abc import Collection

from domain.kernel import Conflict, Forbidden, Invalid


class UpgradeNotPermitted(Conflict):
    """A body grows into what its numbers permit."""

    code = "upgrade-not-permitted"
    title = "The numbers do not permit this"
    rule = "ORG-BZ-11"

    def __init__(self, to: str, permitted: Collection[str]) -> None:
        super().__init__(f"{to} is not permitted; permitted: {', '.join(permitted) or 'nothing'}.")


class UpgradeUndefined(Conflict):
    """No clause speaks of these numbers: somebody decides and says why (B-18)."""

    code = "upgrade-undefined"
    title = "No clause covers these numbers"
    rule = "ORG-BZ-11"

    def __init__(self, to: str) -> None:
        super().__init__(f"No clause says whether {to} is permitted; it takes a decision by hand.")


class UpgradeNotProposed(Conflict):
    """An upgrade is proposed before it is approved."""

    code = "upgrade-not-proposed"
    title = "No upgrade is proposed"
    rule = "ORG-BZ-11"

    def __init__(self, unit: str) -> None:
        super().__init__(f"No upgrade of {unit} is waiting for an answer.")


class UpgradeIsProposed(Conflict):
    """One proposal at a time."""

    code = "upgrade-proposed-already"
    title = "Another upgrade waits for its answer"
    rule = "ORG-BZ-11"

    def __init__(self, unit: str, to: str) -> None:
        super().__init__(f"{unit} is proposed to become {to}; that comes first.")


class ApproverNotCompetent(Forbidden):
    """The higher the body, the higher who approves it."""

    code = "approver-not-competent"
    title = "A higher body must approve this"
    rule = "ORG-BZ-11"

    def __init__(self, to: str, posts: Collection[str]) -> None:
        super().__init__(f"{to} is approved by {' or '.join(posts)}.")


class LevelDoesNotGrow(Conflict):
    """Upgrades are for the bodies that the pack names."""

    code = "level-does-not-grow"
    title = "Bodies of this level are not upgraded"
    rule = "ORG-BZ-11"

    def __init__(self, unit: str, level: str) -> None:
        super().__init__(f"{unit} is a {level}, which is not upgraded.")


class TalentRouteUnknown(Invalid):
    """Red leaders are found in the ways that the pack names."""

    code = "talent-route-unknown"
    title = "No such way to be found"
    rule = "ORG-SA-04"

    def __init__(self, route: str, routes: Collection[str]) -> None:
        super().__init__(f"{route} is none of {', '.join(routes)}.")


class JointKindUnknown(Invalid):
    """Joint activities are of the kinds that the pack names."""

    code = "joint-kind-unknown"
    title = "No such joint activity"
    rule = "ORG-KD-05"

    def __init__(self, kind: str, kinds: Collection[str]) -> None:
        super().__init__(f"{kind} is none of {', '.join(kinds)}.")


class SourceUnknown(Invalid):
    """Part-time members come from the sources that the pack names."""

    code = "part-time-source-unknown"
    title = "No such source of part-time members"
    rule = "ORG-BZ-12"

    def __init__(self, source: str, sources: Collection[str]) -> None:
        super().__init__(f"{source} is none of {', '.join(sources)}.")
