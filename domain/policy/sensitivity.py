"""What a pack says about registers of people who need protection (7.6, CNT-BZ)."""

from __future__ import annotations

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class SensitiveRegister(Value):
    """A register: a view of the plans of visits to pseudonymous people, and of the visits.

    Nothing else is kept: no name, no diagnosis, no offence, and no word that tells which of the
    groups somebody belongs to (CNT-BZ-02). No score is made of it.

    Attributes:
        plans: kinds of record by which somebody stands in it, as long as a plan recurs.
        visits: kinds of record that are visits to them.
        posts: whoever holds one of these may open it, in their own body.
    """

    plans: tuple[Code, ...] = Field(min_length=1)
    visits: tuple[Code, ...] = ()
    posts: tuple[Code, ...] = Field(min_length=1)
