"""schemathesis, all phases, finds nothing.

In the suite every seventh operation has its turn; ``CLOSEOUT_TEST_EVERY_OPERATION=1`` gives it to
all of them, which takes some ten minutes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.interfaces.api.fuzzing import hooks
from tests.interfaces.api.fuzzing.town import ASKS, fill
from tests.interfaces.api.stage import Stage

_SEED: Final = "20261123"
_ENDLESS: Final = "follow_events"
"""Its answer is a stream that does not end; ``test_following`` holds it."""
_PATIENCE: Final = 1_800  # seconds, on a busy machine

_CONFIGURATION: Final = """
hooks = {hooks}
continue-on-failure = true

[generation]
allow-x00 = false  # a text with NUL is refused, which no keyword of JSON Schema says
database = "none"

[dictionaries]
cases = {{ values = {cases} }}
bodies = {{ values = ["c1", "g12", "street", "u1", "u2"] }}

[parameters]
"path.jurisdiction" = "daguan"
"path.case_id" = {{ dictionary = "cases", probability = 0.8 }}
"path.code" = {{ dictionary = "bodies", probability = 0.7 }}

[checks.positive_data_acceptance]
# Rules refuse much that fits the document; the check of ours in the hooks looks for the rest.
expected-statuses = ["2xx", "3xx", "4xx", "5xx"]
"""


def test_schemathesis_finds_nothing(stage: Stage, tmp_path: Path) -> None:
    """API conventions: what is documented holds for any request that can be thought of."""
    every = os.environ.get("CLOSEOUT_TEST_EVERY_OPERATION") == "1"
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(
        _CONFIGURATION.format(hooks=json.dumps(hooks.__file__), cases=json.dumps(fill(stage)))
    )

    told = subprocess.run(
        [
            *(Path(sys.executable).parent / "schemathesis", "--config-file", configuration),
            *("run", str(stage.client.base_url.join("/openapi.json"))),
            *("--header", f"Authorization: Bearer {stage.issuer.mint(ASKS)}"),
            # One worker: in two threads at once CPython 3.11 may fail to parse (ast, SystemError).
            *("--checks", "all", "--seed", _SEED, "--workers", "1", "--no-color"),
            *("--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", "20" if every else "5"),
            *(f"--include-operation-id={name}" for name in _chosen(stage, every=every)),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )

    summary = told.stdout.rpartition("= SUMMARY =")[2]
    assert told.returncode == 0, told.stdout + told.stderr
    cases = re.search(r"(\d+) generated, (\d+) passed", summary)
    assert cases is not None, summary
    assert int(cases[1]) == int(cases[2]) > 1_000


def _chosen(stage: Stage, *, every: bool) -> list[str]:
    """Operations in the order of the document, so that each kind of them is among the chosen."""
    ids = [
        operation["operationId"]
        for path in stage.app.openapi()["paths"].values()
        for operation in path.values()
        if operation["operationId"] != _ENDLESS
    ]
    return ids if every else ids[::7]
