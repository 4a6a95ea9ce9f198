"""What a party branch can refuse."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class BranchNotProposed(NotFound):
    """Vetting and appointing need a proposal; no step is skipped."""

    code = "branch-not-proposed"
    title = "Branch was not proposed"
    rule = "ORG-SA-02"

    def __init__(self, branch: str) -> None:
        super().__init__(f"{branch} was not proposed.")


class BranchStepOutOfOrder(Conflict):
    """A branch is deliberated, vetted, appointed, in this order."""

    code = "branch-step-out-of-order"
    title = "Step of the founding is out of order"
    rule = "ORG-SA-02"

    def __init__(self, branch: str, step: str) -> None:
        super().__init__(f"{branch} is {step}; this is not the next step of its founding.")


class StepOfAnother(Forbidden):
    """Each step of the founding belongs to a body of its own."""

    code = "step-of-another"
    title = "Somebody else takes this step"
    rule = "ORG-SA-02"

    def __init__(self, step: str, posts: Collection[str]) -> None:
        super().__init__(f"{step} is the step of {' or '.join(posts)}.")


class MemberReportsElsewhere(Conflict):
    """A member reports to one branch of an estate at a time."""

    code = "member-reports-elsewhere"
    title = "Member reports to another branch"
    rule = "ORG-SA-05"

    def __init__(self, person_ref: str, branch: str) -> None:
        super().__init__(f"{person_ref} reports to {branch}; say that the member is transferred.")


class NotReportedIn(Conflict):
    """Only a member who has reported in is transferred or has activities here."""

    code = "member-not-reported-in"
    title = "Member does not report to this branch"
    rule = "ORG-SA-05"

    def __init__(self, person_ref: str, branch: str) -> None:
        super().__init__(f"{person_ref} does not report to {branch}.")


class MemberUnknown(NotFound):
    """The member has reported to no branch."""

    code = "member-unknown"
    title = "Member has reported to no branch"
    rule = "ORG-SA-05"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"{person_ref} has reported to no branch.")


class MemberHasNotReported(Conflict):
    """Who serves elsewhere is heard of by the body that they report to; so they report first."""

    code = "member-has-not-reported"
    title = "Member has reported to no body here"
    rule = "VOL-BZ-04"

    def __init__(self, person_ref: str) -> None:
        super().__init__(f"{person_ref} has reported to no body, so none can be heard.")


class MemberFormulaMissing(Conflict):
    """The sources name points of party members and no formula: off, not zero (B-45)."""

    code = "member-formula-missing"
    title = "The pack has no formula for points of party members"
    rule = "RWD-BZ-05"

    def __init__(self, pack: str) -> None:
        super().__init__(f"{pack} has no formula for points of party members.")


class FormulaHasNoSuchCount(Invalid):
    """What a formula does not count has no points."""

    code = "formula-has-no-such-count"
    title = "The formula does not count that"
    rule = "RWD-BZ-05"

    def __init__(self, counted: str, known: Sequence[str]) -> None:
        super().__init__(f"{counted} is none of {', '.join(known)}.")
