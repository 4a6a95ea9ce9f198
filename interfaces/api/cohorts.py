"""Which cases, or feedback obligations, a figure is about."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from application.queries.figures import Cohort
from domain.vocabulary import Code
from interfaces.api.dependencies import Instant


async def _cohort(
    since: Annotated[
        Instant | None,
        Query(
            description="From this instant on: when cases were reported, uploaded or due, as the "
            "indicator's `basis` says; when feedback was settled; when serious events occurred."
        ),
    ] = None,
    until: Annotated[Instant | None, Query(description="The same, before this instant.")] = None,
    grid: Annotated[Code | None, Query(description="In this grid.")] = None,
    community: Annotated[Code | None, Query(description="In this community.")] = None,
    unit: Annotated[
        Code | None, Query(description="Has or had the case; of feedback: owed it.")
    ] = None,
    category: Annotated[Code | None, Query(description="Of this category of the pack.")] = None,
) -> Cohort:
    return Cohort(
        since=since, until=until, grid=grid, community=community, unit=unit, category=category
    )


CohortDep = Annotated[Cohort, Depends(_cohort)]
