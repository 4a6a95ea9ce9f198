"""What a pack says of publication, seal, assets, archives and decisions (rulebook 4.3, 4.4)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from domain.kernel import Value
from domain.vocabulary import Code


class Publications(Value):
    """Affairs that are made public.

    Attributes:
        kinds: what is published.
        signed_by: posts whose signature each needs beforehand.
    """

    kinds: tuple[Code, ...] = Field(min_length=1)
    signed_by: tuple[Code, ...] = Field(min_length=1)


class Seal(Value):
    """Use of the seal.

    Attributes:
        approved_by: posts that approve each use.
        kinds: uses of the seal; SIGNATURE: the approval is enough; DECISION: it takes a vote of an
            assembly or a public notice besides.
    """

    approved_by: tuple[Code, ...] = Field(min_length=1)
    kinds: dict[Code, Literal["SIGNATURE", "DECISION"]] = Field(min_length=1)


class Assets(Value):
    """Assets and who keeps them.

    Attributes:
        kinds: what is registered.
        booked: kinds that are booked in an asset of another kind, kept by somebody else.
    """

    kinds: tuple[Code, ...] = Field(min_length=1)
    booked: dict[Code, Code] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _kinds_are_known(self) -> Self:
        for kind, book in self.booked.items():
            if not {kind, book} <= set(self.kinds):
                raise ValueError(f"{kind} booked in {book}: both must be kinds of assets")
        return self


class Step(Value):
    """One step of a decision.

    Attributes:
        by: who takes it, in the pack's words.
    """

    code: Code
    by: tuple[Code, ...] = Field(min_length=1)


class Procedure(Value):
    """A decision that goes through several bodies, step by step.

    Attributes:
        steps: in their order.
        matters: the matters that must go this way; None: the source gives no list, so any may.
    """

    steps: tuple[Step, ...] = Field(min_length=2)
    matters: tuple[Code, ...] | None = None


class Affairs(Value):
    """The affairs of a residents' committee. A part that the source leaves out is off (B-45).

    Attributes:
        archive_classes: number of classes of the archive; a file is put into one by its number.
        procedures: by name.
    """

    publications: Publications | None = None
    seal: Seal | None = None
    assets: Assets | None = None
    archive_classes: int | None = Field(default=None, ge=1)
    procedures: dict[Code, Procedure] = Field(default_factory=dict)
