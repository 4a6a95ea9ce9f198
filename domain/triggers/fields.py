"""What an event says, field by field, as far as triggers ask."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from domain.kernel import Event
from domain.policy.triggers import Where


class Counted(Protocol):
    """What a trigger says of the events that count."""

    @property
    def where(self) -> Where: ...
    @property
    def needs(self) -> tuple[str, ...]: ...


def stated(event: Event, field: str | None) -> object | None:
    """The value of a field; None: it is not asked for, or not stated."""
    return None if field is None else getattr(event, field, None)


def text(value: object | None) -> str | None:
    """A value as text; None: there is none."""
    if value is None:
        return None
    return str(value.value if isinstance(value, Enum) else value)


def counts(event: Event, rule: Counted) -> bool:
    """Whether its fields hold one of their words each, and none that is needed is empty."""
    return all(_holds(stated(event, field), words) for field, words in rule.where.items()) and all(
        stated(event, field) not in (None, ()) for field in rule.needs
    )


def _holds(value: object | None, words: tuple[str | bool, ...]) -> bool:
    if isinstance(value, bool):
        return any(word is value for word in words)
    return text(value) in words
