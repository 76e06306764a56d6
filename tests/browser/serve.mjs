// An author at the preview, in a real browser: what is saved is on the page before they look up, at the same place, with
// the same boxes ticked; a mistake is marked and goes away; the bilingual view tells what is behind.
// Usage: node serve.mjs PROGRAM
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readdirSync, writeFileSync, readFileSync, rmSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inContext, launch, overflow, tally, violations } from "./browser.mjs";

const program = process.argv[2];
const root = mkdtempSync(join(tmpdir(), "stegvis-serve-"));
const place = (path) => join(root, path);
const write = (path, text) => { mkdirSync(dirname(place(path)), { recursive: true }); writeFileSync(place(path), text); };
const edit = (path, from, to) => {
  const text = readFileSync(place(path), "utf8");
  assert.ok(text.includes(from), `${path} has no ${from}`);
  writeFileSync(place(path), text.replace(from, to));
};
const filler = (word) => Array.from({ length: 30 }, (_, n) => `${word} ${n + 1}.\n`).join("\n");
const head = (title) => `---\ntitle: ${title}\ndescription: ${title}, in a line.\n---\n\n# ${title}\n\n`;
const page = (title, word, fold) => `${head(title)}${filler(word)}
## <a name="bag"></a>${title} 2

> [!TIP]
> ${fold}

<details><summary>${fold}</summary>

${word} within.

</details>

- [ ] ${word} boots {#boots}
- [ ] ${word} rope {#rope}

\`\`\`sh
echo walk
\`\`\`

Last of ${word}: [home](index.md).

${filler(word + " more")}`;

write("stegvis.yaml", "title: Walk\nsource: en\nlocales: [en, sv, nl]\n");
write("content/en/index.md", `${head("Home")}Begin with [packing](pack.md).\n`);
write("content/sv/index.md", `${head("Hem")}Börja med att [packa](pack.md).\n`);
write("content/nl/index.md", `${head("Thuis")}Begin met [pakken](pack.md).\n`);
write("content/en/pack.md", page("Pack", "Line", "More of it"));
write("content/sv/pack.md", page("Packa", "Rad", "Mer av det"));
write("content/nl/pack.md", page("Pakken", "Regel", "Meer ervan"));

let served = null;
let port = "0";
function start() {
  return new Promise((ready, fail) => {
    served = spawn(program, ["serve", root, "--port", port], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    served.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /http:\/\/localhost:(\d+)\//.exec(said);
      if (found) { port = found[1]; ready(`http://localhost:${port}`); }
    });
    served.on("exit", () => fail(new Error(said)));
  });
}
const stop = () => new Promise((ready) => { served.removeAllListeners("exit"); served.on("exit", ready); served.kill("SIGINT"); });
// The sources are accepted as they are, so that a later edit makes translations outdated.
await new Promise((ready) => spawn(program, ["accept", "--root", root], { stdio: "ignore" }).on("exit", ready));
const base = await start();
const browser = await launch();
const { pass, fail, end } = tally();
// Each begins with the files that the one before it left, also when it is run once more.
async function test(name, run, options = {}) {
  const kept = mkdtempSync(join(tmpdir(), "stegvis-kept-"));
  cpSync(root, kept, { recursive: true });
  let tries = 0;
  const afresh = async (context) => {
    tries += 1;
    if (tries > 1) {
      for (const file of readdirSync(root)) { rmSync(place(file), { recursive: true }); }
      cpSync(kept, root, { recursive: true });
    }
    await run(context);
  };
  try {
    await inContext(browser, options, afresh);
    pass(name);
  } catch (error) {
    fail(name, error.stack);
  } finally {
    rmSync(kept, { recursive: true });
  }
}

const within = { timeout: 8000 };
async function open(context, path) {
  const tab = await context.newPage();
  tab.failures = [];
  tab.on("pageerror", (error) => tab.failures.push(String(error)));
  tab.on("console", (message) => { if (message.type() === "error") { tab.failures.push(message.text()); } });
  await settled();
  await tab.goto(base + path);
  await follows(tab);
  return tab;
}
// Changes are taken up in the order in which they were written: when a last one is served, so is all before it.
let marks = 0;
async function settled() {
  const word = `Mark ${marks += 1}.`;
  write("content/en/mark.md", `${head("Mark")}${word}\n`);
  const ends = Date.now() + within.timeout;
  while (!(await (await fetch(`${base}/en/mark/`)).text()).includes(word)) {
    assert.ok(Date.now() < ends, `${word} is not served`);
    await new Promise((next) => setTimeout(next, 10));
  }
}
// Until the page was told of itself. From then on it is known whether it is loaded anew.
async function follows(tab) {
  await tab.locator("stegvis-preview[data-told]").waitFor({ state: "attached", ...within });
  await tab.evaluate(() => { window.isSamePage = true; });
}
const overlay = (tab) => tab.locator("stegvis-preview .bar");

await test("the author's journey", async (context) => {
  const tab = await open(context, "/sv/pack/");
  await tab.locator("details summary", { hasText: "Mer av det" }).click();
  const box = tab.locator("input[type=checkbox]").first();
  await box.check();
  await box.focus();
  await tab.evaluate(() => scrollTo(0, document.querySelector("input[type=checkbox]").getBoundingClientRect().top + scrollY - 300));
  const top = () => box.evaluate((one) => Math.round(one.getBoundingClientRect().top));
  const before = await top();

  edit("content/sv/pack.md", "[home](index.md)", "[home](indx.md)");
  await overlay(tab).locator("article").waitFor(within);
  const said = await overlay(tab).innerText();
  assert.match(said, /content\/sv\/pack\.md:\d+:\d+/);
  assert.match(said, /indx\.md/);
  assert.match(said, /index\.md/, "a suggestion");
  assert.equal(await box.isChecked(), true);
  assert.equal(await tab.locator("main details").first().evaluate((one) => one.open), true);
  assert.ok(Math.abs(await top() - before) <= 1, `${await top()} is not ${before}`);
  assert.equal(await box.evaluate((one) => one === document.activeElement), true, "the focus stays");

  edit("content/sv/pack.md", "[home](indx.md)", "[hemma](index.md)");
  await overlay(tab).waitFor({ state: "hidden", ...within });
  await tab.getByText("Last of Rad: hemma.").waitFor(within);

  // Something new above: what is looked at stays where it is.
  edit("content/sv/pack.md", "Rad 3.\n", "Rad 3.\n\nEtt nytt stycke.\n\nOch ett till.\n");
  await tab.getByText("Ett nytt stycke.").waitFor({ state: "attached", ...within });
  assert.ok(Math.abs(await top() - before) <= 1, `${await top()} is not ${before}`);
  assert.equal(await box.isChecked(), true);
  assert.equal(await tab.locator(".sample").count(), 1, "what scripts put around code stays");

  edit("content/sv/pack.md", "echo walk", "echo Radio");
  edit("content/en/pack.md", "echo walk", "echo Radio");
  edit("content/nl/pack.md", "echo walk", "echo Radio");
  await tab.locator("main pre", { hasText: "echo Radio" }).waitFor(within);
  assert.equal(await tab.locator(".sample button").count(), 1);
  assert.equal(await tab.evaluate(() => window.isSamePage), true, "nothing was loaded anew");

  await tab.evaluate(() => { location.hash = "bag"; });
  await tab.click('.picker a[data-locale="nl"]');
  await tab.waitForURL("**/nl/pack/#bag");
  assert.equal(await tab.locator("input[type=checkbox]").first().isChecked(), true, "ticked in every language");

  const pairs = await open(context, "/_stegvis/bilingual/nl/pack/");
  assert.equal(await pairs.locator("tr.outdated", { hasText: "Line" }).count(), 0);
  edit("content/en/pack.md", "Line 7.\n", "Line seven, with a word more.\n\nA line that is new.\n");
  const row = pairs.locator("tr.outdated", { hasText: "Line seven" });
  await row.waitFor(within);
  assert.match(await row.innerText(), /Regel 7/);
  assert.match(await row.innerText(), /outdated/);
  const missing = pairs.locator("tr.missing", { hasText: "A line that is new" });
  assert.match(await missing.innerText(), /missing in the translation/);
  await pairs.keyboard.press("b");
  await pairs.waitForURL(`${base}/nl/pack/`);
  await pairs.keyboard.press("b");
  await pairs.waitForURL("**/_stegvis/bilingual/nl/pack/");
  assert.deepEqual([...tab.failures, ...pairs.failures], []);
});

await test("a new box works at once, and a title is everywhere", async (context) => {
  const tab = await open(context, "/sv/pack/");
  edit("content/sv/pack.md", "# Packa\n", "# Packa allt\n");
  edit("content/en/pack.md", "- [ ] Line rope {#rope}", "- [ ] Line rope {#rope}\n- [ ] Line map {#map}");
  edit("content/sv/pack.md", "- [ ] Rad rope {#rope}", "- [ ] Rad rope {#rope}\n- [ ] Rad karta {#map}");
  await tab.locator("main").getByText("Rad karta").waitFor(within);
  await tab.locator("h1", { hasText: "Packa allt" }).waitFor(within);
  const box = tab.locator("input[type=checkbox]").nth(2);
  await box.check();
  await tab.locator("stegvis-checklist output", { hasText: "3" }).waitFor(within);
  await tab.reload();
  assert.equal(await box.isChecked(), true);
  assert.deepEqual(tab.failures, []);
});

await test("what is told is text, Escape puts it away, the next change brings it back", async (context) => {
  const tab = await open(context, "/en/");
  edit("content/en/index.md", "Begin with", "[x](<img src=x onerror=alert(1)>.md) Begin with");
  edit("content/en/index.md", "[packing](pack.md)", "[packing](pakc.md)");
  await overlay(tab).locator("article").first().waitFor(within);
  assert.equal(await tab.locator("stegvis-preview img").count(), 0);
  await tab.keyboard.press("Escape");
  await overlay(tab).waitFor({ state: "hidden", ...within });
  edit("content/en/index.md", "pakc.md", "pakk.md");
  await overlay(tab).getByText("pakk.md").first().waitFor(within);
  edit("content/en/index.md", "[x](<img src=x onerror=alert(1)>.md) Begin", "Begin");
  edit("content/en/index.md", "pakk.md", "pack.md");
  await overlay(tab).waitFor({ state: "hidden", ...within });
});

await test("a broken configuration, template or message keeps the page and says so", async (context) => {
  const tab = await open(context, "/en/");
  for (const [path, broken, mended] of [
    ["stegvis.yaml", "title: [", "title: Walk\nsource: en\nlocales: [en, sv, nl]\n"],
    ["locales/en/own.ftl", "frame-next Next\n", "frame-next = On\n"],
  ]) {
    write(path, broken);
    await tab.locator("stegvis-preview .trouble").waitFor(within);
    assert.match(await tab.locator("header .site").innerText(), /Walk/);
    write(path, mended);
    await tab.locator("stegvis-preview .trouble").waitFor({ state: "detached", ...within });
  }
});

await test("styles are swapped, scripts and templates load the page anew", async (context) => {
  const tab = await open(context, "/en/");
  const reloaded = tab.waitForEvent("load");
  write("themes/stegvis/404.html", "<!doctype html><html><head><title>404</title></head><body><main>Not here</main></body></html>\n");
  await reloaded;
  await settled();
  await follows(tab);
  const css = readFileSync(new URL("../../themes/stegvis/stegvis.css", import.meta.url), "utf8");
  write("themes/stegvis/stegvis.css", `${css}\nh1 { letter-spacing: 7px !important; }\n`);
  await tab.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px", null, within);
  assert.equal(await tab.evaluate(() => window.isSamePage), true);
  rmSync(place("themes"), { recursive: true });
});

await test("deleted, renamed and new pages", async (context) => {
  write("content/en/short.md", `${head("Short")}Words.\n`);
  const tab = await open(context, "/en/short/");
  await tab.getByText("Words.").waitFor(within);
  renameSync(place("content/en/short.md"), place("content/en/shorter.md"));
  await tab.waitForURL("**/en/shorter/", within);
  await follows(tab);
  rmSync(place("content/en/shorter.md"));
  await tab.locator("stegvis-preview .note", { hasText: "gone" }).waitFor(within);
  write("content/en/shorter.md", `${head("Short")}Other words.\n`);
  await tab.getByText("Other words.").waitFor(within);
  const lost = await open(context, "/en/later/");
  write("content/en/later.md", `${head("Later")}There now.\n`);
  await lost.getByText("There now.").waitFor(within);
});

await test("a page follows again after the preview was started anew, and shows nothing stale", async (context) => {
  const tab = await open(context, "/en/");
  await stop();
  await tab.locator("stegvis-preview .note", { hasText: "stopped" }).waitFor(within);
  edit("content/en/index.md", "Begin with", "Always begin with");
  await start();
  await tab.locator("main").getByText("Always begin with").waitFor(within);
  await follows(tab);
  edit("content/en/index.md", "Always begin", "Just begin");
  await tab.locator("main").getByText("Just begin with").waitFor(within);
});

await test("save after save is on the page", async (context) => {
  const tab = await open(context, "/en/");
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    const word = `Round${round}`;
    const seen = tab.waitForFunction((word) => document.querySelector("main").textContent.includes(word), word, { polling: "raf", ...within });
    await tab.waitForTimeout(60);
    const started = performance.now();
    writeFileSync(place("content/en/index.md"), `${head("Home")}${word}: begin with [packing](pack.md).\n`);
    await seen;
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  console.log(`     median ${Math.round(times[10])} ms, most ${Math.round(times[19])} ms`);
});

await test("more windows than a browser has connections are all loaded, and all follow", async (context) => {
  const tabs = [];
  for (let number = 0; number < 9; number += 1) { tabs.push(await open(context, "/en/")); }
  edit("content/en/index.md", "begin with", "end with");
  for (const tab of tabs) {
    await tab.locator("main").getByText("end with").waitFor(within);
    assert.equal(await tab.evaluate(() => window.isSamePage), true, "nothing was loaded anew");
  }
  // One that has to ask again and again is not drawn anew each time.
  edit("content/en/index.md", "(pack.md)", "(pakc.md)");
  const hide = overlay(tabs[0]).getByRole("button", { name: "Hide" });
  await hide.waitFor(within);
  await hide.focus();
  const isBrief = (request) => request.url().includes("brief=");
  for (let asked = 0; asked < 3; asked += 1) { await tabs[0].waitForRequest(isBrief, within); }
  assert.equal(await hide.evaluate((one) => one.getRootNode().activeElement === one), true, "the focus stays");
  edit("content/en/index.md", "(pakc.md)", "(pack.md)");
  await overlay(tabs[0]).waitFor({ state: "hidden", ...within });
  // Whoever uses a window follows at once.
  const isKept = (request) => request.url().includes("/_stegvis/events") && !isBrief(request);
  await Promise.all([tabs[0].waitForRequest(isKept, within), tabs[0].keyboard.press("Shift")]);
  assert.deepEqual(tabs.flatMap((tab) => tab.failures), []);
});

await test("a hidden page is led to where its page went, and shows the pictures that are there now", async (context) => {
  write("content/en/away.md", `${head("Away")}![A square](square.svg)\n`);
  const square = (side) => `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="9" height="9"/></svg>\n`;
  write("content/en/square.svg", square(20));
  const tab = await open(context, "/en/away/");
  await tab.waitForFunction(() => document.querySelector("main img")?.naturalWidth === 20, null, within);
  // No page is hidden in a browser without windows: it is told that it is.
  await tab.clock.install();
  const isSeen = (state) => tab.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
  await isSeen("hidden");
  await tab.clock.runFor(6000);
  write("content/en/square.svg", square(30));
  await settled();
  await isSeen("visible");
  await tab.waitForFunction(() => document.querySelector("main img").naturalWidth === 30, null, within);
  await isSeen("hidden");
  await tab.clock.runFor(6000);
  renameSync(place("content/en/away.md"), place("content/en/far.md"));
  await settled();
  write("content/en/other.md", `${head("Other")}Words.\n`);
  await settled();
  await isSeen("visible");
  await tab.waitForURL("**/en/far/", within);
});

await test("the line of a block, by a key", async (context) => {
  const tab = await open(context, "/sv/pack/");
  await tab.getByText("Rad 5.", { exact: true }).hover();
  await tab.keyboard.press("e");
  const note = tab.locator("stegvis-preview .note a");
  await note.waitFor(within);
  const [, line] = /pack\.md:(\d+)/.exec(await note.innerText());
  assert.equal(readFileSync(place("content/sv/pack.md"), "utf8").split("\n")[line - 1], "Rad 5.");
  await tab.goto(`${base}/_stegvis/open?file=content/sv/pack.md&line=${Number(line) + 200}`);
  assert.match(tab.url(), /\/sv\/pack\/#bag$/);
});

await test("axe finds nothing in the preview's own pages", async (context) => {
  edit("content/sv/index.md", "(pack.md)", "(pakc.md)");
  for (const path of ["", "status/", "findings/", "findings/sv/", "drafts/", "bilingual/nl/pack/"]) {
    const tab = await open(context, `/_stegvis/${path}`);
    assert.deepEqual([await overflow(tab), ...await violations(tab)], [0], path);
  }
  const tab = await open(context, "/sv/");
  assert.deepEqual([await overflow(tab), ...await violations(tab)], [0], "overlay");
}, { bypassCSP: true });

await stop();
rmSync(root, { recursive: true });
await browser.close();
end();
