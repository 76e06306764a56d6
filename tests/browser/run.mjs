// The published guidance in a real browser: what is ticked in one language is ticked in the others, the language picker
// keeps the place, pages work without scripts, and axe finds nothing. Usage: node run.mjs FOLDER
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
  const file = join(folder, path.endsWith("/") ? path + "index.html" : path);
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { "content-type": kinds[extname(file)] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const at = (path) => `http://127.0.0.1:${server.address().port}${path}`;

const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
if (process.getuid?.() === 0) { flags.push("--no-sandbox"); }
const executablePath = process.env.CHROMIUM ?? execSync("command -v chromium || command -v chromium-browser || command -v google-chrome").toString().trim();
const browser = await chromium.launch({ executablePath, args: flags });

let passed = 0;
const failures = [];
async function test(name, run, options = {}) {
  const context = await browser.newContext(options);
  try {
    await run(context);
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n${error.stack}`);
  } finally {
    await context.close();
  }
}
async function open(context, path) {
  const page = await context.newPage();
  page.on("console", (message) => { if (message.type() === "error") { failures.push(`${path}: ${message.text()}`); } });
  page.on("pageerror", (error) => failures.push(`${path}: ${error}`));
  await page.goto(at(path));
  return page;
}

const step = (locale) => `/${locale}/identity-group-based-licensing/`;
const exit = (locale) => `/${locale}/identity-exit-criteria/`;
const criterion = 'input[data-key="crit/crit-identity-group-license"]';

await test("a tick on the Swedish step is there on the English exit criteria, in another tab, at once", async (context) => {
  const english = await open(context, exit("en"));
  const swedish = await open(context, step("sv"));
  assert.equal(await english.locator(`form.criterion ${criterion}`).isChecked(), false);
  await swedish.locator(criterion).first().check();
  await english.waitForFunction((box) => document.querySelector(box).checked, criterion, { timeout: 2000 });
  const later = await open(context, exit("fr"));
  assert.equal(await later.locator(`form.criterion ${criterion}`).isChecked(), true);
  await later.locator(`form.criterion ${criterion}`).uncheck();
  await swedish.waitForFunction((box) => !document.querySelector(box).checked, criterion, { timeout: 2000 });
});

await test("results are one list in four languages", async (context) => {
  const dutch = await open(context, step("nl"));
  const boxes = dutch.locator("form.checklist input[data-key]");
  const count = await boxes.count();
  assert.ok(count >= 3);
  await boxes.nth(1).check();
  const key = await boxes.nth(1).getAttribute("data-key");
  for (const locale of ["en", "sv", "fr"]) {
    const page = await open(context, step(locale));
    assert.equal(await page.locator("form.checklist input[data-key]").count(), count);
    assert.equal(await page.locator(`input[data-key="${key}"]`).isChecked(), true);
    assert.equal(await page.locator("form.checklist output").first().textContent(), `1/${count}`);
  }
});

await test("a corrupt value costs one box, and blocked storage none", async (context) => {
  const page = await open(context, step("en"));
  const key = await page.locator("form.checklist input[data-key]").first().getAttribute("data-key");
  await page.evaluate((name) => localStorage.setItem(`st1:${document.documentElement.dataset.site}:${name}`, "<script>"), key);
  await page.reload();
  assert.equal(await page.locator(`input[data-key="${key}"]`).isChecked(), false);
  await page.addInitScript(() => { Storage.prototype.setItem = () => { throw new Error("blocked"); }; });
  await page.reload();
  await page.locator("form.checklist input[data-key]").nth(1).check();
  assert.equal(await page.locator("form.checklist input[data-key]").nth(1).isChecked(), true);
});

await test("the picker keeps the place, and the root leads on to the language chosen", async (context) => {
  const page = await open(context, `${step("sv")}#next-step`);
  await page.click('.picker a[data-locale="nl"]');
  await page.waitForURL(`**${step("nl")}#next-step`);
  const root = await open(context, "/");
  await root.waitForURL("**/nl/");
});

await test("without scripts: boxes can be ticked, languages chosen, everything read", async (context) => {
  const page = await open(context, step("fr"));
  await page.locator("form.checklist input").first().check();
  await page.goto(at("/"));
  assert.equal(await page.locator("a[data-locale]").count(), 4);
}, { javaScriptEnabled: false });

for (const mode of [{}, { colorScheme: "dark" }, { viewport: { width: 320, height: 640 } }, { forcedColors: "active" }]) {
  const name = JSON.stringify(mode);
  await test(`axe finds nothing and nothing overflows ${name}`, async (context) => {
    for (const locale of ["en", "sv", "nl", "fr"]) {
      for (const path of [`/${locale}/`, step(locale), exit(locale)]) {
        const page = await open(context, path);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wider, 0, `${path} is too wide`);
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        assert.deepEqual(found.violations.map((v) => `${path} ${v.id} ${v.nodes[0].html}`), []);
        await page.close();
      }
    }
  }, { ...mode, bypassCSP: true });
}

await browser.close();
server.close();
console.log(`${passed} passed, ${failures.length} failed`);
for (const failure of failures) { console.log(`failed: ${failure}`); }
process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
