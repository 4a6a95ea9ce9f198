from __future__ import annotations

from tests.interfaces.api.following import following
from tests.interfaces.api.stage import Stage


def test_it_works(stage: Stage) -> None:
    anna = stage.console("anna")
    address = f"{stage.client.base_url}/jurisdictions/daguan/events"
    with following(address, anna.headers) as follower:
        case = stage.console("gu").report(grid="g12", category="drainage").json()["case_id"]
        events = follower.events(1)
        print(events, case)
    print(stage.client.get(address+"/page", headers=anna.headers).text[:3000])
    print(stage.client.get(address+"/page", headers=stage.console("gu").headers, params={"limit":1}).text[:3000])
