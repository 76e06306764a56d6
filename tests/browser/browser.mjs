// What every test in a browser needs: the published folder behind a server, a browser, and a count.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };

// A browser, a count of tests, and what each page is to be free of.
export async function launch() {
  const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  if (process.getuid?.() === 0) { flags.push("--no-sandbox"); }
  const executablePath = process.env.CHROMIUM ?? execSync("command -v chromium || command -v chromium-browser || command -v google-chrome").toString().trim();
  const browser = await chromium.launch({ executablePath, args: flags });

  let passed = 0;
  const failures = [];
  async function test(name, run, options = {}) {
    const context = await browser.newContext(options);
    const began = Date.now();
    try {
      await run(context);
      passed += 1;
      console.log(`ok   ${name}${process.env.TIMES ? ` ${Date.now() - began} ms` : ""}`);
    } catch (error) {
      failures.push(name);
      console.log(`FAIL ${name}\n${error.stack}`);
    } finally {
      await context.close();
    }
  }

  // Nothing for axe to find, and nothing wider than the window.
  async function isFit(page, path) {
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wider, 0, `${path} is too wide`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    assert.deepEqual(found.violations.map((v) => `${path} ${v.id} ${v.nodes[0].html}`), []);
  }

  async function finish() {
    await browser.close();
    console.log(`${passed} passed, ${failures.length} failed`);
    for (const failure of failures) { console.log(`failed: ${failure}`); }
    process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
  }

  return { test, isFit, finish, failures };
}

export async function start(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const file = join(folder, path.endsWith("/") ? path + "index.html" : path);
    try {
      const bytes = await readFile(file);
      // Embeds are read from other origins.
      const shared = path.startsWith("/embed/") ? { "access-control-allow-origin": "*" } : {};
      response.writeHead(200, { "content-type": kinds[extname(file)] ?? "application/octet-stream", ...shared }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const at = (path) => `http://127.0.0.1:${server.address().port}${path}`;

  const { test, isFit, finish, failures } = await launch();
  async function open(context, path) {
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error") { failures.push(`${path}: ${message.text()}`); } });
    page.on("pageerror", (error) => failures.push(`${path}: ${error}`));
    await page.goto(at(path));
    return page;
  }

  return { at, test, open, isFit, finish };
}

export const modes = [{}, { colorScheme: "dark" }, { viewport: { width: 320, height: 640 } }, { forcedColors: "active" }];
