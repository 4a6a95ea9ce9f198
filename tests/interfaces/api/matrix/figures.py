"""Figures, indicators and how far the organisation reaches."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from tests.interfaces.api.matrix.asking import Ask, listing, question
from tests.interfaces.api.matrix.expected import Told, check, expected_of_question
from tests.interfaces.api.matrix.stage import Stage


def zero_counter_evidence(stage: Stage, role: Role) -> None:
    """A kind that no pack counts is refused after the right was judged."""
    told = expected_of_question(stage, "read_figures", role)
    answer = stage.ask(role, "GET", "/figures/zero-counters/NONE/evidence")
    check(answer, Told(422, "unknown-serious-kind") if told.status == 200 else told, role)


_figures = partial(listing, "read_figures")


ROUTES: Final[Mapping[str, Ask]] = {
    "read_close_out_register": _figures("/close-out-register"),
    "list_indicators": question("read_figures", "GET", "/indicators"),
    "read_indicator": _figures("/indicators/closure"),
    "read_indicator_series": _figures("/indicators/closure/series", by="MONTH"),
    "read_indicator_evidence": _figures("/indicators/closure/evidence"),
    "list_exclusions": _figures("/exclusions"),
    "export_indicators": _figures("/indicators.csv"),
    "export_indicator_series": _figures("/indicators/closure/series.csv", by="MONTH"),
    "export_indicator_evidence": _figures("/indicators/closure/evidence.csv"),
    "draw_indicator_trend": _figures("/indicators/closure/trend.svg"),
    "draw_indicator_league": _figures("/indicators/closure/league.svg"),
    "read_indicator_sheet": _figures("/indicator-sheet.html"),
    "list_moments": _figures("/figures/moments"),
    "read_moment_evidence": _figures("/figures/moments/UPLOAD_TO_CLOSE/evidence"),
    "list_zero_counters": _figures("/figures/zero-counters"),
    "read_zero_counter_evidence": zero_counter_evidence,
    "read_coverage": question("read_figures", "GET", "/organisation/coverage", own=False),
    "read_organisation_chart": question(
        "read_figures", "GET", "/organisation/chart.svg", own=False
    ),
    "list_coverage_defects": question(
        "read_figures", "GET", "/organisation/coverage/defects", own=False
    ),
    "read_coverage_evidence": question(
        "read_figures", "GET", "/organisation/coverage/evidence", own=False
    ),
}
