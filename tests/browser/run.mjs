// The published guidance in a real browser: what is ticked in one language is ticked in the others, the language picker
// keeps the place, pages work without scripts. Usage: node run.mjs FOLDER
import assert from "node:assert/strict";
import { start } from "./browser.mjs";

const { at, test, open, finish } = await start(process.argv[2]);

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

await finish();
