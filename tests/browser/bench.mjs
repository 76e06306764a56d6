// Figures of checklists in a real browser. Usage: node bench.mjs [FOLDER LIST], as checklist.mjs. They are for people: nothing
// fails here.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { start } from "./browser.mjs";
import { fixture } from "./fixtures/checklist.mjs";

const [given, listPath = "list/"] = process.argv.slice(2);
const folder = given || fixture();
const { test, open, finish } = await start(folder);
const listPage = (locale) => `/${locale}/${listPath}`;

await test("tick in the English tab → seen in the Swedish tab", async (context) => {
  const swedish = await open(context, listPage("sv"));
  const english = await open(context, listPage("en"));
  // Both tabs run on one clock: a time origin and what has passed since.
  const key = await english.evaluate(() => document.querySelector("stegvis-checklist input[data-key]").dataset.key);
  await swedish.evaluate((name) => {
    const box = [...document.querySelectorAll("input[data-key]")].find((one) => one.dataset.key === name);
    const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "checked");
    let was = box.checked;
    window.seen = [];
    Object.defineProperty(box, "checked", {
      get() { return own.get.call(this); },
      set(value) {
        own.set.call(this, value);
        if (value !== was) { window.seen.push(performance.timeOrigin + performance.now()); }
        was = value;
      },
    });
  }, key);
  const rounds = 300;
  const sent = await english.evaluate(async ([name, total]) => {
    const box = [...document.querySelectorAll("input[data-key]")].find((one) => one.dataset.key === name);
    const times = [];
    for (let n = 0; n < total; n += 1) {
      times.push(performance.timeOrigin + performance.now());
      box.click();
      await new Promise((next) => setTimeout(next, 20));
    }
    return times;
  }, [key, rounds]);
  await swedish.waitForFunction((total) => window.seen.length >= total, rounds, { timeout: 5000 }).catch(() => {});
  const seen = await swedish.evaluate(() => window.seen);
  const delays = seen.map((time, n) => time - sent[n]).sort((a, b) => a - b);
  const at = (part) => delays[Math.floor(part * (delays.length - 1))]?.toFixed(1);
  console.log(`     ${seen.length} of ${rounds} seen; p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms`);
});

await test("1,000 clicks from two tabs at once", async (context) => {
  const tabs = [await open(context, listPage("en")), await open(context, listPage("sv"))];
  const keys = await Promise.all(tabs.map((tab, odd) => tab.evaluate((first) => {
    const list = document.createElement("stegvis-checklist");
    const form = document.createElement("form");
    list.setAttribute("list", "many");
    for (let no = 1; no <= 1000; no += 1) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      Object.assign(box.dataset, { key: `many/${no}`, no, text: "00000000" });
      label.append(box);
      form.append(label);
    }
    list.append(form);
    document.querySelector("main").append(list);
    return new Promise((done) => setTimeout(() => {
      [...form.querySelectorAll("input")].filter((_, at) => at % 2 === first).forEach((box) => box.click());
      done();
    }, 200));
  }, odd)));
  await tabs[0].waitForTimeout(1500);
  for (const tab of tabs) {
    const [shown, kept] = await tab.evaluate(() => [
      document.querySelectorAll('stegvis-checklist[list="many"] input:checked').length,
      Object.entries(localStorage).filter(([key, value]) => key.includes(":many/") && value.startsWith("1 ")).length,
    ]);
    console.log(`     lost: ${1000 - kept} of 1,000 in storage, ${1000 - shown} on the page`);
  }
  return keys;
});

for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
  await test(`cumulative layout shift at ${viewport.width} px`, async (context) => {
    // The script comes after the first paint, so that what it moves is seen to move.
    await context.route(/\/checklist[^/]*\.js$/, async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue();
    });
    for (const locale of ["en", "sv", "nl", "fr"]) {
      const page = await open(context, listPage(locale));
      const shift = () => page.evaluate(() => new Promise((done) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }));
        observer.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => { observer.disconnect(); done(sum); }, 300);
      }));
      const onLoad = await shift();
      const heightBefore = await page.evaluate(() => document.querySelector("main").scrollHeight);
      // Clicks by script are not input, so what they move counts.
      await page.evaluate(() => document.querySelector("stegvis-checklist input[data-key]").click());
      await page.waitForTimeout(700);
      const onTick = await shift() - onLoad;
      const grown = await page.evaluate((before) => document.querySelector("main").scrollHeight - before, heightBefore);
      console.log(`     ${locale}: ${onLoad.toFixed(4)} on load, ${onTick.toFixed(4)} on a tick; the text grew by ${grown} px`);
      await page.close();
    }
  }, { viewport });
}

await test("sizes as they are served, gzipped", async () => {
  for (const file of [...readdirSync(join(folder, "assets")).map((name) => `assets/${name}`), "embed.js"]) {
    if (!/\.(js|css)$/.test(file)) { continue; }
    try {
      const bytes = readFileSync(join(folder, file));
      console.log(`     ${file}: ${gzipSync(bytes, { level: 9 }).length} of ${bytes.length} bytes`);
    } catch { /* a site without embeds */ }
  }
});

if (!given) { rmSync(folder, { recursive: true, force: true }); }
await finish();
