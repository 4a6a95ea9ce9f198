// Walk-through W-1, case part: a whistle to two units over National Day 2021, with what a console
// needs on the way: typed refusals, pages, versions, retries and the past.
// Arguments: the address of the service, and one that sets its clock.
import { command, given, login, pages, problemOf, type Api } from "./console.js";

declare const process: { argv: string[] };
const [, , service = "", clock = ""] = process.argv;
const jurisdiction = "daguan";

/** It is this local time, what fell due has happened, and everybody is logged in. */
async function on(local: string) {
  const set = await fetch(clock, { method: "POST", body: local });
  equal(set.status, 204);
  const [anna, bo, gu, uma, vic] = await Promise.all([
    login(service, "anna"), login(service, "bo"), login(service, "gu"), login(service, "uma"), login(service, "vic"),
  ]);
  return { anna, bo, gu, uma, vic };
}

function equal<Value>(found: Value, expected: Value): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, found ${a}`);
}

let { anna, bo, gu, uma, vic } = await on("2021-09-10 09:00");

// A visit finds a flooded yard. The answer may get lost: the same key gives the same receipt.
const report = {
  params: { path: { jurisdiction }, header: command() },
  body: { kind: "WHISTLE", grid: "g12", category: "drainage", text: "门口积水" },
} as const;
const reported = given(await gu.POST("/jurisdictions/{jurisdiction}/cases", report));
const repeated = await gu.POST("/jurisdictions/{jurisdiction}/cases", report);
equal(given(repeated), reported);
equal(repeated.response.headers.get("Idempotency-Replayed"), "true");
const { case_id } = reported;
const path = { jurisdiction, case_id };
/** The parameters of a command to the case. */
const to = (version?: number) => ({ path, header: command(version) });

// Triage before the upload is refused, and the problem says by which rule.
const early = problemOf(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/triage-case", { params: to(), body: {} }));
equal([early.status, early.code, early.rule], [409, "case-not-uploaded", "2.5"]);

const uploaded = given(await gu.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/upload-case", { params: to(reported.version) }));
// Whoever decides on a version that is no longer the newest is told so, and nothing happens.
const late = problemOf(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/triage-case", {
  params: to(reported.version), body: { category: "drainage" },
}));
equal([late.status, late.code], [412, "stale-version"]);
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/triage-case", {
  params: to(uploaded.version), body: { category: "drainage" },
}));

({ anna } = await on("2021-09-13 10:00"));
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/draw-up-four-lists", {
  params: to(),
  body: { problem: "积水", task: "疏通", standard: "雨后一小时无积水", responsible_person: "uma",
          responsible_unit: "u1", due_on: "2021-10-20", meeting_id: "dispatch" },
}));

({ anna, uma, vic } = await on("2021-09-16 10:00"));
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/blow-whistle", {
  params: to(), body: { grade: "COMMON", responsible_person: "uma", due_on: "2021-10-20" },
}));
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/escalate-to-district", {
  params: to(), body: { mode: "MULTI", units: ["u1", "u2"], beyond_street_reason: "主管网属区里" },
}));
for (const unit of [uma, vic]) {
  given(await unit.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/accept-case", { params: to(), body: {} }));
}

({ uma } = await on("2021-09-18 10:00")); // a worked Saturday
given(await uma.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/give-feedback", { params: to(), body: { content: "已勘察" } }));

({ bo } = await on("2021-09-30 09:00")); // u2 has missed the 22nd
const meeting_id = "site-1";
given(await bo.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/convene-site-meeting", {
  params: to(), body: { meeting_id, place: "3号楼", at: "2021-09-30T09:00:00+08:00" },
}));
given(await bo.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/hold-site-meeting", {
  params: to(),
  body: { meeting_id, attended_units: ["street", "c1", "u1", "u2"], ways: "同日开挖", methods: "换管",
          guarantees: "街道封路", minutes_ref: "minutes-1" },
}));

({ uma } = await on("2021-10-09 10:00"));
given(await uma.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/give-feedback", { params: to(), body: { content: "已换管" } }));
await on("2021-10-12 00:05"); // u2 has missed the 11th
({ uma } = await on("2021-10-14 10:00"));
given(await uma.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/report-resolution", { params: to(), body: { measures: "换管完成" } }));
({ anna } = await on("2021-10-15 10:00"));
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/refuse-close-out", { params: to(), body: { reasons: ["二号门仍积水"] } }));
({ bo, uma } = await on("2021-10-18 10:00"));
given(await uma.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/report-resolution", { params: to(), body: { measures: "二号门已处理" } }));
given(await bo.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/report-result-to-head", { params: to(), body: { result: "两门均无积水" } }));

// The unit that handled it has no power to close it; the head of the station has.
({ anna, gu, uma } = await on("2021-10-19 10:00"));
const closing = { params: to(), body: { verification: "雨后现场查看无积水" } };
const refused = problemOf(await uma.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/close-case", closing));
equal([refused.status, refused.code], [403, "closing-authority"]);
given(await anna.POST("/jurisdictions/{jurisdiction}/cases/{case_id}/close-case", { ...closing, params: to() }));

// How it stands, and how it stood the evening before the second miss was known.
async function read(console: Api, as_of?: string) {
  const query = as_of === undefined ? {} : { as_of };
  return given(await console.GET("/jurisdictions/{jurisdiction}/cases/{case_id}", { params: { path, query } }));
}
const now = await read(anna);
equal([now.state, now.misses, now.text], ["CLOSED", 2, "门口积水"]);
equal((await read(anna, "2021-10-11T23:59:00+08:00")).misses, 1);
equal((await read(anna, "2021-10-12T00:10:00+08:00")).misses, 2);

const history = given(await anna.GET("/jurisdictions/{jurisdiction}/cases/{case_id}/history", { params: { path } }));
const events = history.items.map((one) => one.event);
equal([events[0], events.at(-1)], ["CaseReported", "CaseClosed"]);
equal(events.filter((one) => one === "FeedbackMissed").length, 2);

// Lists come in pages; a cursor of another list is refused.
for (const text of ["二号门", "三号门"]) {
  given(await gu.POST("/jurisdictions/{jurisdiction}/cases", {
    params: { path: { jurisdiction }, header: command() }, body: { grid: "g12", category: "drainage", text },
  }));
}
const list = async (cursor: string | undefined) =>
  given(await anna.GET("/jurisdictions/{jurisdiction}/cases", {
    params: { path: { jurisdiction }, query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) } },
  }));
const found: string[] = [];
for await (const one of pages(list)) found.push(one.case_id);
equal([found.length, new Set(found).size, found.includes(case_id)], [3, 3, true]);
const foreign = problemOf(await anna.GET("/jurisdictions/{jurisdiction}/cases", {
  params: { path: { jurisdiction }, query: { cursor: (await list(undefined)).next ?? "", state: ["CLOSED"] } },
}));
equal([foreign.status, foreign.code], [400, "cursor-malformed"]);

console.log(JSON.stringify({ case_id, events: events.length, cases: found.length }));
