"""What must hold when everybody has gone home, whatever happened to the database."""

from __future__ import annotations

import psycopg

from interfaces.bootstrap import utc_now
from tests.benchmarks.street import street
from tests.infrastructure.bad_days.inspection import (
    assert_log_is_whole,
    assert_read_models_equal_a_rebuild,
    assert_vault_matches_log,
)
from tests.interfaces.bad_days.crowd import ANSWERED_WITHIN, Story


def assert_nothing_lost_or_doubled(dsn: str, story: Story) -> None:
    """ENV-05, ENV-06: each key once in the log with the receipt its client got; all the rest whole.

    The processes of the service have ended.
    """
    assert story.wrong == []
    assert set(story.receipts) == story.sent
    assert all(len(set(told)) == 1 for told in story.receipts.values())
    assert story.longest < ANSWERED_WITHIN
    with psycopg.connect(dsn, autocommit=True) as owner:
        kept = {
            key.partition("/")[2]: (str(case_id), version, position)
            for key, case_id, version, position in owner.execute(
                "SELECT k.key, k.aggregate_id, k.version, k.position FROM command_keys k "
                "JOIN events e USING (jurisdiction, aggregate_id, version, position)"
            )
        }
        assert {key: kept.get(key) for key in story.sent} == {
            key: told[0] for key, told in story.receipts.items()
        }
        assert len({position for _, _, position in kept.values()}) == len(kept)
        assert_log_is_whole(owner)
        with street(dsn, utc_now) as town:
            town.service.projector.catch_up()
        assert_read_models_equal_a_rebuild(dsn, owner)
        assert_vault_matches_log(dsn, owner)
