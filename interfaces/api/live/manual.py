"""What the documentation of the API says of the feed, with an example of everything."""

from __future__ import annotations

import json
from typing import Any, Final

from interfaces.api.live.frames import Ending

NOTICE: Final[dict[str, Any]] = {
    "specversion": "1.0",
    "id": "4711",
    "source": "/jurisdictions/daguan",
    "type": "closeout.CaseRouted",
    "subject": "6a0f2c1e-0000-4000-8000-000000000001",
    "time": "2021-09-10T01:00:00Z",
    "sequence": "0000000000000004711",
    "dataschema": "urn:closeout:notice:1",
    "datacontenttype": "application/json",
    "data": {"version": 4},
}
RECORD: Final[dict[str, Any]] = NOTICE | {
    "dataschema": "urn:closeout:event:CaseRouted:1",
    "correlationid": "4bf92f3577b34da6a3ce929d0e0e4736",
    "data": {
        "version": 4,
        "occurred_at": "2021-09-10T01:00:00Z",
        "actor_post": "station_head",
        "on_behalf_of_unit": "c1",
        "represented_by": None,
        "pack": "daguan@2020.1",
        "rule_ids": ["CAS-DG-03"],
        "reason": None,
        "evidence": [],
        "late_recorded": False,
        "facts": {"mode": "SINGLE", "level": "DISTRICT", "units": ["u1"]},
    },
}
STREAM: Final = (
    ": following\nid: 4709\nretry: 2000\n\n"
    f"data: {json.dumps(NOTICE)}\nid: 4711\n\n"
    ": heartbeat\nid: 4730\n\n"
    ': resume with Last-Event-ID\nevent: end\ndata: {"reason": "token-expired"}\n\n'
)
FOLLOW: Final = f"""\
What happens to the cases the caller may see, as it happens, in the order of the log and without
a gap. Each message is a CloudEvent (1.0, JSON); its `id` is the position in the log.

**Resuming.** Send the last `id` received in `Last-Event-ID`; nothing is left out and nothing comes
twice. `0` begins with the log, nothing begins now. An idle stream sends a comment with an `id`
every 15 seconds: it is no event, but it moves the position, so that resuming after a long silence
is cheap.

**What is shown** is what a case or a list would show at that moment. Whoever may read histories
gets records (`dataschema` names the event), everybody else notices: that something happened, and
the new version of the case. The first event shown of a case may be its tenth, when a route or an
appointment has just brought it into sight: read the case. A correction that takes a case out of
sight comes as a last notice: forget the case. Nobody is named; the history names who acted.

**What the stream says of itself** has an event name. `scope`: more may be seen from now on, read
lists anew. `end`: the service ends the stream and says why in `reason`:
{", ".join(f"`{ending}`" for ending in Ending)}.
Resume with the last `id`, after `token-expired` with another token.

**In a browser** `EventSource` cannot send the `Authorization` header, and a token never belongs
into an address. Use `fetch` and read the body as it comes:

```js
const answer = await fetch(address, {{ headers: {{
  Accept: "text/event-stream", Authorization: `Bearer ${{token}}`, "Last-Event-ID": lastId }} }});
const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
for (let rest = "", read; !(read = await reader.read()).done;) {{
  const blocks = (rest + read.value).split("\\n\\n");
  rest = blocks.pop();
  for (const block of blocks) {{
    const field = (name) => block.match(new RegExp(`^${{name}}: (.*)$`, "m"))?.[1];
    if (field("data") && !field("event")) show(JSON.parse(field("data")));
    lastId = field("id") ?? lastId;
  }}
}}
```
"""
PAGES: Final = """\
The same events for whoever asks instead of listening. `position` says how far the log was looked
through: send it as `after` the next time. `next` is the same position as long as the log goes on;
a page may be empty and still have a `next`, when many events in a row are not for the caller.
"""
