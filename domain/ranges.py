"""Whether a figure keeps to the ranges of its pack: MUST refuses, SHOULD is shown (0.2, 1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.kernel import Conflict, Invalid
from domain.vocabulary import Strength

if TYPE_CHECKING:
    from domain.act import Act
    from domain.policy.pack import PolicyPack


class RangeBroken(Conflict):
    """A MUST range holds unless somebody named answers for an exception."""

    code = "range-broken"
    title = "Figure is outside a range that must be kept"
    rule = "1.5"

    def __init__(self, finding: Finding) -> None:
        super().__init__(
            f"{finding.ratio} must be {finding.range_text}; it is {finding.figure}. "
            "An exception needs its approver and a reason."
        )


class ExceptionUnexplained(Invalid):
    """An exception is recorded with its reason, or it is none."""

    code = "exception-unexplained"
    title = "An exception needs a reason"
    rule = "1.5"

    def __init__(self, approver: str) -> None:
        super().__init__(f"The exception that {approver} approved needs a reason on record.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure for a ratio of the pack.

    Attributes:
        ratio: its name; None: the pack has none for this figure, so nothing is measured.
        base: the measure that a ratio for each of something is taken from.
    """

    ratio: str | None
    figure: int
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure outside its range; None: no bound on that side."""

    ratio: str
    figure: int
    at_least: int | None
    at_most: int | None
    strength: Strength

    @property
    def range_text(self) -> str:
        """The range in words."""
        if self.at_most is None:
            return f"at least {self.at_least}"
        return f"{self.at_least or 0} to {self.at_most}"


def outside(pack: PolicyPack, figures: Iterable[Measured]) -> tuple[Finding, ...]:
    """The figures that lie outside their ranges, in their order; a MAY is only counted."""
    found: list[Finding] = []
    for measured in figures:
        if measured.ratio is None:
            continue
        rule = pack.ratios[measured.ratio]
        least, most = rule.range_for(measured.base)
        below = least is not None and measured.figure < least
        above = most is not None and measured.figure > most
        if (below or above) and rule.strength is not Strength.MAY:
            found.append(Finding(measured.ratio, measured.figure, least, most, rule.strength))
    return tuple(found)


def kept(act: Act, figures: Iterable[Measured], *, exception_by: str | None) -> tuple[str, ...]:
    """The ratios that a figure deviates from, by name, once no MUST is broken.

    Args:
        exception_by: body or post that approved an exception; the act holds its reason.

    Raises:
        RangeBroken: a MUST without an exception (1.5).
        ExceptionUnexplained: the exception has no reason.
    """
    found = outside(act.pack, figures)
    musts = [finding for finding in found if finding.strength is Strength.MUST]
    if musts:
        require_exception(act, exception_by, RangeBroken(musts[0]))
    return tuple(finding.ratio for finding in found)


def require_exception(act: Act, exception_by: str | None, refusal: Conflict) -> None:
    """Refuse, unless an exception with its approver and its reason is on record.

    Raises:
        ExceptionUnexplained: it has an approver but no reason.
    """
    if exception_by is None:
        raise refusal
    if not act.reason:
        raise ExceptionUnexplained(exception_by)
