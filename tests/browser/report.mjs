// Opens an HTML report in a real browser and says, as JSON, what it saw: `node report.mjs FILE [SCREENSHOTS]`.
// Wants playwright-core and axe-core where SPILLAGE_NODE_MODULES points (or beside this file) and Chromium at SPILLAGE_CHROMIUM.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const modules = process.env.SPILLAGE_NODE_MODULES || new URL(".", import.meta.url).pathname;
const require = createRequire(resolve(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const url = "file://" + resolve(process.argv[2]);
const pictures = process.argv[3];

const browser = await chromium.launch({
  executablePath: process.env.SPILLAGE_CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const seen = { console: [], dialogs: [], requests: [], axe: {}, steps: {} };
const page = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  const p = await context.newPage();
  p.on("console", (m) => seen.console.push(`${m.type()}: ${m.text()}`));
  p.on("pageerror", (e) => seen.console.push(`pageerror: ${e.message}`));
  p.on("dialog", (d) => { seen.dialogs.push(d.message()); d.dismiss(); });
  p.on("request", (r) => { if (!r.url().startsWith("file:") || r.resourceType() !== "document") seen.requests.push(r.url()); });
  return p;
};
const shown = (p) => p.locator("#list > li:not([hidden])").count();
const took = (p, act) => p.evaluate(async (body) => {
  const from = performance.now();
  new Function(body)();
  await new Promise((r) => requestAnimationFrame(() => setTimeout(r, 0)));
  return Math.round(performance.now() - from);
}, act);

// How long it takes to load, to filter, to search, to sort.
{
  const p = await page();
  await p.goto(url);
  const load = await p.evaluate(() => Math.round(performance.getEntriesByType("navigation")[0].loadEventEnd));
  const all = await p.locator("#list > li").count();
  const box = "document.querySelector('#filters [name=severity]')";
  const change = (on) => `const e = ${on}; e.dispatchEvent(new Event("change", { bubbles: true }));`;
  const clear = "document.getElementById('clear').click();";
  seen.times = {
    load,
    filter: await took(p, `${box}.checked = true; ${change(box)}`),
    clear: await took(p, clear),
    sort: await took(p, `const s = document.querySelector("#filters [name=sort]"); s.value = "path"; ${change("s")}`),
    first_search: await took(p, `const q = document.querySelector("#filters [name=q]"); q.value = "env"; document.querySelector("#filters [name=sort]").dispatchEvent(new Event("change", { bubbles: true }));`),
    second_search: await took(p, `const q = document.querySelector("#filters [name=q]"); q.value = "pass"; document.querySelector("#filters [name=sort]").dispatchEvent(new Event("change", { bubbles: true }));`),
  };
  seen.steps.rows = all;
  seen.steps.elements = await p.evaluate(() => document.getElementsByTagName("*").length);
  await p.context().close();
}

// By keyboard alone: the skip link, a filter, the search, the first finding, its copy button.
{
  const p = await page();
  await p.goto(url);
  const all = await shown(p);
  await p.keyboard.press("Tab");
  seen.steps.skip = await p.evaluate(() => document.activeElement.className);
  await p.keyboard.press("Enter");
  seen.steps.skipped_to = await p.evaluate(() => document.activeElement.id);
  await p.locator("#filters [name=severity]").first().focus();
  await p.keyboard.press("Space");
  const some = await shown(p);
  seen.steps.filtered = some > 0 && some <= all;
  seen.steps.state = new URL(p.url()).hash;
  await p.locator("#filters [name=q]").focus();
  await p.keyboard.type("no such words anywhere");
  await p.waitForTimeout(200);
  seen.steps.nothing = await shown(p);
  seen.steps.status = await p.locator("#shown").textContent();
  await p.keyboard.press("Control+A");
  await p.keyboard.press("Delete");
  await p.waitForTimeout(200);
  await p.locator("#list > li:not([hidden]) summary").first().focus();
  await p.keyboard.press("Enter");
  await p.locator("#list > li:not([hidden]) .more button").first().waitFor();
  await p.keyboard.press("Tab");
  let guard = 0;
  while (guard++ < 8 && !(await p.evaluate(() => document.activeElement.textContent === "Copy"))) await p.keyboard.press("Tab");
  await p.keyboard.press("Enter");
  await p.waitForTimeout(100);
  seen.steps.copied = await p.evaluate(() => navigator.clipboard.readText()).catch(() => "");
  // The address holds the state: a second page shows the same.
  const again = await page();
  await again.goto(p.url());
  seen.steps.shared = (await shown(again)) === some;
  // A finding has an address of its own.
  const id = await p.locator("#list > li").last().getAttribute("id");
  await again.goto("about:blank");
  await again.goto(`${url}#${id}`);
  seen.steps.addressed = await again.locator(`#${id} > details`).getAttribute("open") !== null;
  await p.context().close();
  await again.context().close();
}

// Without script: everything is there and opens.
{
  const p = await page({ javaScriptEnabled: false });
  await p.goto(url);
  seen.steps.plain_rows = await shown(p);
  await p.locator("#list summary").first().click();
  seen.steps.plain_opens = await p.locator("#list .more").first().isVisible();
  seen.steps.plain_filters = await p.locator("#filters").isVisible();
  await p.context().close();
}

// Nothing of the scanned tree became markup.
{
  const p = await page();
  await p.goto(url);
  seen.steps.foreign = await p.evaluate(() => document.querySelectorAll("img, iframe, object, embed, link, form, base, script:not(:last-of-type), [style], [onerror], [onclick], [onload]").length);
  seen.steps.scripts = await p.evaluate(() => document.scripts.length);
  await p.context().close();
}

// axe needs its own script in the page, which the policy forbids: only this check goes around it.
for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", { viewport: { width: 375, height: 800 } }]]) {
  const p = await page({ bypassCSP: true, ...options });
  await p.goto(url);
  for (let i = 0; i < Math.min(3, await shown(p)); i++) await p.locator("#list > li > details > summary").nth(i).click();
  seen.steps[`overflow_${name}`] = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (pictures) await p.screenshot({ path: `${pictures}/${name}.png` });
  // Five thousand times the same structure would take axe minutes and tell nothing new.
  await p.evaluate(() => [...document.querySelectorAll("#list > li")].slice(200).forEach((li) => li.remove()));
  await p.evaluate(axe);
  const found = await p.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  seen.axe[name] = found.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.length, first: v.nodes[0].html.slice(0, 160), why: v.nodes[0].failureSummary.slice(0, 300) }));
  await p.context().close();
}

if (pictures) {
  const p = await page();
  await p.goto(url);
  await p.locator("#list summary").first().click();
  await p.pdf({ path: `${pictures}/print.pdf`, format: "A4" });
  await p.context().close();
}
await browser.close();
console.log(JSON.stringify(seen, null, 1));
