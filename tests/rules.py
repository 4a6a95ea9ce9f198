"""Which tests and stories prove which rule: ``python -m tests.rules`` writes ``docs/rules.md``.

A test proves the rules whose ids stand in its docstring, a story those that stand in its file.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Final

import yaml

ROOT: Final = Path(__file__).parents[1]
TEXTS: Final = ROOT / "docs" / "rules" / "texts.yaml"
OPEN: Final = ROOT / "docs" / "rules" / "open.yaml"
PAGE: Final = ROOT / "docs" / "rules.md"
STORIES: Final = ROOT / "tests" / "acceptance" / "scenarios"

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_HEAD = """\
# Rules and the tests that prove them

Made by `./closeout dev python -m tests.rules` from [rules/texts.yaml](rules/texts.yaml), from the
docstrings of the tests and from the scenario files. [rules/open.yaml](rules/open.yaml) lists the
rules that no test proves yet, each with its reason.
"""
_OPEN_HEAD = """\
# Rules that no test proves yet, by the reason. A rule leaves this list with its first test:
# ./closeout dev python -m tests.rules
"""
_WIDTH = 110

Groups = Mapping[str, Mapping[str, str]]
"""Rules with their texts, by group, in the order of the page."""

Proofs = Mapping[str, Mapping[str, Sequence[str]]]
"""By rule: files below the root, each with the names of its tests; none for a story."""


def read_groups(file: Path = TEXTS) -> Groups:
    """The rules with their texts."""
    groups: Groups = yaml.safe_load(file.read_text(encoding="utf-8"))
    return groups


def read_open(file: Path = OPEN) -> Mapping[str, str]:
    """The rules that no test proves yet, each with the reason; the file lists them by reason."""
    by_reason: Mapping[str, Sequence[str]] = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return {rule: reason for reason, rules in by_reason.items() for rule in rules}


def proofs(rules: Sequence[str], root: Path = ROOT) -> Proofs:
    """What proves each of the rules; a rule that nothing proves is not there."""
    known = frozenset(rules)
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted((root / "tests").rglob("test_*.py")):
        name = file.relative_to(root).as_posix()
        for test, docstring in _tests(ast.parse(file.read_text(encoding="utf-8"))):
            for rule in known & _words(docstring):
                found[rule][name].append(test)
    for story in sorted((root / STORIES.relative_to(ROOT)).glob("*.yaml")):
        for rule in known & _words(story.read_text(encoding="utf-8")):
            found[rule][story.relative_to(root).as_posix()] = []
    return found


def page(groups: Groups, proved: Proofs, unproved: Mapping[str, str]) -> str:
    """The page, as it must stand in the repository."""
    rules = [rule for group in groups.values() for rule in group]
    lines = [_HEAD, f"{len(rules)} rules, {len(rules) - len(unproved)} of them proved.", ""]
    for title, group in groups.items():
        lines += [f"## {title}", ""]
        for rule, text in group.items():
            lines += [f"**{rule}** {text}", ""]
            if rule in unproved:
                lines += [f"- open: {unproved[rule]}", ""]
                continue
            for file, tests in sorted(proved.get(rule, {}).items()):
                named = ": " + ", ".join(f"`{test}`" for test in tests) if tests else ""
                lines.append(f"- [{file.removeprefix('tests/')}](../{file}){named}")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def open_page(unproved: Mapping[str, str]) -> str:
    """The list of open rules, as it must stand in the repository."""
    by_reason: dict[str, list[str]] = {}
    for rule, reason in unproved.items():
        by_reason.setdefault(reason, []).append(rule)
    lines = [_OPEN_HEAD]
    for reason, rules in by_reason.items():
        named = ", ".join(f'"{rule}"' if rule[0].isdigit() else rule for rule in rules)
        lines.append(f'"{reason}":')
        lines.append(
            fill(
                f"[{named}]",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="   ",
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines) + "\n"


def _tests(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[:5] == "test_":
            yield node.name.removeprefix("test_"), ast.get_docstring(node) or ""


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def main() -> None:
    """Write the page, and take what is proved by now off the list of open rules."""
    groups = read_groups()
    proved = proofs([rule for group in groups.values() for rule in group])
    unproved = {rule: why for rule, why in read_open().items() if rule not in proved}
    OPEN.write_text(open_page(unproved), encoding="utf-8")
    PAGE.write_text(page(groups, proved, unproved), encoding="utf-8")


if __name__ == "__main__":
    main()
