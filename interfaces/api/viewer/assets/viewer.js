// Asks the API for pages and drawings with the token that was typed in, and shows them. What is
// shown stands after the # of the address, so it can be kept; the token never does.
"use strict";

const root = new URL(".", document.baseURI);
const form = document.getElementById("ask");
const place = document.getElementById("shown");
const said = document.getElementById("said");
const evidence = document.getElementById("evidence");
let asked = 0; // of several questions the last one is answered
let shown = root; // where what is shown came from; its links are relative to it
let following = null; // the next page of the evidence

/** Says how it stands; an empty text says nothing. */
function tell(text, refused = false) {
  said.textContent = text;
  said.classList.toggle("refused", refused);
}

/** Something of a jurisdiction of this service, or nothing: the token goes nowhere else. */
function ours(path, from = root) {
  if (!URL.canParse(path, from)) return null;
  const address = new URL(path, from);
  const isOurs = address.origin === root.origin && address.pathname.startsWith(`${root.pathname}jurisdictions/`);
  return isOurs ? address : null;
}

/** The answer of the API, or an error with the words of its refusal. */
async function fetched(address) {
  const answer = await fetch(address, {
    headers: { Authorization: `Bearer ${form.token.value.trim()}` },
    cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
  });
  if (answer.ok) return answer;
  const kind = answer.headers.get("content-type") ?? "";
  const problem = kind.includes("json") ? await answer.json() : {};
  throw new Error(`${answer.status} ${problem.title ?? ""} ${problem.detail ?? ""}`.trim());
}

/** Runs a question and tells what went wrong. */
async function attempt(work) {
  const mine = ++asked;
  tell("正在取……");
  try {
    await work(() => mine === asked);
    if (mine === asked) tell("");
  } catch (error) {
    if (mine === asked) tell(String(error.message), true);
  }
}

/** Shows the page or drawing that the address names after its #. */
function show() {
  const address = ours(location.hash.slice(1));
  if (address === null || !form.token.value) return;
  attempt(async (isLast) => {
    const answer = await fetched(address);
    const text = await answer.text();
    if (!isLast()) return;
    const isDrawing = (answer.headers.get("content-type") ?? "").startsWith("image/svg+xml");
    const parsed = new DOMParser().parseFromString(text, isDrawing ? "image/svg+xml" : "text/html");
    const parts = isDrawing ? [parsed.documentElement] : [...parsed.querySelector("main").childNodes];
    shown = address;
    place.classList.toggle("drawn", isDrawing);
    place.replaceChildren(...parts.map((part) => document.importNode(part, true)));
    const title = place.querySelector("h1");
    document.title = `${title?.textContent ?? "看图"} · 跟踪销号`;
    if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
    scrollTo(0, 0);
  });
}

/** Hands a file to the reader, under the name that the API gives it. */
function keep(address) {
  attempt(async () => {
    const answer = await fetched(address);
    const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = named ? named[1] : address.pathname.split("/").pop();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

/** Shows a list of the API as a table, page by page. */
function list(address, isFirst) {
  attempt(async (isLast) => {
    const { items, next } = await (await fetched(address)).json();
    if (!isLast()) return;
    const [head, body] = [evidence.querySelector("thead"), evidence.querySelector("tbody")];
    const names = Object.keys(items[0] ?? {});
    const row = (kind, cells) => {
      const line = document.createElement("tr");
      for (const one of cells) line.appendChild(document.createElement(kind)).textContent = one;
      return line;
    };
    const text = (value) => (value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
    if (isFirst) { head.replaceChildren(row("th", names)); body.replaceChildren(); }
    body.append(...items.map((item) => row("td", names.map((name) => text(item[name])))));
    if (isFirst && items.length === 0) body.append(row("td", ["没有事件"]));
    following = next === null ? null : new URL(address);
    following?.searchParams.set("cursor", next);
    evidence.querySelector('[data-do="more"]').hidden = following === null;
    if (!evidence.open) evidence.showModal();
  });
}

/** The address of what the form asks for, without the token. */
function wanted() {
  const { jurisdiction, what, from, until, year, subject, by, as_of, axis } = form;
  const query = new URLSearchParams();
  const under = `jurisdictions/${encodeURIComponent(jurisdiction.value)}`;
  const about = encodeURIComponent(subject.value.trim());
  let path = "";
  if (what.value === "indicators") {
    path = "indicator-sheet.html";
    query.set("by", by.value);
    if (from.value) query.set("since", `${from.value}T00:00:00+08:00`);
    if (until.value) query.set("until", new Date(Date.parse(`${until.value}T00:00:00+08:00`) + 864e5).toISOString());
  } else if (what.value === "league") {
    path = `points-league/${year.value}/table.html`;
  } else if (what.value === "points") {
    path = `points-league/${year.value}/${about}/chain.html`;
  } else if (what.value === "chain") {
    path = `accountability-dossiers/${about}/chain.html`;
    query.set("from_on", from.value);
    query.set("until_on", until.value);
  } else {
    path = "organisation/chart.svg";
  }
  if (as_of.value) {
    query.set("as_of", `${as_of.value.padEnd(19, ":00")}+08:00`);
    query.set("axis", axis.value);
  }
  return `${under}/${path}${query.size ? `?${query}` : ""}`;
}

/** Shows the fields that what is asked for needs. */
function fit() {
  for (const label of form.querySelectorAll("[data-for]")) {
    const isNeeded = label.dataset.for.split(" ").includes(form.what.value);
    label.hidden = !isNeeded;
    const field = label.querySelector("input, select");
    field.required = isNeeded && (field.name === "subject" || field.name === "year" || form.what.value === "chain");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const before = location.hash;
  location.hash = wanted();
  if (location.hash === before) show();
});
form.what.addEventListener("change", fit);
addEventListener("hashchange", show);
place.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link === null) return;
  event.preventDefault();
  const to = link.getAttribute("href");
  const address = ours(to, shown);
  if (to.startsWith("#")) document.getElementById(to.slice(1))?.scrollIntoView();
  else if (address === null) tell("这里只能打开本服务的内容。", true);
  else if (link.hasAttribute("download")) keep(address);
  else if (/\.(html|svg)$/.test(address.pathname)) location.hash = address.href.slice(root.href.length);
  else list(address, true);
});
evidence.addEventListener("click", (event) => {
  if (event.target.dataset.do === "close") evidence.close();
  if (event.target.dataset.do === "more" && following !== null) list(following, false);
});

const today = new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 10); // local day of the service (CAL-01)
form.from.value = `${today.slice(0, 4)}-01-01`;
form.until.value = today;
form.year.value = today.slice(0, 4);
form.jurisdiction.value = /^#jurisdictions\/([^/?]+)/.exec(location.hash)?.[1] ?? "";
fit();
