// Opens the reference page as a reader would and says what it saw, as one line of JSON.
// Arguments: a Chromium, the address of the service, a bearer token, the width of the window, and
// optionally a folder for pictures.
import { chromium } from "playwright-core";

const [executablePath, address, token, width, pictures] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: Number(width), height: 768 } });
const page = await context.newPage();
const seen = { complaints: [], outside: [], answers: {} };
page.on("console", (said) => ["error", "warning"].includes(said.type()) && seen.complaints.push(said.text()));
page.on("pageerror", (error) => seen.complaints.push(String(error)));
page.on("request", (asked) => {
  const url = asked.url();
  if (!url.startsWith(address + "/") && !url.startsWith("data:") && !url.startsWith("blob:")) seen.outside.push(url);
});
const picture = (name) => pictures && page.screenshot({ path: `${pictures}/${name}-${width}.png` });

/** Opens an operation. */
async function opened(tag, id) {
  const block = page.locator(`#operations-${tag}-${id}`);
  await page.locator(`#operations-tag-${tag}`).click();
  await block.locator(".opblock-summary-control").click();
  return block;
}

/** Lets an operation run with these values, and returns what the page shows. */
async function tried(tag, id, values = {}) {
  const block = await opened(tag, id);
  await block.getByRole("button", { name: "Try it out" }).click();
  for (const [name, value] of Object.entries(values)) {
    await block.locator(`tr[data-param-name="${name}"] input`).first().fill(value);
  }
  await picture(`${id}-filled`);
  const answered = page.waitForResponse((one) => one.url().startsWith(address));
  await block.getByRole("button", { name: "Execute" }).click();
  const answer = await answered;
  await block.locator(".live-responses-table tbody .response-col_status").first().waitFor();
  await block.locator(".live-responses-table").scrollIntoViewIfNeeded();
  await picture(id);
  const shown = await block.locator(".live-responses-table tbody .response-col_status").first().innerText();
  await page.locator(`#operations-tag-${tag}`).click();
  return { status: Number.parseInt(shown, 10), path: new URL(answer.url()).pathname + new URL(answer.url()).search,
           headers: answer.request().headers(), body: await answer.text() };
}

try {
  const answer = await page.goto(`${address}/docs`);
  seen.policy = answer.headers()["content-security-policy"];
  await page.locator(".opblock-tag-section").first().waitFor({ timeout: 60_000 });
  await picture("page");
  seen.title = await page.locator(".info .title").innerText();
  seen.operations = [];
  for (const { name } of (await (await fetch(`${address}/openapi.json`)).json()).tags) {
    const tag = page.locator(`#operations-tag-${name}`); // one at a time: long lists are drawn in parts
    const blocks = page.locator(`.opblock[id^="operations-${name}-"]`);
    await tag.click();
    await blocks.first().waitFor();
    seen.operations.push(...(await blocks.locator(".opblock-summary-operation-id").allInnerTexts()));
    if (name === "commands") await picture(name);
    await tag.click();
  }
  seen.sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await page.getByRole("button", { name: "Authorize" }).first().click();
  await page.locator(".auth-container", { hasText: "bearer" }).first().locator("input").fill(token);
  await page.locator(".auth-container").first().getByRole("button", { name: /authorize|apply/i }).click();
  await picture("authorize");
  await page.locator(".modal-ux .close-modal").click();
  seen.answers.healthz = await tried("operation", "healthz");
  seen.answers.list_cases = await tried("cases", "list_cases", { jurisdiction: "daguan", limit: "2" });
  seen.answers.report_case = await tried("cases", "report_case", { jurisdiction: "daguan", "Idempotency-Key": "tried" });
  const closing = await opened("commands", "close_case");
  await closing.locator(".responses-table").first().waitFor();
  await closing.scrollIntoViewIfNeeded();
  await picture("close_case");
} finally {
  console.log(JSON.stringify(seen));
  await browser.close();
}
