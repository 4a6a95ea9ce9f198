"""What a pack says about people's mediation (人民调解, 7.1)."""

from __future__ import annotations

from pydantic import Field

from domain.calendar.clocks import ClockRule
from domain.kernel import Value
from domain.vocabulary import Code


class MediationRules(Value):
    """How disputes are mediated.

    Attributes:
        channels: ways in which parties apply and sessions are held.
        teams: several mediators may sit together (组团式精准调解).
        first_session: time from the finding to the first session; None: the pack sets none.
    """

    channels: tuple[Code, ...] = Field(min_length=1)
    teams: bool = False
    first_session: ClockRule | None = None
