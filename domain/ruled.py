"""An act that names the rule which a word of its pack follows from."""

from __future__ import annotations

from dataclasses import replace

from domain.act import Act
from domain.policy.provenance import origin_of


def ruled(act: Act, section: str, word: str) -> Act:
    """The act, with the rule of that word of that section of its pack among its rules (ENV-01)."""
    origin = origin_of(act.pack.provenance, (section, word))
    if origin is None or origin.rule in act.extra_rules:
        return act
    return replace(act, extra_rules=(*act.extra_rules, origin.rule))
