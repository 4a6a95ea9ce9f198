"""How a story is set up, run and judged."""

from __future__ import annotations

import pytest

from application.scenarios.document import ScenarioMalformed
from application.scenarios.listing import commands_shown, queries_shown
from tests.application.scenarios.stage import tell
from tests.database import Database

PACKS = ("daguan", "kundulun", "longling", "qingyang", "street-a", "bijie", "chengyang")

WHISTLE = """\
pack: daguan
setup:
  units: [u1, u2]
  grids: [{id: g12, community: c1}]
  posts: {head: [anna], deputy: [bo], grid_member: [gu]}
steps:
  - {at: "2021-09-10T09:00+08:00", by: gu, do: report_case, as: k1,
     with: {kind: WHISTLE, grid: g12, category: drainage, text: "…"}}
  - {at: "2021-10-12T00:05+08:00", tick: true}
  - {at: "2021-10-15T10:00+08:00", by: u1, do: close_case, on: k1, refused: closing-authority}
expect:
  - query: case
    where: {case: k1, as_of: "2021-10-11T23:59+08:00"}
    is: {state: REPORTED, misses: 0}
  - {query: events, where: {case: k1}, is: [CaseReported]}
"""


def test_a_story_that_holds_holds(module_database: Database) -> None:
    """Architecture 8: the example of the format."""
    outcome = tell(WHISTLE, module_database)

    assert outcome.holds
    assert (outcome.steps, outcome.expectations) == (3, 2)


@pytest.mark.parametrize("pack", PACKS)
def test_a_setting_of_bare_names_stands_under_every_pack(
    pack: str, module_database: Database
) -> None:
    """B.5: seven packs; what the file leaves out follows from the pack."""
    story = f"""\
        pack: {pack}
        setup:
          units: [u1]
          grids: [g1, {{id: g2, community: c2, polygon: [[116, 30], [117, 30], [117, 31]]}}]
          posts: {{grid_member: [gu], dispatcher: [di], community_officer: [co]}}
          residents: [li]
        steps:
          - {{at: "2021-09-10T09:00+08:00", by: li, do: report_case, as: k1,
             with: {{lon: 116.9, lat: 30.1}}}}
          - {{at: "2021-09-10T09:05+08:00", by: gu, do: upload_case, on: k1}}
          - {{at: "2021-09-10T09:10+08:00", by: u1, do: upload_case, on: k1,
             refused: permission-denied}}
        expect:
          - query: case
            where: {{case: k1}}
            is: {{state: UPLOADED, grid_id: g2, community_id: c2}}
        """

    outcome = tell(story, module_database)

    assert outcome.failures == []


def test_a_refusal_that_was_not_expected_fails_with_its_code(module_database: Database) -> None:
    """Architecture 8: an unexpected refusal is a difference."""
    story = WHISTLE.replace(", refused: closing-authority", "")

    outcome = tell(story, module_database)

    assert [(each.line, each.expected, each.got) for each in outcome.failures] == [
        (10, "accepted", "closing-authority")
    ]


def test_an_acceptance_that_was_not_expected_fails(module_database: Database) -> None:
    """Architecture 8: what must be refused must be refused."""
    story = WHISTLE.replace('text: "…"}}', 'text: "…"}, refused: permission-denied}')

    outcome = tell(story, module_database)

    assert [(each.line, each.expected, each.got) for each in outcome.failures] == [
        (7, "permission-denied", "accepted")
    ]


def test_a_case_that_was_never_reported_is_told_at_each_use(module_database: Database) -> None:
    """Architecture 8."""
    story = WHISTLE.replace("grid: g12, category", "grid: g13, category")

    outcome = tell(story, module_database)

    assert [each.line for each in outcome.failures] == [7, 10, 12, 15]
    assert outcome.failures[0].got == "grid-not-found"


def test_a_difference_is_told_with_both_sides(module_database: Database) -> None:
    """Architecture 8: a diff of expected and got."""
    outcome = tell(WHISTLE.replace("misses: 0", "misses: 1"), module_database)

    assert [(each.line, each.path, each.expected, each.got) for each in outcome.failures] == [
        (14, "misses", 1, 0)
    ]


def test_a_field_that_no_case_has_is_a_mistake_of_the_file(module_database: Database) -> None:
    """Architecture 8: unknown fields fail with the line number."""
    with pytest.raises(ScenarioMalformed, match="14: the answer has no field mises"):
        tell(WHISTLE.replace("misses: 0", "mises: 0"), module_database)


def test_a_setting_that_the_rules_refuse_is_a_mistake_of_the_file(
    module_database: Database,
) -> None:
    """Section 1.1: a unit at a level that the pack does not have."""
    story = WHISTLE.replace("units: [u1, u2]", "units: [u1, {id: u2, level: MOON}]")

    with pytest.raises(ScenarioMalformed, match="3: the setting is refused with level-unknown"):
        tell(story, module_database)


def test_organisation_commands_are_part_of_stories(module_database: Database) -> None:
    """ORG-DG-04: who leaves a post has no right from that day on."""
    story = """\
        pack: daguan
        setup:
          grids: [{id: g12, community: c1}]
          posts: {deputy: [bo], grid_member: [gu]}
        steps:
          - {at: "2021-09-10T09:00+08:00", by: gu, do: report_case, as: k1, with: {grid: g12}}
          - {at: "2021-09-10T09:05+08:00", by: gu, do: vacate_post,
             with: {body: station, post: deputy, person_ref: bo}, refused: permission-denied}
          - {at: "2021-09-10T09:10+08:00", by: founder, do: vacate_post,
             with: {body: station, post: deputy, person_ref: bo}}
          - {at: "2021-09-10T09:20+08:00", by: gu, do: upload_case, on: k1}
          - {at: "2021-09-10T09:30+08:00", by: bo, do: triage_case, on: k1,
             refused: permission-denied}
          - {at: "2021-09-10T09:40+08:00", by: founder, do: appoint_post,
             with: {body: station, post: deputy, person_ref: cai, basis: decision 12}}
        """

    outcome = tell(story, module_database)

    assert outcome.failures == []


def test_the_listing_shows_fields_with_their_types() -> None:
    """Architecture 8: ``--list`` prints commands and queries with their fields."""
    commands, queries = commands_shown(), queries_shown()

    route = commands["route_case"]
    assert route.on_case
    assert route.fields["mode"].type == "SELF | SINGLE | MULTI | HANDOVER"
    assert route.fields["mode"].required
    assert route.fields["units"].type == "list of text"
    assert route.fields["due_on"].type == "date"
    assert "case_id" not in route.fields
    assert not commands["report_case"].on_case
    assert "found_org_unit" in commands
    assert queries["case"].fields["case"].type == "case"
    assert queries["closure"].fields["since"].type == "instant"
    shown = [each for catalogue in (commands, queries) for each in catalogue.values()]
    assert all(each.about for each in shown)
    assert all(f.type != "value" for each in shown for n, f in each.fields.items() if n != "new")
