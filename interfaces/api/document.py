"""What the OpenAPI document says that the framework does not know."""

from __future__ import annotations

from typing import Any, Final

_YEARS: Final = "^(19|[2-8][0-9])[0-9]{2}-"
"""Years that calendars can be asked about; see ``within_calendars``."""
_FORMATS: Final = frozenset({"date", "date-time"})


def state_years(node: Any) -> None:
    """Say of every date and instant within which years it lies: no other is taken or given."""
    if isinstance(node, dict):
        if node.get("type") == "string" and node.get("format") in _FORMATS:
            node["pattern"] = _YEARS
        for value in node.values():
            state_years(value)
    elif isinstance(node, list):
        for value in node:
            state_years(value)


def close_mappings(node: Any) -> None:
    """Say of every mapping that it has no other keys than those of its pattern: the framework
    states the pattern of the keys and leaves all others open."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for value in node.values():
            close_mappings(value)
    elif isinstance(node, list):
        for value in node:
            close_mappings(value)
