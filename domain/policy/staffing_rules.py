"""What a pack says about the full-time workers of a community (ORG-BZ-13, ORG-CY-07)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class HiringRoute(Value):
    """A way to be hired.

    Attributes:
        reviewed: somebody reviews it before the hiring, and is named.
    """

    reviewed: bool = False


class StaffingRules(Value):
    """Full-time workers.

    Attributes:
        total: ratio for all of them together; None: the pack has none.
        kinds: by kind of worker its own ratio; None: the pack has none.
        heads: who is counted with them and is not employed, such as heads of buildings, by kind
            with its own ratio; no part of the total (ORG-BZ-07).
        routes: ways to be hired.
        insurance: kinds of insurance for workers above the statutory age (ORG-CY-12).
        exit_by_age: workers leave at the statutory age, and that is a task (ORG-CY-12).
    """

    total: Code | None = None
    kinds: Annotated[dict[Code, Code | None], Field(min_length=1)]
    heads: dict[Code, Code] = Field(default_factory=dict)
    routes: dict[Code, HiringRoute] = Field(default_factory=dict)
    insurance: tuple[Code, ...] = ()
    exit_by_age: bool = False
