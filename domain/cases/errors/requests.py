"""What is asked for and approved by somebody else: a stopped clock, an exclusion."""

from __future__ import annotations

from domain.kernel import Conflict, Forbidden, Invalid


class UnknownGround(Invalid):
    """The pack lists the grounds on which a clock may stop or a case be left out."""

    code, title, rule = "unknown-ground", "Ground is not one of the pack's", "GAT-01"

    def __init__(self, ground: str) -> None:
        super().__init__(f"{ground} is not a ground that the pack accepts for this.")


class ClockAlreadyStopped(Conflict):
    """A stopped clock is not stopped again."""

    code, title, rule = "clock-already-stopped", "The clock is stopped or asked to be", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clock is stopped, or a request to stop it is pending.")


class StopNotRequested(Conflict):
    """There is no request to decide."""

    code, title, rule = "stop-not-requested", "Nobody asked to stop the clock", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Nobody asked to stop the clock.")


class ExclusionPending(Conflict):
    """A case is taken out of appraisal once."""

    code, title, rule = "exclusion-pending", "It is excluded or asked to be", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The case is out of appraisal, or a request for it is pending.")


class ExclusionNotRequested(Conflict):
    """There is no request to decide."""

    code, title, rule = "exclusion-not-requested", "Nobody asked to exclude the case", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Nobody asked to take the case out of appraisal.")


class ClockIsStopped(Conflict):
    """What sets or settles a bound waits until the clocks run again."""

    code, title, rule = "clock-is-stopped", "The clock is stopped", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clocks of this case are stopped; resume them first.")


class ClockNotStopped(Conflict):
    """Only a stopped clock resumes."""

    code, title, rule = "clock-not-stopped", "The clock is running", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The clock is running.")


class ApproverNotAllowed(Forbidden):
    """The pack names who may approve."""

    code, title, rule = "approver-not-allowed", "This actor may not approve the request", "GAT-01"

    def __init__(self) -> None:
        super().__init__("The pack does not let this actor approve the request.")


class OwnRequest(Forbidden):
    """Nobody approves what they asked for."""

    code, title, rule = "own-request", "Nobody approves their own request", "GAT-01"

    def __init__(self) -> None:
        super().__init__("Another person decides on this request.")
