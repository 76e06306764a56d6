// From the end of a write until an open page shows it, in a real browser. `cargo bench --bench serve` starts it, gives it one
// kind of edit as JSON on standard input, and reads the times from standard output. Nothing fails here: what must not be
// is told beside the times.
import { readFileSync, writeFileSync } from "node:fs";

const say = (answer) => { console.log(JSON.stringify(answer)); process.exit(0); };
const plan = JSON.parse(readFileSync(0, "utf8"));
const filled = (value, number) => JSON.parse(JSON.stringify(value).replaceAll(plan.mark, number));
const clock = () => performance.timeOrigin + performance.now();
const rest = (ms) => new Promise((next) => setTimeout(next, ms));
const lost = 10_000;

const tools = await import("./browser.mjs").catch(() => say({ leftOut: "its packages are not there: npm ci --prefix tests/browser" }));
const browser = await tools.launch().catch((error) => say({ leftOut: `no Chromium starts: ${String(error).split("\n")[0]}` }));
const context = await browser.newContext();
const tab = await context.newPage();
const faults = [];
tab.on("pageerror", (error) => faults.push(String(error)));
tab.on("console", (message) => { if (message.type() === "error") { faults.push(message.text()); } });
let seen = () => {};
await tab.exposeFunction("previewSeen", (number, when) => seen(number, when));

// Looks after every change of the page and after every sheet that came, not at the next frame: what counts is when it is there.
// What is looked for outlives a page that loads itself anew.
await tab.addInitScript(() => {
  if (location.protocol !== "http:") { return; }
  const name = "preview-bench";
  let sought = JSON.parse(sessionStorage.getItem(name));
  const holds = (one, words) => Boolean(one) && one.textContent.includes(words);
  function isThere({ selector, text, style, value, overlay }) {
    if (overlay) {
      const bar = document.querySelector("stegvis-preview")?.shadowRoot.querySelector(".bar");
      return !bar?.hidden && holds(bar, overlay);
    }
    const one = document.querySelector(selector);
    return style ? Boolean(one) && getComputedStyle(one)[style] === value : holds(one, text);
  }
  function look() {
    if (!sought || !isThere(sought)) { return; }
    const when = performance.timeOrigin + performance.now();
    const { number } = sought;
    sought = null;
    sessionStorage.removeItem(name);
    window.previewSeen(number, when);
  }
  const observer = new MutationObserver(look);
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  observer.observe(document, all);
  document.addEventListener("load", look, true);
  window.previewSeek = (what) => {
    const tree = document.querySelector("stegvis-preview")?.shadowRoot;
    if (tree) { observer.observe(tree, all); }
    sought = what;
    sessionStorage.setItem(name, JSON.stringify(what));
    look();
  };
});

await tab.goto(plan.page);
await tab.waitForLoadState("load");
await tab.evaluate(() => { window.isSamePage = true; });
await rest(500);

// Both clocks count from a time of their own that they took from the system's: how far they are apart lies between the two
// ends of every exchange.
let [low, high] = [-Infinity, Infinity];
for (let round = 0; round < 50; round += 1) {
  const before = clock();
  const there = await tab.evaluate(() => performance.timeOrigin + performance.now());
  low = Math.max(low, there - clock());
  high = Math.min(high, there - before);
}
const apart = low <= 0 && high >= 0 ? 0 : (low + high) / 2;

const times = [];
for (let number = plan.first; number < plan.first + plan.count; number += 1) {
  const told = new Promise((next) => { seen = (which, when) => { if (which === number) { next(when); } }; });
  await tab.evaluate((what) => window.previewSeek(what), { number, ...filled(plan.sought, number) });
  writeFileSync(plan.file, filled(plan.text, number));
  const written = clock();
  const when = await Promise.race([told, rest(lost)]);
  if (when === undefined) { faults.push(`edit ${number} was not seen`); } else { times.push(when - apart - written); }
  if (plan.isReload) { await tab.waitForLoadState("load"); }
  await rest(150 + Math.random() * 100);
}
const isSame = await tab.evaluate(() => window.isSamePage === true);
if (isSame === plan.isReload) { faults.push(isSame ? "the page was not loaded anew" : "the page was loaded anew"); }
await browser.close();
say({ times, faults, apart });
