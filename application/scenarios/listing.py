"""What a scenario may say: every command and query with its fields, read off their models."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from application.scenarios.questions import QUESTIONS
from application.scenarios.story import COMMANDS
from application.use_cases.command import CaseCommand

_WORDS: Mapping[object, str] = {
    str: "text",
    int: "whole number",
    float: "decimal",
    Decimal: "exact decimal",
    bool: "true or false",
    date: "date",
    AwareDatetime: "instant",
    UUID: "case",
}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field: its type in words, and whether it must be written."""

    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One command or query.

    Attributes:
        about: what it means.
        on_case: it is addressed to a case with ``on``.
    """

    about: str
    on_case: bool
    fields: Mapping[str, FieldShown]


def commands_shown() -> Mapping[str, Shown]:
    """Every command by name."""
    return {
        name: Shown(_about(model), issubclass(model, CaseCommand), _fields(model))
        for name, model in sorted(COMMANDS.items())
    }


def queries_shown() -> Mapping[str, Shown]:
    """Every query by name; each takes ``as_of`` and ``axis`` as well."""
    return {
        name: Shown(_about(model), on_case=False, fields=_fields(model))
        for name, model in sorted(QUESTIONS.items())
    }


def type_in_words(annotation: Any) -> str:
    """A type as people write it."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return type_in_words(inner[0])
    if origin in {typing.Union, types.UnionType}:
        words = (type_in_words(each) for each in inner if each is not type(None))
        return " or ".join(dict.fromkeys(words))
    if origin in {tuple, dict, Mapping}:
        kind, of = ("list of", inner[0]) if origin is tuple else ("mapping to", inner[1])
        return f"{kind} {type_in_words(of)}"
    if choices := _choices(annotation):
        return " | ".join(choices)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        parts = (f"{n}: {type_in_words(f.annotation)}" for n, f in annotation.model_fields.items())
        return f"{{{', '.join(parts)}}}"
    return _WORDS.get(annotation, "value")


def _choices(annotation: Any) -> list[str]:
    """The words one of which is written; empty: any."""
    if typing.get_origin(annotation) is Literal:
        return [str(each) for each in typing.get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(each.value) for each in annotation]
    return []


def _about(model: type[BaseModel]) -> str:
    text = (model.__doc__ or "").split("Attributes:")[0]
    return " ".join(text.split()).removeprefix("Command: ").replace("`", "")


def _fields(model: type[BaseModel]) -> Mapping[str, FieldShown]:
    return {
        name: FieldShown(type_in_words(field.annotation), field.is_required())
        for name, field in model.model_fields.items()
        if name != "case_id"
    }
