// What every test in a browser needs: the published folder behind a server, a browser, and a count.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kinds = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json" };

// Where the site lies below its host, as its headers say.
export function baseOf(folder) {
  const headers = join(folder, "_headers");
  return existsSync(headers) ? readFileSync(headers, "utf8").split("*", 1)[0] : "/";
}

// Serves a published folder as a host would: below its base, with its page for what is not there.
export async function serve(folder) {
  const base = baseOf(folder);
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const below = path.startsWith(base) ? path.slice(base.length) : "404.html";
    const file = join(folder, below === "" || below.endsWith("/") ? below + "index.html" : below);
    try {
      const bytes = await readFile(file);
      // Embeds are read from other origins.
      const shared = path.startsWith("/embed/") ? { "access-control-allow-origin": "*" } : {};
      response.writeHead(200, { "content-type": kinds[extname(file)] ?? "application/octet-stream", ...shared }).end(bytes);
    } catch {
      response.writeHead(404, { "content-type": kinds[".html"] }).end(await readFile(join(folder, "404.html")).catch(() => ""));
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // `path` begins with a slash, for the root of the site.
  const at = (path) => `http://127.0.0.1:${server.address().port}${base}${path.slice(1)}`;
  return { at, close: () => server.close() };
}

export async function launch() {
  const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  if (process.getuid?.() === 0) { flags.push("--no-sandbox"); }
  const executablePath = process.env.CHROMIUM ?? execSync("command -v chromium || command -v chromium-browser || command -v google-chrome").toString().trim();
  return chromium.launch({ executablePath, args: flags });
}

// Two frames later styles have settled, and scripts that follow the width have run. On a busy machine Chromium at times
// stops drawing a page for good: then false. What cannot be asked fails for another reason.
export const isDrawn = (page) => Promise.race([
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))).catch(() => true),
  pause(5000, false, { ref: false }),
]);

// Runs with pages of its own, and again, three times in all, where it failed with a page that Chromium had stopped drawing.
export async function inContext(browser, options, run) {
  for (let left = 3; ; left -= 1) {
    const context = await browser.newContext(options);
    try {
      const late = pause(120000, null, { ref: false }).then(() => { throw new Error("it did not end within two minutes"); });
      return await Promise.race([run(context), late]);
    } catch (error) {
      // A page without scripts cannot be asked.
      const asked = options.javaScriptEnabled === false ? [] : context.pages();
      const drawn = await Promise.all(asked.map(isDrawn));
      if (left === 1 || drawn.every(Boolean)) { throw error; }
      console.log("again: Chromium stopped drawing a page");
    } finally {
      await Promise.race([context.close(), pause(5000, null, { ref: false })]);
    }
  }
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const rulesOfColour = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

// What axe finds, a line each.
export async function violations(page, ofColour = false) {
  if (!await page.evaluate(() => "axe" in window)) { await page.evaluate(axe); }
  const options = { runOnly: ofColour ? rulesOfColour : rules, resultTypes: ["violations"], selectors: false };
  const found = await page.evaluate((given) => window.axe.run(given), options);
  return found.violations.map((v) => `${v.id} ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].any[0]?.message ?? ""}`);
}

// By how many pixels a page is wider than its window.
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// A count, told at the end.
export function tally() {
  let passed = 0;
  const failures = [];
  const count = {
    failures,
    pass(name) { passed += 1; console.log(`ok   ${name}`); },
    fail(name, error) { failures.push(name); console.log(`FAIL ${name}${error ? `\n${error}` : ""}`); },
    end() {
      console.log(`${passed} passed, ${failures.length} failed`);
      for (const failure of failures) { console.log(`failed: ${failure}`); }
      process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
    },
  };
  // Nothing waits for ever.
  setTimeout(() => { count.fail("the whole did not end within ten minutes"); count.end(); }, 600000).unref();
  return count;
}

export async function start(folder) {
  const { at, close } = await serve(folder);
  const browser = await launch();
  const { pass, fail, failures, end } = tally();

  async function test(name, run, options = {}) {
    const began = Date.now();
    try {
      await inContext(browser, options, run);
      pass(`${name}${process.env.TIMES ? ` ${Date.now() - began} ms` : ""}`);
    } catch (error) {
      fail(name, error.stack);
    }
  }

  async function open(context, path) {
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error") { failures.push(`${path}: ${message.text()}`); } });
    page.on("pageerror", (error) => failures.push(`${path}: ${error}`));
    await page.goto(path.startsWith("file:") ? path : at(path));
    return page;
  }

  // Nothing for axe to find, and nothing wider than the window.
  async function isFit(page, path) {
    assert.equal(await overflow(page), 0, `${path} is too wide`);
    assert.deepEqual((await violations(page)).map((found) => `${path} ${found}`), []);
  }

  async function finish() {
    await browser.close();
    close();
    end();
  }

  return { at, test, open, isFit, finish };
}
