// Checklists in a real browser: live across tabs and languages, lasting, undone, shared, taken in from files, and safe from
// what is hostile. Usage: node checklist.mjs [FOLDER LIST CRITERIA PROGRESS EMBED]: the published folder, the paths below a
// locale of a page with a list, of one with criteria and of the progress page, and the name of a list for /embed.js ("-"
// for none). Without a folder: a site that is made for this, and some tests more.
import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { start } from "./browser.mjs";
import { fixture, words } from "./fixtures/checklist.mjs";

const [given, listPath = "list/", criteriaPath = "criteria/", progressPath = "progress/", embedList = "shared"] = process.argv.slice(2);
const folder = given || fixture();
const { at, test, open, isFit, finish } = await start(folder);
const listPage = (locale) => `/${locale}/${listPath}`;
const criteriaPage = (locale) => `/${locale}/${criteriaPath}`;
const progressPage = (locale) => `/${locale}/${progressPath}`;
// What no page of a folder makes different is tried once, on the site that is made for this.
const isOwn = !given;
const modes = [{}, { colorScheme: "dark" }, { viewport: { width: 320, height: 640 } }, { forcedColors: "active" }];
const seed = Number(process.env.SEED ?? Date.now() % 1e9);
console.log(`seed ${seed}`);
function generator(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

// Keys of the first list, and of criteria: `[key, kinds of states]`.
const keysOf = (page) => page.evaluate(() => {
  const list = document.querySelector("stegvis-checklist:not([of])");
  return [...new Set([...list.querySelectorAll(":not(.criterion-state) > input[data-key]")].map((box) => box.dataset.key))];
});
const click = (page, key, state) => page.evaluate(([name, kind]) => {
  [...document.querySelectorAll("input[data-key]")].find((box) => box.dataset.key === name && (box.dataset.state ?? "1") === kind).click();
}, [key, state ?? "1"]);
const checked = (page, key, state) => page.evaluate(([name, kind]) =>
  [...document.querySelectorAll("input[data-key]")].find((box) => box.dataset.key === name && (box.dataset.state ?? "1") === kind).checked, [key, state ?? "1"]);
const becomes = (page, key, is, state) => page.waitForFunction(([name, kind, wanted]) =>
  [...document.querySelectorAll("input[data-key]")].find((box) => box.dataset.key === name && (box.dataset.state ?? "1") === kind).checked === wanted,
[key, state ?? "1", is], { timeout: 3000 });
const stored = (page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith("st1:"))));
const storageKey = (page, key) => page.evaluate((name) => `st1:${document.documentElement.dataset.site}:${name}`, key);
const barText = (page, part) => page.waitForFunction((text) => document.querySelector(".checklist-bar [role=status]")?.textContent.includes(text), part, { timeout: 3000 });
const word = async (page, id) => words(await page.evaluate(() => document.documentElement.lang))[id];
const press = async (page, id) => page.locator(".checklist-bar button", { hasText: new RegExp(`^${await word(page, id)}$`) }).evaluate((button) => button.click());

const openTools = async (page) => {
  await page.waitForFunction(() => !document.querySelector("dialog"));
  await page.locator("[data-tools-for] button").first().evaluate((button) => button.click());
  await page.locator("dialog.checklist-tools").waitFor();
};
const inTools = async (page, id) => page.locator("dialog.checklist-tools button", { hasText: new RegExp(`^${await word(page, id) ?? id}$`) }).evaluate((button) => button.click());
const upload = async (page, text, isReplacing = false) => {
  await page.keyboard.press("Escape");
  await openTools(page);
  if (isReplacing) { await page.locator("dialog.checklist-tools input[type=checkbox]").check(); }
  await page.locator("dialog.checklist-tools input[type=file]").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator("dialog.checklist-tools").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector(".checklist-bar.on [role=status]"), null, { timeout: 3000 });
};
const download = async (page, name) => {
  await openTools(page);
  const [file] = await Promise.all([page.waitForEvent("download"), inTools(page, name)]);
  return readFileSync(await file.path(), "utf8");
};

const linkOf = async (page) => {
  await openTools(page);
  const link = await page.locator("dialog.checklist-tools input[readonly]").inputValue();
  await page.keyboard.press("Escape");
  return link.slice(link.indexOf("#"));
};

await test("a tick is there in every language, in another tab, on every page, at once", async (context) => {
  const english = await open(context, listPage("en"));
  const keys = await keysOf(english);
  const others = [];
  for (const locale of ["sv", "nl", "fr"]) { others.push(await open(context, listPage(locale))); }
  assert.deepEqual(await keysOf(others[0]), keys);
  await click(english, keys[0]);
  for (const page of others) {
    await becomes(page, keys[0], true);
    assert.match(await page.locator("stegvis-checklist:not([of]) output").first().textContent(), /^1 \S+ \d+$/);
  }
  await click(others[1], keys[0]);
  await becomes(english, keys[0], false);
  const value = (await stored(english))[await storageKey(english, keys[0])];
  assert.match(value, /^0 \d{13} [a-z0-9]+ [0-9a-f]{8}$/, "to take a tick away is a write");
});

await test("a criterion is one on its page, behind links, in sums and marks", async (context) => {
  const criteria = await open(context, criteriaPage("en"));
  const progress = await open(context, progressPage("sv"));
  const anchor = await criteria.locator("stegvis-criterion.required").first().getAttribute("anchor");
  const sum = progress.locator("stegvis-progress output.required").first();
  assert.match(await sum.textContent(), /^0 /);
  await click(criteria, `crit/${anchor}`);
  await progress.waitForFunction(() => /^1 /.test(document.querySelector("stegvis-progress output.required").textContent));
  const shown = await progress.evaluate((key) => [...document.querySelectorAll("[data-show]")].filter((place) => place.dataset.show === key).map((place) => place.dataset.is), `crit/${anchor}`);
  assert.ok(shown.length > 0 && shown.every((state) => state === "done"), String(shown));
  const offered = progress.locator("[data-next] [data-show]:visible");
  assert.equal(await offered.count(), 1);
  const next = await offered.getAttribute("data-show");
  assert.notEqual(next, `crit/${anchor}`);
  await progress.reload();
  assert.equal(await offered.getAttribute("data-show"), next);
  assert.equal(await progress.locator("output:not([aria-live=off])").count(), 0, "no sum announces itself");
});

await test("an optional criterion is done, considered or open, and the two boxes exclude each other", async (context) => {
  const page = await open(context, criteriaPage("en"));
  const key = await page.locator('stegvis-criterion.optional input[data-state="2"]').first().getAttribute("data-key");
  const progress = await open(context, progressPage("fr"));
  await click(page, key, "2");
  assert.deepEqual([await checked(page, key), await checked(page, key, "2")], [false, true]);
  await progress.waitForFunction(() => /^1 /.test(document.querySelector("stegvis-progress output.optional").textContent));
  await click(page, key);
  assert.deepEqual([await checked(page, key), await checked(page, key, "2")], [true, false]);
  await click(page, key);
  assert.deepEqual([await checked(page, key), await checked(page, key, "2")], [false, false]);
});

await test("marks of the table of contents say begun and done in words", async (context) => {
  const page = await open(context, listPage("sv"));
  const link = page.locator(".toc a[data-items]").first();
  assert.equal(await link.count(), 1, "the table of contents has marks");
  const keys = (await link.getAttribute("data-items")).split(" ");
  const put = (some) => page.evaluate((names) => names.forEach((name) => {
    localStorage.setItem(`st1:${document.documentElement.dataset.site}:${name}`, `1 ${Date.now()} abc -`);
  }), some);
  assert.equal(await link.getAttribute("data-mark"), null);
  await put(keys.slice(0, 1));
  await page.reload();
  if (keys.length > 1) {
    assert.equal(await link.getAttribute("data-mark"), "begun");
    assert.match(await link.textContent(), new RegExp(await word(page, "mark-begun")));
  }
  await put(keys);
  await page.reload();
  assert.equal(await link.getAttribute("data-mark"), "done");
  assert.match(await link.textContent(), new RegExp(await word(page, "mark-done")));
});

await test("undo goes back, is a write, and focus does not move", async (context) => {
  const page = await open(context, listPage("en"));
  const other = await open(context, listPage("nl"));
  const [key] = await keysOf(page);
  await page.locator("stegvis-checklist input[data-key]").first().focus();
  await page.keyboard.press("Space");
  await page.locator(".checklist-bar button").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), key, "focus stays on the box");
  await barText(page, "1");
  assert.equal(await other.locator(".checklist-bar.on").count(), 0, "only the tab that acts announces");
  const before = (await stored(page))[await storageKey(page, key)];
  await page.bringToFront();
  await page.locator(".checklist-bar button").first().click();
  await becomes(page, key, false);
  await becomes(other, key, false);
  const after = (await stored(page))[await storageKey(page, key)];
  assert.ok(Number(after.split(" ")[1]) > Number(before.split(" ")[1]));
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), await word(page, "undo"), "focus stays on the button");
  await press(page, "undo");
  await becomes(page, key, true);
  await page.locator(".checklist-bar button").last().click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), key, "focus comes back");
});

await test("events tell of changes, of what is whole, and of what comes from elsewhere", async (context) => {
  const page = await open(context, listPage("en"));
  const other = await open(context, listPage("sv"));
  for (const tab of [page, other]) {
    await tab.evaluate(() => {
      window.told = [];
      for (const name of ["change", "complete", "merge"]) {
        document.addEventListener(`checklist-${name}`, ({ type, detail, target }) => window.told.push([type, detail, target.localName]));
      }
    });
  }
  const keys = await keysOf(page);
  await click(page, keys[0]);
  await becomes(other, keys[0], true);
  const [[type, detail, name]] = await page.evaluate(() => window.told);
  assert.deepEqual([type, detail.id, detail.state, name], ["checklist-change", keys[0], 1, "stegvis-checklist"]);
  assert.ok(Math.abs(detail.at - Date.now()) < 1e5);
  assert.deepEqual((await other.evaluate(() => window.told)).map(([what, { id }]) => [what, id]), [["checklist-merge", keys[0]]]);
  for (const key of keys.slice(1)) { await click(page, key); }
  const told = await page.evaluate(() => window.told);
  assert.equal(told.filter(([what]) => what === "checklist-complete").length, 1);
  assert.equal((await other.evaluate(() => window.told)).filter(([what]) => what === "checklist-complete").length, 1);
  assert.equal(told.filter(([what]) => what === "checklist-change").length, keys.length);
});

// Names of the events of a page, in order.
const listen = (page) => page.evaluate(() => {
  window.told = [];
  for (const name of ["change", "complete", "merge"]) {
    document.addEventListener(`checklist-${name}`, ({ type, detail }) => window.told.push(`${type.slice(10)} ${detail.id}`));
  }
});
const told = (page, name) => page.evaluate((start) => window.told.filter((event) => event.startsWith(start)), name);
const countOf = (page) => page.locator("stegvis-checklist:not([of]) output").first().textContent();

await test("a criterion that a line links to is no item of the line's list", async (context) => {
  const page = await open(context, listPage("en"));
  const keys = await keysOf(page);
  await page.evaluate(() => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "criterion-state";
    box.type = "checkbox";
    Object.assign(box.dataset, { key: "crit/elsewhere", no: 900, text: "00000000" });
    box.setAttribute("aria-label", "Elsewhere");
    label.append(box);
    const list = document.querySelector("stegvis-checklist:not([of])");
    list.querySelector("li").append(" ", label);
    list.parentNode.insertBefore(list, list.nextSibling);
  });
  await page.waitForTimeout(50);
  await listen(page);
  await click(page, keys[0]);
  const count = await countOf(page);
  assert.match(count, new RegExp(`^1 \\S+ ${keys.length}$`));
  await barText(page, `(${count})`);
  await click(page, "crit/elsewhere");
  await barText(page, "Elsewhere");
  assert.equal(await countOf(page), count);
  assert.ok(!(await page.locator(".checklist-bar [role=status]").textContent()).includes(count), "nor does its message tell the list's sum");
  await click(page, "crit/elsewhere");
  for (const key of keys.slice(1)) { await click(page, key); }
  assert.equal((await told(page, "complete")).length, 1);
});

await test("a list is not completed by a workspace or a shared state that is merely shown", async (context) => {
  const page = await open(context, listPage("en"));
  const other = await open(context, listPage("sv"));
  const keys = await keysOf(page);
  await click(page, keys[0]);
  const part = await linkOf(page);
  for (const key of keys.slice(1)) { await click(page, key); }
  const whole = await linkOf(page);
  await listen(page);
  const switchTo = async (name, isTicked) => {
    await other.evaluate((to) => localStorage.setItem(`st1:${document.documentElement.dataset.site}@`, to), name);
    await becomes(page, keys[0], isTicked);
  };
  const view = async (link, isTicked) => {
    await page.evaluate((hash) => { location.hash = hash; }, link);
    await page.locator(".checklist-bar button", { hasText: new RegExp(`^${await word(page, "view")}$`) }).waitFor();
    await press(page, "view");
    await becomes(page, keys[1], isTicked);
    await page.waitForTimeout(300);
  };
  await switchTo("other", false);
  await switchTo("", true);
  await view(part, false);
  await press(page, "close");
  await becomes(page, keys[1], true);
  await switchTo("other", false);
  await view(whole, true);
  await press(page, "close");
  await becomes(page, keys[1], false);
  await view(whole, true);
  await switchTo("", true);
  await press(page, "close");
  assert.deepEqual(await told(page, ""), []);
});

await test("only what has a box for it can be not applicable", async (context) => {
  const page = await open(context, criteriaPage("en"));
  const [optional, ...others] = await page.evaluate(() => [
    document.querySelector('[data-state="2"]').dataset.key,
    document.querySelector("stegvis-criterion.required input:only-of-type").dataset.key,
    document.querySelector("stegvis-checklist[of] input").dataset.key,
  ]);
  await page.evaluate((keys) => keys.forEach((key) => {
    localStorage.setItem(`st1:${document.documentElement.dataset.site}:${key}`, "2 1732200000000 abc -");
  }), [optional, ...others]);
  await page.reload();
  assert.equal(await checked(page, optional, "2"), true);
  const marks = await page.evaluate((keys) => [...document.querySelectorAll("[data-items]")]
    .filter((place) => place.dataset.items.split(" ").every((key) => keys.includes(key) || !localStorage.getItem(`st1:${document.documentElement.dataset.site}:${key}`)))
    .map((place) => place.dataset.mark ?? ""), others);
  assert.deepEqual(marks.filter(Boolean), [], "elsewhere it counts as open");
  const progress = await open(context, progressPage("en"));
  const link = await linkOf(progress);
  await openTools(progress);
  await inTools(progress, "erase-all");
  await inTools(progress, "erase");
  await becomes(page, optional, false, "2");
  await page.evaluate((hash) => { location.hash = hash; }, link);
  await page.locator(".checklist-bar button", { hasText: new RegExp(`^${await word(page, "replace")}$`) }).waitFor();
  await page.waitForTimeout(300);
  await press(page, "replace");
  await becomes(page, optional, true, "2");
  const kept = await stored(page);
  assert.match(kept[await storageKey(page, optional)], /^2 /);
  for (const key of others) { assert.equal(kept[await storageKey(page, key)], undefined, key); }
});

await test("to undo what a file brought is a change of the reader's", async (context) => {
  const page = await open(context, listPage("en"));
  const [key] = await keysOf(page);
  await click(page, key);
  const file = await download(page, "JSON");
  await click(page, key);
  await listen(page);
  await upload(page, file, true);
  await becomes(page, key, true);
  assert.deepEqual(await told(page, ""), [`merge ${key}`]);
  await page.waitForTimeout(300);
  await press(page, "undo");
  await becomes(page, key, false);
  assert.deepEqual(await told(page, ""), [`merge ${key}`, `change ${key}`]);
});

await test("half of a surrogate pair is no workspace, and costs nothing", async (context) => {
  const page = await open(context, listPage("en"));
  const [key] = await keysOf(page);
  await page.evaluate(() => localStorage.setItem(`st1:${document.documentElement.dataset.site}@`, "a\ud800"));
  await page.reload();
  await click(page, key);
  assert.match((await stored(page))[await storageKey(page, key)], /^1 /);
  assert.equal(await page.locator(".checklist-foot span").first().textContent(), "");
});

await test("what changed since it was ticked says so, until it is ticked again", async (context) => {
  const page = await open(context, listPage("fr"));
  const [key] = await keysOf(page);
  await page.evaluate((name) => localStorage.setItem(name, `1 ${Date.now()} abc ffffffff`), await storageKey(page, key));
  await page.reload();
  assert.equal(await page.locator("stegvis-checklist .checklist-changed").textContent(), await word(page, "changed"));
  await click(page, key);
  await click(page, key);
  assert.equal(await page.locator("stegvis-checklist .checklist-changed").count(), 0);
});

await test("what is ticked outlives the browser", async () => {
  const profile = mkdtempSync(join(tmpdir(), "stegvis-profile-"));
  const executablePath = process.env.CHROMIUM ?? execSync("command -v chromium || command -v chromium-browser || command -v google-chrome").toString().trim();
  const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking"].concat(process.getuid?.() === 0 ? ["--no-sandbox"] : []);
  const launch = () => chromium.launchPersistentContext(profile, { executablePath, args });
  let browser = await launch();
  let page = await open(browser, listPage("en"));
  const keys = await keysOf(page);
  await click(page, keys[1]);
  await page.waitForTimeout(500);
  await browser.close();
  browser = await launch();
  page = await open(browser, listPage("sv"));
  assert.equal(await checked(page, keys[1]), true);
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
});

// A list of many items, made of DOM calls in a page that has the scripts.
const grow = (page, count, name = "many") => page.evaluate(([total, list]) => {
  const element = document.createElement("stegvis-checklist");
  element.setAttribute("list", list);
  const form = document.createElement("form");
  const fieldset = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.append(document.createElement("output"));
  form.className = "checklist";
  form.append(fieldset);
  fieldset.append(legend);
  for (let no = 1; no <= total; no += 1) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    Object.assign(box.dataset, { key: `${list}/i${no}`, no, text: "00000000" });
    label.append(box, ` ${no}`);
    fieldset.append(label);
  }
  element.append(form);
  document.querySelector("main").append(element);
  return new Promise((done) => setTimeout(done, 50));
}, [count, name]);

if (isOwn) await test("1,000 clicks from two tabs at once: none is lost", async (context) => {
  const tabs = [await open(context, listPage("en")), await open(context, listPage("sv"))];
  for (const tab of tabs) { await grow(tab, 1000); }
  await Promise.all(tabs.map((tab, odd) => tab.evaluate((first) => {
    [...document.querySelectorAll('stegvis-checklist[list="many"] input')].filter((_, at) => at % 2 === first).forEach((box) => box.click());
  }, odd)));
  for (const tab of tabs) {
    await tab.waitForFunction(() => document.querySelectorAll('stegvis-checklist[list="many"] input:checked').length === 1000, null, { timeout: 10000 });
    assert.match(await tab.locator('stegvis-checklist[list="many"] output').textContent(), /^1000 /);
  }
  const values = Object.entries(await stored(tabs[0])).filter(([key, value]) => key.includes(":many/") && value.startsWith("1 "));
  assert.equal(values.length, 1000);
});

if (isOwn) await test("10,000 random clicks in two tabs converge", async (context) => {
  const tabs = [await open(context, listPage("en")), await open(context, listPage("fr"))];
  for (const tab of tabs) { await grow(tab, 12); }
  const random = generator(seed);
  for (let burst = 0; burst < 20; burst += 1) {
    const moves = tabs.map(() => Array.from({ length: 250 }, () => Math.floor(random() * 12)));
    await Promise.all(tabs.map((tab, which) => tab.evaluate((boxes) => {
      const all = document.querySelectorAll('stegvis-checklist[list="many"] input');
      return new Promise((done) => {
        const next = () => {
          for (const box of boxes.splice(0, 1 + Math.floor(Math.random() * 20))) { all[box].click(); }
          if (boxes.length) { setTimeout(next, 0); } else { done(); }
        };
        next();
      });
    }, moves[which])));
  }
  const seen = (tab) => tab.evaluate(() => {
    const boxes = [...document.querySelectorAll('stegvis-checklist[list="many"] input')];
    const kept = boxes.map((box) => (localStorage.getItem(`st1:${document.documentElement.dataset.site}:${box.dataset.key}`) ?? "0").split(" ")[0]);
    return [boxes.map((box) => Number(box.checked)).join(""), kept.join("")];
  });
  const deadline = Date.now() + 5000;
  let states;
  do {
    states = [...await seen(tabs[0]), ...await seen(tabs[1])];
  } while (new Set(states).size > 1 && Date.now() < deadline);
  assert.equal(new Set(states).size, 1, states.join(" "));
});

await test("storage that is blocked or full: it works, lives in other tabs, and says so once", async (context) => {
  const page = await open(context, listPage("en"));
  const keys = await keysOf(page);
  const blocked = await context.newPage();
  await blocked.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } }));
  await blocked.goto(at(listPage("sv")));
  await click(blocked, keys[0]);
  assert.equal(await checked(blocked, keys[0]), true);
  await becomes(page, keys[0], true);
  await barText(blocked, await word(blocked, "unsaved"));
  await blocked.waitForTimeout(300);
  await click(blocked, keys[1]);
  await blocked.waitForTimeout(500);
  assert.ok(!(await blocked.locator(".checklist-bar [role=status]").textContent()).includes(await word(blocked, "unsaved")), "only once");
  const full = await open(context, listPage("nl"));
  await full.evaluate(() => {
    for (let size = 4e6; size >= 1; size = Math.floor(size / 2)) {
      try { for (let n = 0; ; n += 1) { localStorage.setItem(`fill${size}-${n}`, "x".repeat(size)); } } catch (quota) { /* smaller */ }
    }
  });
  await click(full, keys[2]);
  assert.equal(await checked(full, keys[2]), true);
  await barText(full, await word(full, "unsaved"));
  await becomes(page, keys[2], true);
});

await test("a corrupt value, or one from the future, costs one item", async (context) => {
  const page = await open(context, listPage("en"));
  const keys = await keysOf(page);
  const bad = ["<script>alert(1)</script>", `1 ${Date.now() + 9e7} abc -`, "1", "3 1 a -", "1 99999999999999999999 a -", ""];
  for (const value of bad) {
    await page.evaluate(([first, second, text]) => {
      localStorage.setItem(first, text);
      localStorage.setItem(second, `1 ${Date.now()} abc -`);
    }, [await storageKey(page, keys[0]), await storageKey(page, keys[1]), value]);
    await page.reload();
    assert.deepEqual([await checked(page, keys[0]), await checked(page, keys[1])], [false, true], value);
    await click(page, keys[0]);
    assert.equal(await checked(page, keys[0]), true);
  }
});

await test("names of every kind are no more than names", async (context) => {
  const page = await open(context, listPage("en"));
  const other = await open(context, listPage("sv"));
  for (const key of await page.evaluate(() => [...new Set([...document.querySelectorAll("input[data-key]")].map((box) => box.dataset.key))])) {
    await click(page, key);
    await becomes(other, key, true);
  }
});

await test("workspaces are apart, live in every tab, and erased one by one", async (context) => {
  const page = await open(context, listPage("en"));
  const other = await open(context, listPage("sv"));
  const keys = await keysOf(page);
  await page.evaluate(() => localStorage.setItem("another", "kept"));
  await click(page, keys[0]);
  await becomes(other, keys[0], true);
  await openTools(page);
  const name = "Ténant: A@b/%";
  await page.locator("dialog.checklist-tools input[maxlength]").fill(name);
  await inTools(page, "add");
  await becomes(page, keys[0], false);
  await becomes(other, keys[0], false);
  assert.ok((await other.locator(".checklist-foot").first().textContent()).includes(name));
  await click(other, keys[1]);
  await becomes(page, keys[1], true);
  await openTools(page);
  await page.locator("dialog.checklist-tools select").selectOption("");
  await becomes(other, keys[0], true);
  await becomes(other, keys[1], false);
  await openTools(other);
  await other.locator("dialog.checklist-tools select").selectOption(name);
  await becomes(page, keys[1], true);
  await openTools(page);
  await inTools(page, "erase-workspace");
  await inTools(page, "cancel");
  assert.equal(await checked(page, keys[1]), true);
  await openTools(page);
  await inTools(page, "erase-workspace");
  await inTools(page, "erase");
  await becomes(page, keys[1], false);
  await becomes(other, keys[1], false);
  assert.ok((await stored(page))[await storageKey(page, keys[0])].startsWith("1 "), "the other workspace stays");
  await openTools(page);
  await inTools(page, "erase-all");
  await inTools(page, "erase");
  await becomes(page, keys[0], false);
  assert.deepEqual(await stored(page), {});
  assert.equal(await page.evaluate(() => localStorage.getItem("another")), "kept");
});

await test("a shared link changes nothing by itself: it is viewed, merged, taken instead, undone or closed", async (context) => {
  const giver = await open(context, listPage("en"));
  const keys = await keysOf(giver);
  await click(giver, keys[0]);
  await click(giver, keys[2]);
  const link = await linkOf(giver);
  assert.match(link, /^#cl=1\.[\w-]+$/);
  for (const key of [keys[0], keys[2], keys[1]]) { await click(giver, key); }
  const before = await stored(giver);
  const taker = await open(context, listPage("sv") + link);
  await barText(taker, "2");
  assert.deepEqual(await stored(taker), before, "opening it changes nothing");
  await press(taker, "view");
  await becomes(taker, keys[0], true);
  assert.deepEqual([await checked(taker, keys[1]), await checked(taker, keys[2])], [false, true]);
  assert.equal(await taker.locator("stegvis-checklist input:enabled").count(), 0);
  assert.deepEqual(await stored(taker), before, "viewing it changes nothing");
  assert.equal(await checked(giver, keys[0]), false);
  await taker.waitForTimeout(300);
  await press(taker, "merge");
  await becomes(giver, keys[2], true);
  assert.deepEqual([await checked(giver, keys[0]), await checked(giver, keys[1])], [true, true], "merging takes no tick away");
  assert.equal(await taker.evaluate(() => location.hash), "");
  await press(taker, "undo");
  await becomes(giver, keys[0], false);
  await taker.evaluate((hash) => { location.hash = hash; }, link);
  await taker.waitForTimeout(400);
  await press(taker, "replace");
  await becomes(giver, keys[1], false);
  assert.deepEqual([await checked(giver, keys[0]), await checked(giver, keys[2])], [true, true]);
  const last = await stored(taker);
  await taker.evaluate((hash) => { location.hash = hash; }, link);
  await taker.waitForTimeout(400);
  await press(taker, "close");
  assert.equal(await taker.evaluate(() => location.hash), "");
  assert.deepEqual(await stored(taker), last);
  assert.equal(await taker.locator("stegvis-checklist input:disabled").count(), 0);
  // The page of criteria lacks the list.
  const elsewhere = await open(context, criteriaPage("en") + link);
  await barText(elsewhere, "1");
  assert.deepEqual(await stored(elsewhere), last);
});

await test("files: what is written is read again, merged by time or taken instead", async (context) => {
  const page = await open(context, listPage("en"));
  const keys = await keysOf(page);
  await click(page, keys[0]);
  const file = await download(page, "JSON");
  assert.equal(JSON.parse(file).version, 1);
  await click(page, keys[0]);
  await click(page, keys[1]);
  await upload(page, file);
  assert.deepEqual([await checked(page, keys[0]), await checked(page, keys[1])], [false, true], "the later wins");
  await upload(page, file, true);
  assert.deepEqual([await checked(page, keys[0]), await checked(page, keys[1])], [true, false]);
  await press(page, "undo");
  await becomes(page, keys[1], true);
  await openTools(page);
  await inTools(page, "erase-all");
  await inTools(page, "erase");
  await becomes(page, keys[1], false);
  const unknown = JSON.parse(file);
  unknown.items["of-tomorrow/x"] = "1 5 abc -";
  await upload(page, JSON.stringify(unknown));
  await becomes(page, keys[0], true);
  assert.equal((await stored(page))[await storageKey(page, "of-tomorrow/x")], "1 5 abc -", "what is unknown is kept");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.match(await page.locator("stegvis-checklist").first().getAttribute("data-date"), /\d/);
  const markdown = await download(page, "Markdown");
  assert.match(markdown, /^- \[x\] \S/);
  assert.match(markdown, /^- \[ \] \S/m);
});

await test("no cell of a table is a formula, and no line of a file is markup", async (context) => {
  const page = await open(context, listPage("en"));
  await page.evaluate(() => {
    const signs = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\"=1", "<script>alert(1)</script> [x](javascript:1) `y`"];
    [...document.querySelectorAll("stegvis-checklist")][0].querySelectorAll("label").forEach((label, at) => {
      label.lastChild.textContent = "";
      label.firstChild.setAttribute("aria-label", signs[at % signs.length]);
    });
  });
  const table = await download(page, "CSV");
  for (const cell of table.replace(/^\ufeff/, "").split(/\r\n|,(?=")/)) { assert.doesNotMatch(cell, /^"?[=+\-@\t\r]/, cell); }
  assert.match(table, /"'=1\+1"/);
});

if (isOwn) await test("hostile links and files change nothing", async (context) => {
  const page = await open(context, listPage("en"));
  const keys = await keysOf(page);
  await click(page, keys[0]);
  const site = JSON.parse(await download(page, "JSON")).site;
  const good = { format: "stegvis-checklist", version: 1, site, items: {} };
  const before = await stored(page);
  const same = async (what) => {
    assert.deepEqual(await stored(page), before, what);
    assert.equal(await page.evaluate(() => ({}).polluted), undefined, what);
    assert.equal(await page.evaluate((key) => [...document.querySelectorAll("input[data-key]")].find((box) => box.dataset.key === key).checked, keys[0]), true, what);
  };
  const random = generator(seed);
  const bytes = (length) => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const link = await linkOf(page);
  const links = ["#cl=", "#cl=1.", "#cl=2.AAAA", "#cl=1.A", "#cl=1.====", "#cl=1.<img src=x>", "#cl=1.AAAAAP__", `#cl=1.${"A".repeat(200000)}`, link.slice(0, -3), `${link}AA`, "#cl=%", "#cl=__proto__", "#cl=1.%00"];
  for (let n = 0; n < 60; n += 1) { links.push(`#cl=1.${bytes(1 + Math.floor(random() * 60)).toString("base64url")}`); }
  for (let n = 0; n < 30; n += 1) {
    const whole = Buffer.from(link.slice(6), "base64url");
    whole[Math.floor(random() * whole.length)] = Math.floor(random() * 256);
    links.push(`#cl=1.${whole.toString("base64url")}`);
  }
  for (const bad of links) {
    await page.evaluate((hash) => {
      location.hash = "";
      location.hash = hash;
      return new Promise((done) => setTimeout(done, 15));
    }, bad);
    await same(`seed ${seed} ${bad.slice(0, 80)}`);
  }
  await page.goto(at(listPage("en")));
  const entry = (key, value = "1 9 abc -") => JSON.stringify(good).replace("{}", `{${JSON.stringify(key)}:${JSON.stringify(value)}}`);
  const other = keys[1];
  const files = ["", "null", "[]", "{", "\"x\"", "1", JSON.stringify({ ...good, version: 2 }), JSON.stringify({ ...good, site: "st1:elsewhere" }),
    JSON.stringify({ ...good, items: null }), JSON.stringify({ ...good, items: [`1 9 abc -`] }), JSON.stringify({ ...good, format: "x" }),
    entry("__proto__", "1 9 abc -"), entry("__proto__", { polluted: true }), entry("constructor"), entry("constructor", { prototype: { polluted: 1 } }), entry("a/__proto__"),
    entry(other, "<script>alert(1)</script>"), entry(other, `1 ${Date.now() + 9e8} abc -`), entry(other, 1), entry(other, ["1 9 abc -"]), entry("no-list"), entry(other, "2 9 abc -"), entry("a/b\u0000"), entry("x".repeat(2000) + "/y"),
    JSON.stringify({ ...good, items: { [other]: `1 ${Date.now()} abc -`, "a/b": "broken" } }),
    " ".repeat(10 * 1024 * 1024), JSON.stringify({ ...good, items: { [other]: `1 ${Date.now()} abc -` }, padding: "x".repeat(2 << 20) }), "[".repeat(500000)];
  for (let n = 0; n < 6; n += 1) { files.push(bytes(200)); }
  const whole = JSON.stringify({ ...good, items: { [other]: `1 ${Date.now()} abc 00000000` } });
  for (let n = 0; n < 6; n += 1) { files.push(whole.slice(0, Math.floor(random() * whole.length))); }
  for (const bad of files) {
    await upload(page, bad);
    await same(`seed ${seed} ${String(bad).slice(0, 80)}`);
    assert.notEqual(await page.locator(".checklist-bar [role=status]").textContent(), "", "and says so");
  }
});

await test("an embed on another website keeps its own state there, and says so", async (context) => {
  if (embedList === "-") { return; }
  const tag = (list) => `<!doctype html><html lang="en"><title>x</title><main><p>Before</p><script src="${at("/embed.js")}" data-list="${list}" data-locale="sv"></script><p>After</p></main>`;
  const server = createServer((request, response) => response.writeHead(200, { "content-type": "text/html" }).end(tag(new URL(request.url, "http://x").searchParams.get("list"))));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const address = (list) => `http://127.0.0.1:${server.address().port}/?list=${encodeURIComponent(list)}`;
  const page = await context.newPage();
  await page.goto(address(embedList));
  const box = page.locator("form.stegvis-embed input").first();
  await box.check();
  assert.match(await page.locator("form.stegvis-embed output").textContent(), /^1 av \d+$/);
  assert.ok((await page.locator("form.stegvis-embed").textContent()).includes("sparas"));
  assert.equal(await page.locator("form.stegvis-embed :is(img, b, script)").count(), 0, "text is no markup");
  const source = await page.locator("form.stegvis-embed small a").getAttribute("href");
  assert.match(source, /^https?:\/\//, "the way back leads to the site that it comes from");
  if (isOwn) { assert.equal(source, at(listPage("sv"))); }
  await page.reload();
  assert.equal(await box.isChecked(), true);
  const own = await open(context, listPage("sv"));
  assert.deepEqual(await stored(own), {});
  for (const list of ["broken", "none", "../..", "a/b#c"]) {
    await page.goto(address(list));
    await page.locator("main > p > a").waitFor();
    assert.equal(await page.locator("form, input").count(), 0);
    assert.match(await page.locator("main > p > a").getAttribute("href"), /^http:\/\/127/);
  }
  server.close();
});

await test("without scripts the boxes can be ticked", async (context) => {
  const page = await open(context, listPage("fr"));
  await page.locator("form.checklist input").first().check();
}, { javaScriptEnabled: false });

for (const mode of isOwn ? [...modes, { media: "print" }] : [{}]) {
  const { media, ...options } = mode;
  await test(`axe finds nothing ${JSON.stringify(mode)}`, async (context) => {
    for (const path of [listPage("en"), criteriaPage("sv"), progressPage("nl"), listPage("fr")]) {
      const page = await open(context, path);
      if (media) { await page.emulateMedia({ media }); }
      const box = page.locator("main input[data-key]:not([data-state])").first();
      if (!media && await box.count()) {
        await box.click();
        await page.locator(".checklist-bar button").first().waitFor();
        await page.waitForTimeout(400);
      }
      await isFit(page, path);
      if (!media && path === listPage("fr")) {
        await openTools(page);
        await isFit(page, path);
      }
      await page.close();
    }
  }, { ...options, bypassCSP: true });
}

if (isOwn) { rmSync(folder, { recursive: true, force: true }); }
await finish();
