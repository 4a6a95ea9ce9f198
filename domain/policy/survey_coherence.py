"""What must hold between the surveys of a pack and its scales (rulebook 6.1, 6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.scales import LabelScale

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack


def survey_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Surveys whose answers stand on no scale of the pack."""
    for name, rule in pack.surveys.items():
        scale = pack.scales.get(rule.scale)
        if not isinstance(scale, LabelScale):
            reason = f"{rule.scale} is no scale of labels of this pack"
            yield Fault(path=("surveys", name, "scale"), reason=reason)
            continue
        for index, label in enumerate(rule.satisfied):
            if not scale.accepts(label):
                reason = f"{label} is no value of {rule.scale}"
                yield Fault(path=("surveys", name, "satisfied", index), reason=reason)
