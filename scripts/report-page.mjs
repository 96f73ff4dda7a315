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

const diff = await open("diff.html");
const changes = await diff.locator("article[data-check]").count();
const operations = await diff.locator("main > section").count();
assert.ok(changes > 10 && operations > 2, `${changes} changes of ${operations} operations`);
await diff.locator("body > details > summary").click();
const rule = diff.locator("select[name=check]");
const rules = await rule.locator("option").allTextContents();
await rule.selectOption(rules[1]);
assert.equal(await visible(diff), await diff.locator(`article[data-check="${rules[1]}"]`).count());
// An operation without a change that is shown is not there, nor its entry in the list.
const shown = await diff.locator("main > section:visible").count();
assert.ok(shown > 0 && shown < operations, `${shown} of ${operations} operations`);
assert.equal(await diff.locator("nav li:visible").count(), await diff.locator("nav li:not([hidden])").count());
await rule.selectOption("");
const operation = diff.locator("select[name=site]");
const named = (await operation.locator("option").allTextContents())[1];
await operation.selectOption(named);
assert.ok((await visible(diff)) > 0 && (await visible(diff)) < changes);
await operation.selectOption("");
await diff.locator("input[name=search]").fill("no-such-word");
assert.equal(await visible(diff), 0);
await diff.locator("input[name=search]").fill("");
assert.equal(await visible(diff), changes);
assert.equal(await diff.locator("main > section:visible").count(), operations);
await diff.screenshot({ path: join(pictures, "report-diff.png") });
// A known departure is folded until somebody follows the link of a change to it.
const departure = diff.locator('main > details article').first();
assert.ok(await departure.isHidden());
const link = diff.locator('article[data-check] a[href^="#known-"]').first();
const target = (await link.getAttribute("href")).slice(1);
await link.click();
assert.ok(await diff.locator(`[id="${target}"]`).isVisible());
const large = await open("diff-many.html");
const drawn = await large.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);
assert.ok((await large.locator("article[data-check]").count()) >= 1000);
assert.ok(await large.locator("nav").isHidden(), "a long list of operations is folded");
await large.locator("select[name=site]").selectOption("GET /r07");
assert.equal(await visible(large), 25);
assert.ok(drawn < 1000, `loaded in ${drawn} ms`);

for (const name of ["one.html", "many.html", "compare.html", "diff.html", "manual.html"]) {
  const phone = await open(name, { viewport: { width: 400, height: 800 } });
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 400, `${name} is ${width} px wide`);
  await phone.screenshot({ path: join(pictures, `report-phone-${name.split(".")[0]}.png`) });
}
const plain = await open("one.html", { javaScriptEnabled: false });
assert.ok((await visible(plain)) >= 1);
assert.ok(await plain.locator("#filters").isHidden());

for (const [name, colorScheme] of ["one", "compare", "diff", "manual"].flatMap((it) => [[it, "light"], [it, "dark"]])) {
  const page = await open(`${name}.html`, { colorScheme });
  await page.evaluate(() => {
    for (const it of document.querySelectorAll("details")) it.open = true;
  });
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  for (const it of found.violations) console.error(`${name}, ${colorScheme}: ${it.id}: ${it.help}: ${it.nodes[0].html}`);
  assert.equal(found.violations.length, 0);
}
console.log(`${all} findings: shown after ${Math.round(loaded)} ms, filtered in at most ${Math.round(slowest)} ms`);
await browser.close();
