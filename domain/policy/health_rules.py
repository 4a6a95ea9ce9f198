"""What a pack says about family doctors (7.8)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from domain.kernel import Value
from domain.policy.thresholds import ExactNumber
from domain.vocabulary import Code


class HealthRules(Value):
    """Contracts with a family doctor, and what each of them comes with.

    Attributes:
        package: checklist of the pack whose entries make the package; None: the source knows none,
            so no item is recorded (B-45).
        face_to_face: entry of it that counts only with the mark that both sat together.
        places: where the health-centre team works; empty: the source names none.
        share: of the residents that should have a contract; None: no such target.
    """

    package: Code | None = None
    face_to_face: Code | None = None
    places: tuple[Code, ...] = ()
    share: ExactNumber | None = Field(default=None, le=1)

    @model_validator(mode="after")
    def _mark_needs_a_package(self) -> Self:
        if self.face_to_face is not None and self.package is None:
            raise ValueError("face_to_face names an entry of the package, and there is none")
        return self
