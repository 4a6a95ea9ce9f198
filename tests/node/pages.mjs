// Opens the viewer as a reader would, looks at every page, and says what it saw, as one line of
// JSON. Arguments: a Chromium, the address of the service, tokens by name as JSON, the width of the
// window, and optionally a folder for pictures.
import { chromium } from "playwright-core";

const [executablePath, address, tokens, width, pictures] = process.argv.slice(2);
const token = JSON.parse(tokens);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: Number(width), height: 860 }, acceptDownloads: true });
const page = await context.newPage();
const seen = { complaints: [], outside: [], sideways: [], titles: {}, addresses: [], events: 0, file: "", refused: "" };
page.on("console", (said) => ["error", "warning"].includes(said.type()) && seen.complaints.push(said.text()));
page.on("pageerror", (error) => seen.complaints.push(String(error)));
page.on("request", (asked) => {
  const url = asked.url();
  if (!url.startsWith(address + "/") && !url.startsWith("data:") && !url.startsWith("blob:")) seen.outside.push(url);
});
const picture = (name) => pictures && page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
const field = (name) => page.locator(`#ask [name="${name}"]`);

/** Asks for a page with the form, and waits until it is shown. */
async function asked(what, jurisdiction, who, values) {
  await field("jurisdiction").fill(jurisdiction);
  await field("token").fill(token[who]);
  await field("what").selectOption(what);
  for (const [name, value] of Object.entries(values)) await field(name).fill(value);
  const answered = page.waitForResponse((one) => one.url().includes("/jurisdictions/"));
  await page.locator("#ask > button").click();
  await answered;
  await page.waitForFunction(() => !document.getElementById("said").textContent.startsWith("正在取"));
  seen.addresses.push(page.url());
}

/** Notes what is shown. */
async function noted(what) {
  seen.titles[what] = await page.locator("#shown h1").innerText();
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) seen.sideways.push(what);
  await picture(what);
}

try {
  await page.goto(`${address}/pages`);
  await picture("empty");
  await asked("indicators", "w-1", "founder", { from: "2021-01-01", until: "2021-12-31" });
  for (const summary of await page.locator("#i-closure summary, #i-timeliness summary").filter({ hasText: "排行" }).all()) await summary.click();
  await noted("indicators");
  await page.locator("#i-closure a", { hasText: "依据事件" }).click();
  await page.locator("#evidence tbody tr").first().waitFor();
  seen.events = await page.locator("#evidence tbody tr").count();
  await picture("evidence");
  await page.locator('#evidence [data-do="close"]').click();
  const kept = page.waitForEvent("download");
  await page.locator("#i-closure summary", { hasText: "文件" }).click();
  await page.locator("#i-closure a", { hasText: "月度 CSV" }).click();
  seen.file = (await kept).suggestedFilename();
  await asked("league", "w-1", "founder", { year: "2021" });
  await noted("league");
  await page.locator("#shown a", { hasText: /^u2$/ }).click();
  await page.locator("#shown h1", { hasText: "积分由来" }).waitFor();
  await noted("points");
  await asked("chain", "row-43", "dora", { subject: "u2", from: "2021-01-01", until: "2021-12-31" });
  await noted("chain");
  await page.goBack();
  const before = seen.complaints.length;
  await asked("chain", "w-1", "founder", { subject: "u2", from: "2010-01-01", until: "2021-12-31" });
  seen.refused = await page.locator("#said").innerText();
  seen.complaints.splice(before); // the browser itself notes an answer that refuses
} finally {
  console.log(JSON.stringify(seen));
  await browser.close();
}
