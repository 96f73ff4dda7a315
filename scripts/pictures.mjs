// Shows an OpenAPI document in the usual viewers and takes a picture of each; called by pictures.sh.
// usage: node pictures.mjs NODE_MODULES FOLDER SVG
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join, normalize } from "node:path";

const [modules, folder, svg] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

const pages = {
  "/redoc": `<redoc spec-url="/openapi.json"></redoc><script src="/m/redoc/bundles/redoc.standalone.js"></script>`,
  "/scalar": `<script id="api-reference" data-url="/openapi.json"></script><script src="/m/@scalar/api-reference/dist/browser/standalone.js"></script>`,
  "/swagger": `<link rel="stylesheet" href="/m/swagger-ui-dist/swagger-ui.css"><div id="ui"></div><script src="/m/swagger-ui-dist/swagger-ui-bundle.js"></script><script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#ui"})</script>`,
  "/finding": `<img src="/finding.svg" width="900">`,
};
const types = { js: "text/javascript", css: "text/css", json: "application/json", svg: "image/svg+xml" };

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  try {
    if (pages[path]) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(`<!doctype html><meta charset="utf-8"><body>${pages[path]}`);
    }
    const file = path === "/openapi.json" ? join(folder, "openapi.json") : path === "/finding.svg" ? svg : join(modules, path.slice(3));
    const body = readFileSync(file);
    response.setHeader("content-type", types[path.split(".").pop()] ?? "application/octet-stream");
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const root = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
});
let failed = false;
for (const path of Object.keys(pages)) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  // Only this server is asked: a viewer that wants fonts or a proxy does without.
  await page.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  page.on("pageerror", (error) => { failed = true; console.error(`${path}: ${error.message}`); });
  await page.goto(root + path, { waitUntil: "load" });
  if (path !== "/finding") await page.getByText("User memberships").first().waitFor({ timeout: 60000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(folder, `${path.slice(1)}.png`) });
}
await browser.close();
server.close();
process.exit(failed ? 1 : 0);
