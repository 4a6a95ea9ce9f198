"""What must hold between the sections of a policy pack (rulebook B.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.policy.accountability_coherence import (
    accountability_faults,
    accountability_words,
    reward_faults,
)
from domain.policy.assessment_coherence import assessment_faults, assessment_words
from domain.policy.body_coherence import BODY_CHECKS, BODY_SECTIONS, body_codes
from domain.policy.catalogue import EVENT_NAMES
from domain.policy.errors import Fault
from domain.policy.meeting_coherence import meeting_faults, meeting_words
from domain.policy.obligation_coherence import obligation_faults, posts_of
from domain.policy.pack import SECTIONS, PolicyPack
from domain.policy.property_coherence import property_faults, property_words
from domain.policy.provenance import Path, origin_of
from domain.policy.record_coherence import record_faults, record_words
from domain.policy.scales import LabelScale
from domain.policy.service_coherence import (
    health_faults,
    sensitivity_faults,
    service_words,
)
from domain.policy.structure_faults import structure_faults
from domain.policy.survey_coherence import survey_faults
from domain.policy.trigger_coherence import trigger_codes, trigger_faults
from domain.vocabulary import CaseKind, CaseState, Role

_ALL_FROM = (
    "cases",
    "structure",
    "scales",
    "checklists",
    "composites",
    "ratios",
    "meetings",
    "affairs",
    "obligations",
    "obligation_defaults",
    "triggers",
    "accountability",
    "rewards",
    "incentives",
    "points",
    "gates",
    "moves",
    "hierarchies",
    "calendar",
    "inspections",
    "targets",
    "records",
    "thresholds",
    "communities",
    "branches",
    "elections",
    "staffing",
    "property_rules",
    "surveys",
    "assessments",
    "mediation",
    "health",
    "sensitivity",
)


def faults(sections: Mapping[str, Any]) -> list[Fault]:
    """What is wrong between the sections of a pack, as far as they could be read.

    Args:
        sections: values by field name of ``PolicyPack``. A check whose sections are not all there
            is left out: the fault that keeps them away is known already.
    """
    pack = PolicyPack.model_construct(**sections)
    return [
        fault for needs, check in _CHECKS if sections.keys() >= set(needs) for fault in check(pack)
    ]


def _tree_faults(pack: PolicyPack) -> Iterator[Fault]:
    for name, tree in pack.hierarchies.items():
        for fault in tree.faults():
            yield Fault(path=("hierarchies", name, *fault.path), reason=fault.reason)


def _clock_starts(pack: PolicyPack) -> Iterator[Fault]:
    for name, clock in pack.cases.clocks.items():
        if clock.start not in EVENT_NAMES:
            reason = f"unknown event {clock.start}: the event catalogue does not name it"
            yield Fault(path=("cases", "clocks", name, "start"), reason=reason)


def _clock_names(pack: PolicyPack) -> Iterator[Fault]:
    for name, clock in pack.cases.clocks.items():
        seen, replaced = {name}, clock.replaces
        while replaced is not None and replaced not in seen:
            seen.add(replaced)
            replaced = pack.cases.clocks[replaced].replaces
        if replaced is not None:
            path = ("cases", "clocks", name, "replaces")
            yield Fault(path=path, reason=f"clock {name} is in a cycle of replacements")


def _yardsticks(pack: PolicyPack) -> Iterator[Fault]:
    for name, rule in pack.inspections.items():
        if rule.yardsticks is None:
            continue
        at = ("inspections", name, "yardsticks")
        if rule.yardsticks.effect not in pack.scales:
            reason = f"there is no scale {rule.yardsticks.effect}"
            yield Fault(path=(*at, "effect"), reason=reason)
        if rule.yardsticks.survey not in pack.surveys:
            reason = f"there is no survey {rule.yardsticks.survey}"
            yield Fault(path=(*at, "survey"), reason=reason)


def _own_case_levels(pack: PolicyPack) -> Iterator[Fault]:
    for index, level in enumerate(pack.cases.closing.own_case_levels):
        if level not in pack.cases.levels:
            path = ("cases", "closing", "own_case_levels", index)
            yield Fault(path=path, reason=f"level {level} is not one of the case levels")


def _post_levels(pack: PolicyPack) -> Iterator[Fault]:
    levels = set(pack.cases.levels) | {c for t in pack.hierarchies.values() for c in t.levels}
    for name, post in pack.posts.items():
        named: list[tuple[Path, str]] = [] if post.at is None else [(("at",), post.at)]
        named += [(("also_at", index), level) for index, level in enumerate(post.also_at)]
        for path, level in named:
            if level not in levels:
                reason = f"level {level} is in no tree and no case level"
                yield Fault(path=("posts", name, *path), reason=reason)


def _post_matters(pack: PolicyPack) -> Iterator[Fault]:
    guarded = {matter for gate in pack.gates.values() for matter in gate.guards}
    for name, post in pack.posts.items():
        if post.matter is not None and post.matter not in guarded:
            reason = f"no gate of this pack guards {post.matter}"
            yield Fault(path=("posts", name, "matter"), reason=reason)


def _post_aliases(pack: PolicyPack) -> Iterator[Fault]:
    taken = set(pack.posts)
    for name, post in pack.posts.items():
        for index, alias in enumerate(post.aliases):
            if alias in taken:
                path = ("posts", name, "aliases", index)
                yield Fault(path=path, reason=f"alias {alias} already names a post")
            taken.add(alias)


def _roles_have_posts(pack: PolicyPack) -> Iterator[Fault]:
    held = {post.role for post in pack.posts.values()} | {Role.RES, Role.SYS}
    for path, role in _roles_named(pack):
        if role not in held:
            yield Fault(path=path, reason=f"role {role} is used but no post has it")


def _roles_named(pack: PolicyPack) -> Iterator[tuple[Path, Role]]:
    cases = pack.cases
    named = (
        (("whistle", "actors"), cases.whistle and cases.whistle.actors),
        (("site_meeting", "chairs"), cases.site_meeting and cases.site_meeting.chairs),
        (("special_meeting", "chairs"), cases.special_meeting and cases.special_meeting.chairs),
        (("closing", "own_case_closers"), cases.closing.own_case_closers),
        (("stop_clock", "approvers"), cases.stop_clock and cases.stop_clock.approvers),
        (("exclusion", "approvers"), cases.exclusion and cases.exclusion.approvers),
    )
    for path, roles in named:
        for role in sorted(roles or ()):
            yield ("cases", *path), role
    for row, cells in pack.moves.items():
        for role, right in cells.items():
            if right != "-":
                yield ("permissions", row, str(role)), role


def _moves(pack: PolicyPack) -> Iterator[Fault]:
    for fault in pack.matrix.faults(pack.moves):
        yield Fault(path=("permissions", *fault.path), reason=fault.reason)


def _whistle_rights(pack: PolicyPack) -> Iterator[Fault]:
    if pack.cases.whistle is None or pack.matrix.faults(pack.moves):
        return
    row = pack.permissions.rows[str(pack.permissions.permission("blow_whistle").row)]
    for role in sorted(pack.cases.whistle.actors - row.may.keys()):
        reason = f"{role} may whistle here, but the matrix gives it no such right"
        yield Fault(path=("cases", "whistle", "actors"), reason=reason)


def _scales_named(pack: PolicyPack) -> Iterator[Fault]:
    named: list[tuple[Path, str | None]] = [
        (("composites", name, "scale"), composite.scale)
        for name, composite in pack.composites.items()
    ]
    rating = pack.cases.rating
    if rating is not None:
        named.append((("cases", "rating", "scale"), rating.scale))
    for path, scale in named:
        if scale is not None and scale not in pack.scales:
            yield Fault(path=path, reason=f"scale {scale} is not defined")


def _posts_named(pack: PolicyPack) -> Iterator[Fault]:
    named: list[tuple[Path, str]] = []
    for name, trigger in pack.triggers.items():
        named.append((("triggers", name, "by"), trigger.by))
    for name, gate in pack.gates.items():
        named += [(("gates", name, "opinion_from", i), p) for i, p in enumerate(gate.opinion_from)]
    named += [
        (("obligations", name, *path), post)
        for name, rule in pack.obligations.items()
        for path, post in posts_of(rule)
    ]
    named += [
        (("records", name, "entered_by"), record.entered_by)
        for name, record in pack.records.items()
        if record.entered_by is not None
    ]
    for name, tree in pack.hierarchies.items():
        for level in tree.levels.values():
            if level.led_by is not None:
                named.append((("hierarchies", name), level.led_by))
    for path, post in named:
        if post not in pack.posts:
            yield Fault(path=path, reason=f"{post} is no post of this pack")


def _warned_post(pack: PolicyPack) -> Iterator[Fault]:
    disputes = pack.cases.disputes
    if disputes is not None and disputes.notify not in pack.posts:
        path = ("cases", "disputes", "notify")
        yield Fault(path=path, reason=f"{disputes.notify} is no post of this pack")


def _gate_commands(pack: PolicyPack) -> Iterator[Fault]:
    for name, gate in pack.gates.items():
        if gate.command not in pack.matrix.commands and gate.command not in pack.matrix.rows:
            path = ("gates", name, "command")
            yield Fault(path=path, reason=f"unknown command {gate.command}")


def _codes_have_labels(pack: PolicyPack) -> Iterator[Fault]:
    for path, code in _codes(pack):
        if code not in pack.labels:
            yield Fault(path=path, reason=f"code {code} has no label")


def _codes(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    yield from _level_codes(pack)
    yield from _reporting_codes(pack)
    cases = pack.cases
    for section, codes in (
        ("routes", tuple(cases.routes)),
        ("categories", tuple(cases.categories)),
        ("clocks", tuple(cases.clocks)),
    ):
        for code in codes:
            yield ("cases", section, str(code)), str(code)
    for path, words in _words(pack):
        for index, word in enumerate(words):
            yield (*path, index), word
    yield from trigger_codes(pack)
    for section in _REGISTERS:
        for code in getattr(pack, section):
            yield (section, code), code
    for path, code in body_codes(pack):
        yield path, code
    for shared in (*CaseState, *CaseKind, *Role):
        yield ("labels",), str(shared)


def _reporting_codes(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    for name, category in pack.cases.categories.items():
        at = ("cases", "categories", name)
        if category.group:
            yield (*at, "group"), category.group
        for code, attribute in category.attributes.items():
            yield (*at, "attributes", code), code
            for index, value in enumerate(attribute.values):
                yield (*at, "attributes", code, "values", index), value


def _level_codes(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    for name, tree in pack.hierarchies.items():
        for index, entry in enumerate(tree.root):
            for place, level in enumerate(entry):
                inner = (index,) if len(entry) == 1 else (index, place)
                yield ("hierarchies", name, *inner), level.code
    for index, level_code in enumerate(pack.cases.levels):
        yield ("cases", "levels", index), level_code


_REGISTERS = ("hierarchies", "posts", "scales", "checklists", "composites", "ratios", "meetings",
              "obligations", "triggers", "points", "gates", "inspections", "targets",
              "records", "thresholds", "surveys", "assessments")  # fmt: skip


def _words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    cases = pack.cases
    yield ("cases", "lists_required"), cases.lists_required
    yield ("cases", "serious_kinds"), cases.serious_kinds
    if cases.serious_petitions:
        yield ("cases", "serious_petitions", "destinations"), cases.serious_petitions.destinations
    yield ("cases", "emergency_kinds"), cases.emergency_kinds
    if cases.disputes:
        yield ("cases", "disputes", "warning_levels"), cases.disputes.warning_levels
    if cases.whistle and cases.whistle.grades:
        yield ("cases", "whistle", "grades"), cases.whistle.grades
    if cases.stop_clock:
        yield ("cases", "stop_clock", "grounds"), cases.stop_clock.grounds
    if cases.exclusion:
        yield ("cases", "exclusion", "grounds"), cases.exclusion.grounds
    if cases.delegation:
        yield ("cases", "delegation", "never_responsible"), cases.delegation.never_responsible
    if cases.access:
        yield ("cases", "access", "own_duties"), cases.access.own_duties
        yield ("cases", "access", "assisted_duties"), cases.access.assisted_duties
    yield from accountability_words(pack)
    yield from meeting_words(pack)
    yield from record_words(pack)
    yield from assessment_words(pack)
    yield from property_words(pack)
    yield from service_words(pack)
    for name, scale in pack.scales.items():
        if isinstance(scale, LabelScale):
            yield ("scales", name, "values"), scale.values
        else:
            yield ("scales", name, "bands"), tuple(band.code for band in scale.bands)


def _everything_has_an_origin(pack: PolicyPack) -> Iterator[Fault]:
    found: list[tuple[Path, object]] = [
        (path, value) for section in _ALL_FROM for path, value in pack.values_of(section)
    ]
    for name, post in pack.posts.items():
        found += [(("posts", name, "max"), post.max)]
        found += [(("posts", name, "at_least"), post.at_least or None)]
    found += [(("meta", "effective_from"), str(pack.meta.effective_from))]
    for path, value in found:
        if value is not None and value is not False and origin_of(pack.provenance, path) is None:
            reason = "no provenance: name the rule, and the assumption where no source says it"
            yield Fault(path=path, reason=reason)


def _origins_have_values(pack: PolicyPack) -> Iterator[Fault]:
    known = {
        tuple(str(part) for part in path[:end])
        for section in SECTIONS
        for path, _value in pack.values_of(section)
        for end in range(1, len(path) + 1)
    }
    for dotted in pack.provenance:
        if tuple(dotted.split(".")) not in known:
            yield Fault(path=("provenance", dotted), reason="there is no value at this path")
        elif dotted == "cases":
            reason = "too wide: the case section needs an origin for each of its parts"
            yield Fault(path=("provenance", dotted), reason=reason)


_Check = Callable[[PolicyPack], Iterator[Fault]]
_CHECKS: tuple[tuple[tuple[str, ...], _Check], ...] = (
    (("hierarchies",), _tree_faults),
    (("cases",), _clock_starts),
    (("cases",), _clock_names),
    (("cases",), _own_case_levels),
    (("hierarchies", "cases", "posts"), _post_levels),
    (("posts",), _post_aliases),
    (("posts", "gates"), _post_matters),
    (("structure", "hierarchies", "posts", "checklists", "labels"), structure_faults),
    (("cases", "posts", "moves"), _roles_have_posts),
    (("moves", "matrix"), _moves),
    (("cases", "moves", "matrix"), _whistle_rights),
    (("cases", "scales", "composites"), _scales_named),
    (("hierarchies", "posts", "triggers", "gates", "obligations", "records"), _posts_named),
    (("cases", "posts"), _warned_post),
    (("meetings", "affairs", "posts", "ratios"), meeting_faults),
    (("gates", "matrix"), _gate_commands),
    (("obligations", "obligation_defaults", "hierarchies", "cases", "labels"), obligation_faults),
    (("surveys", "scales"), survey_faults),
    (("inspections", "scales", "surveys"), _yardsticks),
    (("assessments", "surveys", "scales", "composites", "posts"), assessment_faults),
    (("records", "gates", "checklists", "hierarchies", "cases"), record_faults),
    (("accountability", "triggers", "posts"), accountability_faults),
    (("rewards", "gates"), reward_faults),
    (("triggers", "scales"), trigger_faults),
    (("property_rules", "scales", "hierarchies", "cases"), property_faults),
    (
        (
            "labels",
            "cases",
            "hierarchies",
            "accountability",
            "rewards",
            "property_rules",
            *BODY_SECTIONS,
            *_REGISTERS,
        ),
        _codes_have_labels,
    ),
    (("provenance", "meta", "posts", *_ALL_FROM), _everything_has_an_origin),
    (("health", "checklists"), health_faults),
    (("sensitivity", "records", "posts"), sensitivity_faults),
    (("provenance", *SECTIONS), _origins_have_values),
    *BODY_CHECKS,
)
