"""The indicator catalogue: every rate as data, with its source and what is not certain about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from domain.indicators.errors import IndicatorUnknown
from domain.indicators.facts import Basis, Condition, Counted, Fact, Need
from domain.indicators.formula import (
    Node,
    Side,
    fraction_of,
    names_in,
    parse,
    shown,
    side_of,
)
from domain.kernel import Value

SetCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


class Words(Value):
    """How a thing is called: in Chinese and in English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class EventSet(Words):
    """Events of the rows of which some facts hold and others do not.

    Attributes:
        counts: which events of such a row.
        of, without: facts that hold of it, and that do not. An excluded row is in no set that does
            not ask for it.
        when: what holds of it besides, at the instant of the question.
        needs: rule without which a pack leaves no trace of it.
    """

    counts: Counted
    of: frozenset[Fact] = Field(min_length=1)
    without: frozenset[Fact] = frozenset()
    when: Condition | None = None
    needs: Need | None = None

    @property
    def absent(self) -> frozenset[Fact]:
        """``without``, and what leaves both sides of every fraction (剔除)."""
        return self.without | ({Fact.EXCLUDED} - self.of)


class DerivedSet(Words):
    """A set made of others: ``consists_of`` is a sum of their codes."""

    consists_of: str


class Missing(Words):
    """A fact that no event records.

    Attributes:
        why: what would have to be recorded.
    """

    why: str = Field(min_length=1)


class Kind(StrEnum):
    """What an indicator is: a share shown in per cent, a mean, a count, or a score in points."""

    SHARE = "SHARE"
    MEAN = "MEAN"
    COUNT = "COUNT"
    SCORE = "SCORE"


class Weights(Value):
    """Weights of a score and from which local day they hold.

    Attributes:
        since: None: the source states no beginning.
    """

    since: date | None
    values: dict[SetCode, Decimal] = Field(min_length=1)
    source: str | None = None


class Indicator(Words):
    """One rate.

    Attributes:
        family: the sets of rates that are published together.
        version: rises when the meaning of the formula changes.
        formula: over codes of sets; of a score over other indicators and its weights.
        basis: what decides the period of a row; None: a score whose parts say it.
        decimals: as it is shown (CAL-07).
        beside: sets that are always shown with it.
        shown_with: indicators that are always shown with it, because it misleads alone.
        weights: by effective date.
        confirm: to be confirmed by the owner before it is used.
    """

    family: str
    version: int = Field(default=1, ge=1)
    kind: Kind
    formula: str
    basis: Basis | None = None
    decimals: int = Field(default=1, ge=0, le=4)
    beside: tuple[SetCode, ...] = ()
    shown_with: tuple[SetCode, ...] = ()
    weights: tuple[Weights, ...] = ()
    source: str = Field(min_length=1)
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confirm: bool = False

    @property
    def is_score(self) -> bool:
        """Whether it is made of other indicators."""
        return self.kind is Kind.SCORE

    @cached_property
    def node(self) -> Node:
        """The formula, parsed."""
        return parse(self.formula)

    def weights_on(self, day: date) -> Weights | None:
        """The weights in force on a local day; None: there are none."""
        held = [one for one in self.weights if one.since is None or one.since <= day]
        return max(held, key=lambda one: one.since or date.min, default=None)

    @property
    def weight_names(self) -> frozenset[str]:
        """Every weight that the formula may name."""
        return frozenset(name for one in self.weights for name in one.values)


class IndicatorCatalogue(Value):
    """All sets and indicators of one version; ``coherence`` says whether they can be counted.

    Attributes:
        missing: facts that formulas of the field name and no event records, each with the reason.
    """

    version: str
    families: dict[str, Words]
    sets: dict[SetCode, EventSet]
    derived: dict[SetCode, DerivedSet] = Field(default_factory=dict)
    missing: dict[SetCode, Missing] = Field(default_factory=dict)
    indicators: dict[SetCode, Indicator]

    def indicator(self, code: str) -> Indicator:
        """One indicator.

        Raises:
            IndicatorUnknown: there is none of that code.
        """
        if code not in self.indicators:
            raise IndicatorUnknown(code)
        return self.indicators[code]

    def sides(self, code: str) -> tuple[Side, Side | None]:
        """Both sides of a fraction in sets of events; a count has one. Not for a score."""
        indicator = self.indicator(code)
        if indicator.kind is Kind.COUNT:
            return self.expanded(side_of(indicator.node)), None
        above, below = fraction_of(indicator.node)
        return self.expanded(above), self.expanded(below)

    def expanded(self, side: Side) -> Side:
        """A side in which every derived set is replaced by what it is made of."""
        plus, minus = list[str](), list[str]()
        for codes, (into, other) in ((side.plus, (plus, minus)), (side.minus, (minus, plus))):
            for code in codes:
                if code not in self.derived:
                    into.append(code)
                    continue
                inner = self.expanded(side_of(parse(self.derived[code].consists_of)))
                into.extend(inner.plus)
                other.extend(inner.minus)
        return Side(tuple(plus), tuple(minus))

    def made_of(self, code: str) -> tuple[str, ...]:
        """The indicators that a score names, in the order of its formula."""
        return tuple(
            name for name in names_in(self.indicator(code).node) if name in self.indicators
        )

    def all_in(self, code: str) -> frozenset[str]:
        """Every set, derived set and missing fact that an indicator needs in the end."""
        found: set[str] = set(self.indicator(code).beside)
        for name in names_in(self.indicator(code).node):
            if name in self.indicators:
                found |= self.all_in(name)
            elif name not in self.indicator(code).weight_names:
                found.add(name)
        return frozenset(found | self._inside(found))

    def _inside(self, names: set[str]) -> set[str]:
        inner: set[str] = set()
        for name in names & self.derived.keys():
            direct = set(names_in(parse(self.derived[name].consists_of)))
            inner |= direct | self._inside(direct)
        return inner

    def needed(self, code: str) -> Mapping[Basis, frozenset[str]]:
        """The sets of events that an indicator is counted from, by what decides their period."""
        found: dict[Basis, frozenset[str]] = {}
        for name in (code, *self.made_of(code)):
            indicator = self.indicators[name]
            if indicator.basis is not None:
                direct = {*names_in(indicator.node), *indicator.beside}
                sets = (direct | self._inside(direct)) & self.sets.keys()
                found[indicator.basis] = found.get(indicator.basis, frozenset()) | sets
        return found

    def needs_of(self, code: str) -> Mapping[str, Need]:
        """Sets that some packs leave no trace of, with the rule they would have to have."""
        return {
            name: need
            for name in sorted(self.all_in(code) & self.sets.keys())
            if (need := self.sets[name].needs) is not None
        }

    def missing_in(self, code: str) -> Mapping[str, str]:
        """Facts that an indicator needs and no event records, with the reasons."""
        return {
            name: self.missing[name].why for name in sorted(self.all_in(code) & self.missing.keys())
        }

    def words(self) -> Mapping[str, str]:
        """Chinese names of everything that a formula names."""
        named: dict[str, Words] = {}
        for part in (self.sets, self.derived, self.missing, self.indicators):
            named.update(part)
        return {code: one.zh for code, one in named.items()}

    def formula_text(self, code: str, on: date = date.max) -> str:
        """The formula in Chinese words, with the weights in force on a local day."""
        indicator = self.indicator(code)
        weights = indicator.weights_on(on)
        numbers = {name: str(value) for name, value in weights.values.items()} if weights else {}
        return shown(indicator.node, {**self.words(), **numbers})
