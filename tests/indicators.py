"""``docs/indicators.md`` from the catalogue: ``./closeout dev python -m tests.indicators``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.indicators.catalogue import IndicatorCatalogue
from infrastructure.indicator_files import load_indicators

PAGE: Final = Path(__file__).parents[1] / "docs" / "indicators.md"


def page(catalogue: IndicatorCatalogue) -> str:
    """The page, in full."""
    return "\n".join(_lines(catalogue)) + "\n"


def _lines(catalogue: IndicatorCatalogue) -> Iterator[str]:
    yield "# Indicators"
    yield ""
    yield f"Generated from `domain/policy/indicators/{catalogue.version}`."
    yield "A set of events is what a formula counts, and what `…/evidence` lists. A case that was"
    yield "taken out of appraisal (剔除) is in no set. **?** marks what the owner confirms before"
    yield "use."
    for family, words in catalogue.families.items():
        yield ""
        yield f"## {words.zh}: {words.en}"
        yield ""
        yield "| code | 指标 | formula | period by | source |"
        yield "|---|---|---|---|---|"
        for code, one in catalogue.indicators.items():
            if one.family == family:
                mark = " **?**" if one.confirm else ""
                formula = _escaped(catalogue.formula_text(code)) + _remarks(catalogue, code)
                yield (
                    f"| `{code}` | {one.zh}{mark} ({one.en}) | {formula} | {one.basis or '–'} "
                    f"| {_escaped(one.source)} |"
                )
    yield from _sets(catalogue)
    yield from _missing(catalogue)


def _remarks(catalogue: IndicatorCatalogue, code: str) -> str:
    indicator = catalogue.indicator(code)
    said = [*indicator.notes]
    if indicator.shown_with:
        said.append(
            "Never shown without " + ", ".join(f"`{o}`" for o in indicator.shown_with) + "."
        )
    if missing := catalogue.missing_in(code):
        said.append("Refuses: " + ", ".join(f"`{name}`" for name in missing) + " missing.")
    for weights in indicator.weights:
        since = weights.since.isoformat() if weights.since else "always"
        said.append(f"Weights since {since}: {weights.source}.")
    return "".join(f"<br>{_escaped(one)}" for one in said)


def _sets(catalogue: IndicatorCatalogue) -> Iterator[str]:
    yield from ("", "## Sets of events", "", "| code | 名称 | counts | of | without | when |")
    yield "|---|---|---|---|---|---|"
    for code, one in catalogue.sets.items():
        of, without = (", ".join(sorted(facts)) for facts in (one.of, one.without))
        when = one.when or ""
        yield f"| `{code}` | {one.zh} ({one.en}) | {one.counts} | {of} | {without} | {when} |"
    yield from ("", "| code | 名称 | consists of |", "|---|---|---|")
    for code, derived in catalogue.derived.items():
        yield f"| `{code}` | {derived.zh} ({derived.en}) | {derived.consists_of} |"


def _missing(catalogue: IndicatorCatalogue) -> Iterator[str]:
    yield from ("", "## Facts that no event records", "", "| code | 名称 | why |", "|---|---|---|")
    for code, one in catalogue.missing.items():
        yield f"| `{code}` | {one.zh} ({one.en}) | {_escaped(one.why)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(load_indicators()), encoding="utf-8")
