// Uses the page of a report as a reader does; called by report-page.sh.
// usage: node report-page.mjs NODE_MODULES FOLDER PICTURES
import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [modules, folder, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
});
const open = async (name, options = {}) => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
  page.on("pageerror", (error) => assert.fail(error.message));
  page.on("console", (message) => assert.notEqual(message.type(), "error", message.text()));
  page.on("request", (request) => assert.match(request.url(), /^file:/));
  await page.goto(`file://${join(folder, name)}`, { waitUntil: "load" });
  return page;
};
const visible = (page) => page.locator("article[data-check]:visible").count();

const many = await open("many.html");
const all = await many.locator("article[data-check]").count();
assert.ok(all >= 1000, `${all} findings`);
assert.ok(await many.locator("#filters").isVisible());
const loaded = await many.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
// The times are the page's own: from the change to the next frame.
const timed = (name, value) =>
  many.evaluate(
    ([name, value]) =>
      new Promise((done) => {
        const begin = performance.now();
        const control = document.getElementById("filters").elements[name];
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begin)));
      }),
    [name, value],
  );
const times = [];
times.push(await timed("level", "warning"));
const warnings = await visible(many);
assert.ok(warnings > 300 && warnings < all, `${warnings} warnings`);
times.push(await timed("search", "number 7:"));
const found = await visible(many);
assert.ok(found >= 1 && found < warnings, `${found} with the words`);
times.push(await timed("level", ""));
times.push(await timed("search", ""));
times.push(await timed("site", "shop-b"));
assert.equal(await many.locator("#shown").textContent(), `${await visible(many)} of ${all} shown`);
assert.ok((await visible(many)) < 10);
const slowest = Math.max(...times);
assert.ok(loaded < 1000 && slowest < 1000, `loaded in ${loaded} ms, filtered in ${slowest} ms`);
await many.screenshot({ path: join(pictures, "report-many.png") });

const one = await open("one.html");
await one.keyboard.press("Tab");
assert.equal(await one.evaluate(() => document.activeElement.name), "search");
await one.keyboard.type("order_id");
assert.ok((await visible(one)) >= 1);
await one.keyboard.type(" no-such-word");
assert.equal(await visible(one), 0);
const details = one.locator("details").first();
await details.locator("summary").focus();
await one.keyboard.press("Enter");
assert.ok(await details.evaluate((it) => it.open));
await one.screenshot({ path: join(pictures, "report-light.png"), fullPage: true });

const dark = await open("one.html", { colorScheme: "dark" });
await dark.screenshot({ path: join(pictures, "report-dark.png"), fullPage: true });
const paper = await open("one.html");
await paper.emulateMedia({ media: "print" });
assert.ok(await paper.locator("#filters").isHidden());
await paper.pdf({ path: join(pictures, "report.pdf") });
await paper.screenshot({ path: join(pictures, "report-print.png"), fullPage: true });
const compared = await open("compare.html");
const states = compared.locator("select[name=site]");
await states.selectOption("gone");
assert.equal(await visible(compared), 3);
await states.selectOption("unchanged");
assert.ok((await visible(compared)) >= 1);
await states.selectOption("");
await compared.screenshot({ path: join(pictures, "report-compare.png"), fullPage: true });
for (const name of ["one.html", "many.html", "compare.html"]) {
  const phone = await open(name, { viewport: { width: 400, height: 800 } });
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 400, `${name} is ${width} px wide`);
  await phone.screenshot({ path: join(pictures, `report-phone-${name.split(".")[0]}.png`) });
}
const plain = await open("one.html", { javaScriptEnabled: false });
assert.ok((await visible(plain)) >= 1);
assert.ok(await plain.locator("#filters").isHidden());

for (const [name, colorScheme] of [["one", "light"], ["one", "dark"], ["compare", "light"], ["compare", "dark"]]) {
  const page = await open(`${name}.html`, { colorScheme });
  for (const it of await page.locator("summary").all()) await it.click();
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  for (const it of found.violations) console.error(`${colorScheme}: ${it.id}: ${it.help}: ${it.nodes[0].html}`);
  assert.equal(found.violations.length, 0);
}
console.log(`${all} findings: shown after ${Math.round(loaded)} ms, filtered in at most ${Math.round(slowest)} ms`);
await browser.close();
