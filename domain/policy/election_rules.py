"""What a pack says about elections: teams, committees, heads (1.4, 1.5, 1.6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class Team(Value):
    """How the leading people of a body are elected. Numbers stand in ``ratios``.

    Attributes:
        kind: TEAM: of a party body; COMMITTEE: of residents.
        size: ratio for all members; None: the pack has none.
        seats: by seat the ratio for how many hold it.
        posts: by seat the post that it fills, of this body or of the one above it; empty: the
            source says of none.
        member: post of those who hold no seat; None: they hold none.
        modes: who elects, or that they are appointed; empty: nothing is said.
        term_years: length of the term, None: none is set.
    """

    kind: Literal["TEAM", "COMMITTEE"]
    size: Code | None = None
    seats: dict[Code, Code] = Field(default_factory=dict)
    posts: dict[Code, Code] = Field(default_factory=dict)
    member: Code | None = None
    modes: tuple[Code, ...] = ()
    term_years: int | None = Field(default=None, ge=1)


class Head(Value):
    """Who is chosen as head of a small body, and in which order of preference.

    Attributes:
        priorities: by category of candidate its priority, 1 first; empty: no preference.
    """

    priorities: dict[Code, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)


class SubCommittees(Value):
    """Committees of a committee (ORG-BZ-10).

    Attributes:
        reps: ratio for how many representatives each has besides its lead.
    """

    kinds: Annotated[tuple[Code, ...], Field(min_length=1)]
    reps: Code


class ElectionRules(Value):
    """Elections. What a pack leaves out is refused (B-45).

    Attributes:
        teams: by level of the body.
        heads: by post.
        sub_committees: of committees; None: there are none.
    """

    teams: dict[Code, Team] = Field(default_factory=dict)
    heads: dict[Code, Head] = Field(default_factory=dict)
    sub_committees: SubCommittees | None = None
