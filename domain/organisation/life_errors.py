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


class TeamUnknown(Conflict):
    """Which bodies elect a team or a committee is said by the pack."""

    code = "team-unknown"
    title = "Such a body elects no such team"
    rule = "B-45"

    def __init__(self, body: str, level: str) -> None:
        super().__init__(f"{body} is a {level}, for which the pack has no such election.")


class SeatUnknown(Invalid):
    """Seats are words of the pack."""

    code = "seat-unknown"
    title = "No such seat"
    rule = "B.3"

    def __init__(self, seat: str, seats: Collection[str]) -> None:
        super().__init__(f"{seat} is none of {', '.join(seats) or 'no seats at all'}.")


class ElectedMiscounted(Invalid):
    """How many hold a seat and who they are is one statement."""

    code = "elected-miscounted"
    title = "As many are named as hold the seat"
    rule = "1.5"

    def __init__(self, seat: str, stated: int, named: int) -> None:
        super().__init__(f"{stated} hold the seat {seat}, and {named} are named.")


class ElectedNotNamed(Invalid):
    """A seat that fills a post is filled by somebody."""

    code = "elected-not-named"
    title = "Who was elected is not named"
    rule = "1.5"

    def __init__(self, seat: str, post: str) -> None:
        super().__init__(f"Name who was elected {seat}: they take the post {post}.")


class ElectedOutsideCommittee(Invalid):
    """The seats of a committee are held by its members."""

    code = "elected-outside-committee"
    title = "Who holds a seat sits on the committee"
    rule = "ORG-BZ-09"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"{person_ref} is no member.")


class ModeUnknown(Invalid):
    """Who elects is said by the pack."""

    code = "election-mode-unknown"
    title = "No such way of electing"
    rule = "ORG-BZ-09"

    def __init__(self, mode: str, modes: Collection[str]) -> None:
        super().__init__(f"{mode} is none of {', '.join(modes) or 'no modes at all'}.")


class RepresentedTwice(Invalid):
    """A person sits on a committee once."""

    code = "person-named-twice"
    title = "Person is named twice"
    rule = "ORG-BZ-10"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"{person_ref} is named twice.")


class SubCommitteeUnknown(Invalid):
    """The kinds of sub-committees are listed by the pack."""

    code = "sub-committee-unknown"
    title = "No such sub-committee"
    rule = "ORG-BZ-10"

    def __init__(self, kind: str, kinds: Collection[str]) -> None:
        super().__init__(f"{kind} is none of {', '.join(kinds)}.")


class LeadOutsideCommittee(Conflict):
    """A sub-committee is led by a member of the committee."""

    code = "lead-outside-committee"
    title = "Lead does not sit on the committee"
    rule = "ORG-BZ-10"

    def __init__(self, lead: str, body: str) -> None:
        super().__init__(f"{lead} was not elected into {body}.")


class CandidateUnknown(Invalid):
    """Where the pack prefers some candidates, each is of one of its categories."""

    code = "candidate-unknown"
    title = "No such category of candidates"
    rule = "ORG-SA-03"

    def __init__(self, category: str | None, categories: Collection[str]) -> None:
        super().__init__(f"{category or 'Nothing'} is none of {', '.join(categories)}.")


class PriorityPassedOver(Conflict):
    """Who passes over a preferred candidate says why."""

    code = "priority-passed-over"
    title = "A candidate of higher priority stood"
    rule = "ORG-SA-03"

    def __init__(self, passed_over: Collection[str]) -> None:
        super().__init__(f"{', '.join(passed_over)} stood as well; say why not.")


class SecretaryFromElsewhere(Conflict):
    """First secretaries are sent by organs of the levels that the pack names."""

    code = "first-secretary-from-elsewhere"
    title = "Such a body sends no first secretary"
    rule = "ORG-BZ-19"

    def __init__(self, unit: str, levels: Collection[str]) -> None:
        super().__init__(f"{unit} is none of level {' or '.join(levels)}.")
