"""What an act or its pack must supply before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from domain.kernel import Conflict, Invalid

if TYPE_CHECKING:
    from domain.act import Act

T = TypeVar("T")


class PolicySilent(Conflict):
    """The pack has no value for this; none is invented (B-45)."""

    code, title, rule = "policy-silent", "The policy pack does not provide for this", "B-45"

    def __init__(self, section: str) -> None:
        super().__init__(f"The policy pack has no {section}.")


class ReasonMissing(Invalid):
    """The step needs a reason on record."""

    code, title, rule = "reason-missing", "A reason is required", "2.5"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs a reason.")


def provided(section: T | None, name: str) -> T:
    """The pack's section, or a refusal: an absent value is never invented (B-45).

    Raises:
        PolicySilent: the pack leaves it out.
    """
    if section is None:
        raise PolicySilent(name)
    return section


def require_reason(act: Act, what: str) -> str:
    """The reason of the act.

    Raises:
        ReasonMissing: it has none.
    """
    if not act.reason:
        raise ReasonMissing(what)
    return act.reason
