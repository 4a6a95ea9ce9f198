"""What rewards and incentives can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.kernel import Conflict, Invalid, Unavailable


class RewardUndefined(Conflict):
    """Rewards are words of the pack; what it does not define is not granted (B-45)."""

    code = "reward-undefined"
    title = "The pack has no such reward"
    rule = "B-45"

    def __init__(self, reward: str, pack: str) -> None:
        super().__init__(f"{pack} has no reward {reward}.")


class BasisMissing(Invalid):
    """A reward without its basis event is refused."""

    code = "reward-basis-missing"
    title = "The reward has no basis on record"
    rule = "3.3"

    def __init__(self, reward: str, found: int, wanted: int, of: str) -> None:
        super().__init__(f"{reward} rests on {wanted} {of} of this subject; {found} do.")


class TargetNotOfReward(Invalid):
    """What a reward counts in, the pack says."""

    code = "reward-target-unknown"
    title = "The reward does not count in this"
    rule = "3.3"

    def __init__(self, target: str | None, targets: Sequence[str]) -> None:
        super().__init__(f"{target} is none of {', '.join(targets) or 'nothing'}.")


class RewardIsGranted(Conflict):
    """One reward for one subject and year."""

    code = "reward-is-granted"
    title = "The reward was granted"
    rule = "3.3"

    def __init__(self, reward: str, subject: str, year: int) -> None:
        super().__init__(f"{subject} has {reward} of {year} already.")


class RewardInConflict(Conflict):
    """What stands against a reward is weighed by a person before it is granted."""

    code = "reward-in-conflict"
    title = "Files of accountability stand against the reward"
    rule = "ACC-BJ-01"

    def __init__(self, files: Mapping[str, int]) -> None:
        told = ", ".join(f"{code} (version {version})" for code, version in files.items())
        super().__init__(f"Weigh and name {told}, or do not grant it.")


class ConflictsChanged(Conflict):
    """A reward rests on what stands against it now, and on nothing that was weighed before."""

    code = "reward-conflicts-changed"
    title = "What was weighed is not what stands against the reward now"
    rule = "ACC-BJ-01"

    def __init__(self, code: str, version: int | None) -> None:
        now = "does not stand against it" if version is None else f"is at version {version}"
        super().__init__(f"File {code} {now}; weigh again.")


class OpinionIsOlder(Conflict):
    """A second person is heard on what stands against the reward now."""

    code = "reward-opinion-outdated"
    title = "What was weighed went on since the opinion was given"
    rule = "GAT-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"File {code} went on since; ask again.")


class FilesUnread(Unavailable):
    """What was recorded and may call somebody to account is read first; ask again soon."""

    code = "accountability-unread"
    title = "Not everything recorded has reached the files of accountability"
    rule = "ACC-BJ-01"

    def __init__(self, subject: str) -> None:
        super().__init__(f"Whether anything stands against {subject} is not known yet.")


class RaiseNotEarned(Conflict):
    """What was commended so far does not raise the pay from that day."""

    code = "raise-not-earned"
    title = "The commendations do not raise the pay"
    rule = "RWD-BZ-01"

    def __init__(self, person: str, from_on: date) -> None:
        super().__init__(f"{person} has no commendations that count from {from_on}.")


class RaiseAfterTerm(Conflict):
    """The raise holds within the term."""

    code = "raise-after-term"
    title = "The term is over before the raise begins"
    rule = "RWD-BZ-01"

    def __init__(self, person: str, from_on: date) -> None:
        super().__init__(f"{person} holds no post that {from_on} finds in office.")


class BenefitRuns(Conflict):
    """A benefit is started once and stopped once."""

    code = "benefit-runs"
    title = "The benefit runs already"
    rule = "RWD-BZ-02"

    def __init__(self, person: str) -> None:
        super().__init__(f"The benefit of {person} was started and not stopped.")


class BenefitDoesNotRun(Conflict):
    """Only what runs is stopped."""

    code = "benefit-does-not-run"
    title = "There is no such benefit to stop"
    rule = "RWD-BZ-02"

    def __init__(self, person: str) -> None:
        super().__init__(f"No benefit of {person} runs.")
