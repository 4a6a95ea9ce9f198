"""What the accounts of volunteers can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain.kernel import Conflict, Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


class VolunteerNotFound(NotFound):
    """No account of that code."""

    code = "volunteer-not-found"
    title = "Volunteer not found"

    def __init__(self, account: str) -> None:
        super().__init__(f"There is no account {account}.")


class VolunteersAreOff(Conflict):
    """Volunteer points are a feature of packs that define them (B-45)."""

    code = "volunteers-are-off"
    title = "The pack has no accounts of volunteers"
    rule = "B-45"

    def __init__(self, pack: str) -> None:
        super().__init__(f"{pack} has no accounts of volunteers.")


class VolunteerWordUnknown(Invalid):
    """Kinds of accounts, fields and activities are words of the pack."""

    code = "volunteer-word-unknown"
    title = "The pack has no such word"
    rule = "VOL-KD-01"

    def __init__(self, field: str, word: str | None, known: Sequence[str]) -> None:
        said = "is not stated" if word is None else f"{word} is not known"
        one_of = f"; there are {', '.join(known)}" if known else " here"
        super().__init__(f"{field}: {said}{one_of}.")


class OwnServiceRecorded(Forbidden):
    """Nobody records service of their own."""

    code = "own-service"
    title = "Service is recorded by somebody else"
    rule = "C"

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} is an account of the one who records.")


class HoursOutOfRange(Invalid):
    """A service is of one day."""

    code = "hours-out-of-range"
    title = "A day has no such hours"
    rule = "VOL-BZ-02"

    def __init__(self, hours: Decimal) -> None:
        super().__init__(f"{hours} hours are not of one day.")


class ServiceNotFound(NotFound):
    """The account has no service of that number."""

    code = "service-not-found"
    title = "Service not found"

    def __init__(self, account: str, service: int) -> None:
        super().__init__(f"{account} has no service {service}.")


class NothingToReverse(Conflict):
    """The service earned nothing, or that was taken back."""

    code = "nothing-to-reverse"
    title = "The service has no points to take back"
    rule = "VOL-KD-01"

    def __init__(self, account: str, service: int) -> None:
        super().__init__(f"Service {service} of {account} has no points that stand.")


class RatesUndefined(Conflict):
    """Where the pack has no rates there are no points, not zero points (B-45)."""

    code = "volunteer-rates-undefined"
    title = "The pack has no rates for service"
    rule = "B-45"

    def __init__(self, pack: str) -> None:
        super().__init__(f"{pack} has no rates, so there is nothing to redeem.")


class PointsShort(Conflict):
    """A balance is never redeemed below zero."""

    code = "volunteer-points-short"
    title = "There are not so many points"
    rule = "VOL-KD-01"

    def __init__(self, wanted: Decimal, balance: Decimal) -> None:
        super().__init__(f"{wanted} points are wanted and {balance} are there.")
        self._balance = balance

    def facts(self) -> Mapping[str, object]:
        return {"balance": str(self._balance)}


class RedemptionBlocked(Conflict):
    """A balance that reversals took below zero must first be earned up again."""

    code = "volunteer-redemption-blocked"
    title = "Redeeming is blocked while the balance is below zero"
    rule = "VOL-KD-01"

    def __init__(self, balance: Decimal) -> None:
        super().__init__(f"The balance is {balance}.")
        self._balance = balance

    def facts(self) -> Mapping[str, object]:
        return {"balance": str(self._balance)}
