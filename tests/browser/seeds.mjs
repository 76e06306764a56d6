// Real pages that were made tickable by a sidecar: what is ticked in Swedish is ticked in the other languages and counted in
// sums, in other tabs without a reload, and is there when the browser opens again. Usage: node seeds.mjs FOLDER PAGE LIST:
// the published folder, the path of the page below a locale, the name of the list.
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { start } from "./browser.mjs";

const [folder, path, list] = process.argv.slice(2);
const { test, open, finish } = await start(folder);
const profile = mkdtempSync(join(tmpdir(), "stegvis-profile-"));
const executablePath = process.env.CHROMIUM ?? execSync("command -v chromium || command -v chromium-browser || command -v google-chrome").toString().trim();
const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking"].concat(process.getuid?.() === 0 ? ["--no-sandbox"] : []);
const launch = () => chromium.launchPersistentContext(profile, { executablePath, args });
const boxes = (page) => page.locator(`article stegvis-checklist[list="${list}"] input[data-key]`);
const sum = (page) => page.locator("stegvis-progress output.tasks").first().textContent();

await test("a result ticked in Swedish is ticked and counted in every tab and language, and kept", async () => {
  let browser = await launch();
  const swedish = await open(browser, `/sv/${path}`);
  const others = [];
  for (const locale of ["en", "nl", "fr"]) { others.push(await open(browser, `/${locale}/${path}`)); }
  others.push(await open(browser, "/en/progress/"));
  const keys = await boxes(swedish).evaluateAll((all) => all.map((box) => box.dataset.key));
  assert.ok(keys.length > 1 && keys.every((key) => key.startsWith(`${list}/`)), String(keys));
  await boxes(swedish).first().check();
  for (const page of others) {
    await page.waitForFunction((key) => [...document.querySelectorAll("input[data-key]")].find((box) => box.dataset.key === key)?.checked, keys[0], { timeout: 2000 });
    assert.match(await sum(page), new RegExp(`^1 \\S+ ${keys.length}$`));
    assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation").length), 1);
  }
  assert.match(await sum(swedish), new RegExp(`^1 \\S+ ${keys.length}$`));
  // The browser writes its storage to disk a little later.
  await swedish.waitForTimeout(500);
  await browser.close();
  browser = await launch();
  for (const locale of ["sv", "en", "nl", "fr"]) {
    const page = await open(browser, `/${locale}/${path}`);
    assert.equal(await boxes(page).first().isChecked(), true, locale);
    assert.equal(await boxes(page).nth(1).isChecked(), false, locale);
    assert.match(await sum(page), new RegExp(`^1 \\S+ ${keys.length}$`));
  }
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
});

await finish();
