"""What a pack asks of whoever reports a matter of some category (Open311 service definitions)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.kernel import Value
from domain.vocabulary import Code

AttributeCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""Id of an attribute: it stands between brackets in a form."""

Keyword = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^,\x00-\x1f]+$")]
"""A search word; several are shown with commas between them."""

LISTS = frozenset({"singlevaluelist", "multivaluelist"})
"""Datatypes whose values are chosen from a list."""


class ReportAttribute(Value):
    """One question. Its wording, and that of its values, are labels of the pack.

    Attributes:
        datatype: GeoReport v2 datatype of the answer.
        variable: an answer is wanted; False: it only tells the reporter something.
        required: without an answer the report is refused.
        values: codes to choose from, for the two list datatypes only.
    """

    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    variable: bool = True
    required: bool = False
    values: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if (self.datatype in LISTS) != bool(self.values):
            raise ValueError("values belong to a list, and a list needs values")
        if len(set(self.values)) != len(self.values):
            raise ValueError("a value is listed twice")
        if self.required and not self.variable:
            raise ValueError("what is only shown cannot be required")
        return self
