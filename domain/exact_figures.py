"""Figures that are taken as they are written, to the last digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema


class Bounds(Enum):
    """Where a figure may lie."""

    ANYWHERE = "anywhere"
    ABOVE_ZERO = "above zero"
    SHARE = "from 0 to 1"


@dataclass(frozen=True, slots=True)
class Exactly:
    """Annotation of a ``Decimal`` that is given as text, or as a whole number.

    A fraction as a JSON number goes through a binary one on its way, in the sender's program or in
    ours, and is another figure afterwards; so it is refused, never rounded (B-10).

    Attributes:
        whole: most digits before the point.
        places: most digits behind it.
        bounds: where it may lie.
    """

    whole: int
    places: int
    bounds: Bounds = Bounds.ANYWHERE

    @property
    def pattern(self) -> str:
        """Of the text, for Python and for ECMAScript alike."""
        places = rf"(\.[0-9]{{1,{self.places}}})?"
        match self.bounds:
            case Bounds.ANYWHERE:
                return rf"^-?[0-9]{{1,{self.whole}}}{places}$"
            case Bounds.ABOVE_ZERO:
                return rf"^(?=.*[1-9])[0-9]{{1,{self.whole}}}{places}$"
            case Bounds.SHARE:
                return rf"^(0{places}|1(\.0{{1,{self.places}}})?)$"

    def taken(self, given: object) -> Decimal:
        """The figure.

        Raises:
            PydanticCustomError: ``exact_figure``; it is no text of the pattern and no whole number.
        """
        if isinstance(given, float) and given.is_integer():
            given = int(given)  # 3.0 is a whole number to JSON
        if isinstance(given, int | Decimal) and not isinstance(given, bool):
            given = f"{Decimal(given):f}"
        if not isinstance(given, str) or not re.fullmatch(self.pattern, given, re.ASCII):
            raise PydanticCustomError(
                "exact_figure",
                "Input should be a figure {bounds} as text, with at most {whole} digits before the "
                "point and {places} behind it, or a whole number",
                {"bounds": self.bounds.value, "whole": self.whole, "places": self.places},
            )
        return Decimal(given)

    def __get_pydantic_core_schema__(
        self, _source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.taken, handler(Decimal))

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text: JsonSchemaValue = {"type": "string", "pattern": self.pattern}
        if handler.mode == "serialization":
            return text
        most = 1 if self.bounds is Bounds.SHARE else 10**self.whole - 1
        least = {Bounds.ANYWHERE: -most, Bounds.ABOVE_ZERO: 1, Bounds.SHARE: 0}[self.bounds]
        return {"anyOf": [text, {"type": "integer", "minimum": least, "maximum": most}]}
