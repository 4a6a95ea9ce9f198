"""Bodies of requests: a command without what stands in the path, closed, with bounded values."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError, create_model, model_validator
from pydantic.fields import FieldInfo

from application.use_cases.command import Command
from interfaces.api.dependencies import within_calendars

FROM_PATH: Final = frozenset({"case_id"})
"""What stands in the path of a command to a case."""
C = TypeVar("C", bound=Command)

_ENTRY = re.compile(r"^(\w+(?:, \w+)*): (.+)$")
_RULES = re.compile(r"\(([^)]+)\)\.$")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no text column and no UTF-8 holds them


class CommandBody(BaseModel):
    """What every command may say besides its own fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _is_storable(cls, given: Any) -> Any:
        waiting = [given]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str) and _UNSTORABLE.search(value):
                raise ValueError("texts must not hold NUL or lone surrogates")
            if isinstance(value, Mapping):
                waiting += (*value.keys(), *value.values())
            elif isinstance(value, list):
                waiting += value
        return given

    @model_validator(mode="after")
    def _lies_within_calendars(self) -> Self:
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, datetime):
                within_calendars(value)
            elif isinstance(value, date):
                within_calendars(datetime(value.year, 1, 1))  # noqa: DTZ001 - only its year counts
        return self


_BODIES: Final[dict[tuple[str, frozenset[str]], type[CommandBody]]] = {}  # one name, one model


def body_of(command: type[Command], without: frozenset[str] = FROM_PATH) -> type[CommandBody]:
    """The body model of a command, with what its docstring says of each field.

    Args:
        without: fields that stand in the path.
    """
    described = _descriptions(command)
    known = _BODIES.get((command.NAME, without))
    if known is not None:
        return known
    fields: dict[str, Any] = {}
    for name, field in command.model_fields.items():
        if name not in without:
            documented = FieldInfo.merge_field_infos(field, description=described.get(name))
            fields[name] = (field.annotation, documented)
    made = create_model(f"{command.__name__}Body", __base__=CommandBody, **fields)
    return _BODIES.setdefault((command.NAME, without), made)


def command_of(
    command: type[C],
    body: CommandBody,
    from_path: Mapping[str, object] = MappingProxyType({}),
    *,
    at: tuple[str | int, ...] = ("body",),
) -> C:
    """The command a body stands for; what it leaves out stays out, so that a retry is the same.

    Args:
        at: where in the request the body stands.

    Raises:
        RequestValidationError: its fields do not go together.
    """
    given = {name: getattr(body, name) for name in body.model_fields_set}
    try:
        return command.model_validate({**given, **from_path})
    except ValidationError as error:
        found = [{**one, "loc": (*at, *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from error


def summary_of(command: type[Command]) -> str:
    """The first sentence of a command's docstring, without the word that says it is one."""
    return _paragraph(command).partition(". ")[0].rstrip(".")


def description_of(command: type[Command]) -> str:
    """What a command does, with the ids of the rules it follows."""
    module = inspect.getdoc(sys.modules[command.__module__]) or ""
    rules = _RULES.search(module.partition("\n")[0])
    return _paragraph(command) + (f" Rules: {rules[1]}." if rules else "")


def _paragraph(command: type[Command]) -> str:
    text = " ".join((inspect.getdoc(command) or "").partition("\n\n")[0].split())
    text = text.removeprefix("Command: ")
    return text[:1].upper() + text[1:]


def _descriptions(command: type[Command]) -> dict[str, str]:
    """Meaning of each field, from the ``Attributes`` of the command and of what it builds on."""
    found: dict[str, str] = {}
    for kind in reversed(command.__mro__):
        _, _, attributes = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")
        for line in _joined(attributes.partition("\n\n")[0]):
            entry = _ENTRY.match(line)
            if entry:
                found |= dict.fromkeys(entry[1].split(", "), entry[2])
    return found


def _joined(section: str) -> list[str]:
    """Entries of a docstring section, each with its continuation lines."""
    entries: list[str] = []
    for line in section.splitlines():
        if entries and line.startswith("     "):
            entries[-1] += " " + line.strip()
        else:
            entries.append(line.strip())
    return entries
