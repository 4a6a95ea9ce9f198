"""What a mediation can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel import Conflict, Invalid, NotFound


class MediationNotFound(NotFound):
    """No dispute or mediation of that code."""

    code = "mediation-not-found"
    title = "Mediation not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no mediation {code}.")


class ChannelUnknown(Invalid):
    """Channels are words of the pack."""

    code = "channel-unknown"
    title = "The pack has no such channel"
    rule = "MED-KD-01"

    def __init__(self, channel: str, known: Sequence[str]) -> None:
        super().__init__(f"{channel} is none of {', '.join(known)}.")


class PartiesMissing(Invalid):
    """A dispute has two sides at least."""

    code = "parties-missing"
    title = "A mediation has at least two parties"
    rule = "MED-KD-01"

    def __init__(self) -> None:
        super().__init__("Name at least two different parties.")


class MediationIsApplied(Conflict):
    """One dispute is mediated once."""

    code = "mediation-is-applied"
    title = "The mediation was applied for"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} was applied for.")


class MediationNotApplied(Conflict):
    """A dispute that was only found is not mediated yet."""

    code = "mediation-not-applied"
    title = "Nobody applied for the mediation"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"Nobody applied for {code}.")


class ChoiceIsOneSided(Invalid):
    """The parties choose, all of them (双向选择)."""

    code = "choice-is-one-sided"
    title = "Every party chooses the mediator"
    rule = "MED-KD-01"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"{len(missing)} of the parties did not choose.")


class MediatorIsParty(Invalid):
    """Nobody mediates in their own matter."""

    code = "mediator-is-party"
    title = "A party cannot mediate"
    rule = "MED-KD-01"

    def __init__(self) -> None:
        super().__init__("The mediator is one of the parties.")


class MediatorNotChosen(Conflict):
    """The mediator accepts what the parties chose."""

    code = "mediator-not-chosen"
    title = "No mediator was chosen"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"The parties of {code} have chosen no mediator.")


class MediatorNotAccepted(Conflict):
    """No session before the mediator accepted."""

    code = "mediator-not-accepted"
    title = "The mediator has not accepted"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"The mediator of {code} has not accepted.")


class MediatorHasAccepted(Conflict):
    """Who accepted mediates to the end."""

    code = "mediator-has-accepted"
    title = "The mediator has accepted"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"The mediator of {code} has accepted.")


class TeamsAreOff(Conflict):
    """Several mediators sit together where the pack lets them (B-45)."""

    code = "mediation-teams-are-off"
    title = "The pack knows no teams of mediators"
    rule = "B-45"

    def __init__(self, pack: str) -> None:
        super().__init__(f"{pack} knows no teams of mediators.")


class SessionMissing(Conflict):
    """What was never mediated has no outcome."""

    code = "session-missing"
    title = "No session was held"
    rule = "MED-KD-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"No session of {code} was held.")


class MediationIsSettled(Conflict):
    """An outcome stands; only a lawsuit can follow a success or a failure."""

    code = "mediation-is-settled"
    title = "The mediation has its outcome"
    rule = "MED-KD-01"

    def __init__(self, code: str, state: str) -> None:
        super().__init__(f"{code} has its outcome: {state}.")
