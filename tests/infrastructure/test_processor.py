"""A process keeps to one core while it serves."""

from __future__ import annotations

import os
from threading import Thread

import pytest

from infrastructure.processor import one_core


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system has no affinities")
def test_threads_of_a_service_share_one_core_and_the_rest_is_given_back() -> None:
    """Architecture 9: speed is measured by CPU spent per command."""
    before = os.sched_getaffinity(0)
    seen: list[set[int]] = []

    with one_core():
        thread = Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()

    assert len(seen[0]) == 1
    assert seen[0] <= before
    assert os.sched_getaffinity(0) == before
