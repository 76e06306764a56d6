// A page with every construct of the dialect in a real browser. Usage: node dialect.mjs FOLDER, the published
// tests/sites/dialect.
import assert from "node:assert/strict";
import { start } from "./browser.mjs";

const { at, test, open, isFit, finish } = await start(process.argv[2]);

const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const shown = (page) => page.locator(".tab:not([hidden]) > p:not(.tab-title)").allTextContents();

await test("tabs of one id switch together, and the choice holds for other pages and other windows", async (context) => {
  const page = await open(context, "/en/");
  assert.deepEqual(await shown(page), ["Clay is heavy. Dig twice.", "A spade."]);
  assert.equal(await page.getByRole("tablist").count(), 2);
  const other = await open(context, "/sv/");
  await tab(page, "Peat").click();
  assert.deepEqual(await shown(page), ["Peat holds water.", "A fork."]);
  await other.waitForFunction(() => document.querySelector("[aria-selected=true]").textContent === "Torv");
  const next = await open(context, "/sv/water/");
  assert.equal(await next.locator("[aria-selected=true]").textContent(), "Torv");
  await tab(page, "Sand").click();
  assert.deepEqual(await shown(page), ["Sand is light.", "Water twice a day.", "A spade."]);
});

await test("a tab that depends on another one comes and goes with it", async (context) => {
  const page = await open(context, "/en/");
  assert.equal(await tab(page, "By hand").count(), 0);
  await tab(page, "Peat").click();
  await tab(page, "By hand").click();
  assert.deepEqual(await shown(page), ["Peat holds water.", "Only peat is soft enough for hands."]);
  await tab(page, "Clay").click();
  assert.deepEqual(await shown(page), ["Clay is heavy. Dig twice.", "A spade."]);
});

await test("tabs obey the keyboard, and one of them is in the way of the tab key", async (context) => {
  const page = await open(context, "/en/");
  await tab(page, "Clay").focus();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  for (const [key, name] of [["ArrowRight", "Sand"], ["End", "Peat"], ["ArrowRight", "Clay"], ["ArrowLeft", "Peat"], ["Home", "Clay"]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), name);
    assert.equal(await tab(page, name).getAttribute("aria-selected"), "true");
  }
  assert.equal(await page.locator("[role=tab][tabindex='0']").count(), 2);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "tabpanel");
});

await test("what was pressed stays where it is", async (context) => {
  const page = await open(context, "/en/");
  const peat = tab(page, "On peat");
  await peat.scrollIntoViewIfNeeded();
  const top = async () => (await peat.boundingBox()).y;
  const before = await top();
  await peat.click();
  assert.ok(Math.abs((await top()) - before) < 2);
});

await test("a link into a hidden panel or zone opens it, and an address asks for a tab", async (context) => {
  const page = await open(context, "/en/");
  await page.click('.text a[href="#with-a-hose"]');
  await page.getByRole("heading", { name: "With a hose" }).waitFor({ state: "visible" });
  await tab(page, "Clay").click();
  await page.click('.text a[href="#with-a-hose"]');
  await page.getByRole("heading", { name: "With a hose" }).waitFor({ state: "visible" });
  await page.getByLabel("Warm").check();
  await page.click('.page-toc a[href="#before-the-frost"]');
  await page.getByRole("heading", { name: "Before the frost" }).waitFor({ state: "visible" });
  const deep = await open(context, "/en/#with-a-hose");
  await deep.getByRole("heading", { name: "With a hose" }).waitFor({ state: "visible" });
  const asked = await open(context, "/en/water/?tabs=peat");
  assert.equal(await asked.locator("[aria-selected=true]").textContent(), "Peat");
});

await test("tabs and pivots work with blocked storage", async (context) => {
  await context.addInitScript(() => {
    Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error("blocked"); };
  });
  const page = await open(context, "/en/");
  await tab(page, "Peat").click();
  assert.deepEqual(await shown(page), ["Peat holds water.", "A fork."]);
  await page.getByLabel("Dry").check();
  assert.equal(await page.getByText("Give it shade.").isVisible(), true);
});

await test("a pivot sorts the page, and the next one", async (context) => {
  const page = await open(context, "/en/");
  const names = await page.locator(".pivots label").allTextContents();
  assert.deepEqual(names.map((name) => name.trim()), ["Cold", "Warm", "Dry"]);
  assert.equal(await page.getByText("Cover the roots.").isVisible(), true);
  assert.equal(await page.getByText("Give it shade.").isVisible(), false);
  await page.getByLabel("Dry").check();
  assert.equal(await page.getByText("Cover the roots.").isVisible(), false);
  assert.equal(await page.getByText("Give it shade.").isVisible(), true);
  const next = await open(context, "/en/water/");
  assert.equal(await next.getByText("Every day.").isVisible(), true);
  assert.equal(await next.getByText("Not in winter.").isVisible(), false);
  assert.equal(await page.getByText("Only on paper").count(), 0);
});

await test("without scripts everything shows under its name", async (context) => {
  const page = await open(context, "/en/");
  for (const text of ["Clay is heavy.", "Sand is light.", "Peat holds water.", "Cover the roots.", "Give it shade."]) {
    assert.equal(await page.getByText(text).isVisible(), true, text);
  }
  assert.equal(await page.locator(".tab-title:visible").count(), 6);
  assert.equal(await page.locator(".zone > .scope:visible").count(), 2);
  assert.equal(await page.locator(".pivots").isVisible(), false);
  assert.equal(await page.locator("a.lightbox").getAttribute("href"), "/en/media/tree-large.svg");
  assert.match(await page.locator(".video a").getAttribute("href"), /^https:\/\/www\.youtube-nocookie\.com\/embed\//);
  const water = await open(context, "/sv/water/");
  assert.equal(await water.locator(".originals").isVisible(), false);
  assert.equal(await water.getByText("Water it").count(), 0);
}, { javaScriptEnabled: false });

await test("print shows all panels", async (context) => {
  const page = await open(context, "/en/");
  await page.emulateMedia({ media: "print" });
  for (const text of ["Clay is heavy.", "Sand is light.", "Peat holds water."]) {
    assert.equal(await page.getByText(text).isVisible(), true, text);
  }
  assert.equal(await page.locator("[role=tablist]").first().isVisible(), false);
  assert.equal(await page.locator(".tab-title:visible").count(), 6);
});

await test("a film is loaded when the reader asks for it, and not before", async (context) => {
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => { if (request.url().startsWith("https:")) { asked.push(request.url()); } });
  await page.goto(at("/en/"));
  await page.evaluate(() => {
    window.forbidden = [];
    addEventListener("securitypolicyviolation", (event) => window.forbidden.push(event.blockedURI));
  });
  assert.equal(await page.locator("iframe").count(), 0);
  assert.deepEqual(asked, []);
  await page.locator(".video a").focus();
  await page.keyboard.press("Enter");
  const frame = page.locator(".video iframe");
  assert.equal(await frame.getAttribute("src"), "https://www.youtube-nocookie.com/embed/tree");
  assert.match(await frame.getAttribute("title"), /youtube-nocookie/);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "iframe");
  // The policy lets that host in, and no other.
  await page.evaluate(() => {
    const other = document.createElement("iframe");
    other.src = "https://other.example/";
    document.body.append(other);
  });
  await page.waitForFunction(() => window.forbidden.length > 0);
  assert.deepEqual(await page.evaluate(() => window.forbidden), ["https://other.example"]);
  const other = await open(context, "/en/water/");
  assert.doesNotMatch(await other.locator("meta[http-equiv]").getAttribute("content"), /frame-src/);
});

await test("a picture grows in a dialog, and the focus comes back", async (context) => {
  const page = await open(context, "/en/");
  const link = page.locator("a.lightbox");
  await link.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.equal(await dialog.locator("img").getAttribute("src"), at("/en/media/tree-large.svg"));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.className), "lightbox");
  await link.click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
});

await test("code is copied, and that is said", async (context) => {
  const page = await open(context, "/en/");
  const button = page.locator(".sample button").first();
  await button.focus();
  await page.keyboard.press("Enter");
  await page.locator(".sample button", { hasText: "Copied" }).waitFor();
  assert.equal(await page.locator("[role=status]").textContent(), "Copied");
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await copied(), "dig --depth 60 # centimetres\n");
  // Stressed lines are lines of the file like all others.
  await page.locator(".sample:has(mark) button").click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("/*"));
  assert.match(await copied(), /^\/\* A tree\n   grows. \*\/\npublic class Tree\n\{\n    public double .*;\n    public int [^\n]*\n\}\n\n\/\/ The end.\n$/);
}, { permissions: ["clipboard-read", "clipboard-write"] });

await test("nothing moves while the page comes up", async (context) => {
  const page = await open(context, "/en/");
  await tab(page, "Peat").click();
  const again = await context.newPage();
  await again.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) { window.moved += entry.value; } })
      .observe({ type: "layout-shift", buffered: true });
  });
  await again.goto(at("/en/"));
  await again.waitForTimeout(300);
  assert.ok((await again.evaluate(() => window.moved)) < 0.01);
});

await test("a translated page can be read in the original, and back", async (context) => {
  const page = await open(context, "/sv/water/");
  const read = page.getByRole("button", { name: "Läs originalet (English)" });
  const words = () => page.locator("h1, .tab:not([hidden]) p:not(.tab-title), .tasks label").allInnerTexts();
  const translated = await words();
  assert.deepEqual(translated, ["Vattna det", "Lite och ofta. Se början.", "Jorden är våt."]);
  await read.click();
  await page.locator(".originals [aria-pressed=true]").waitFor();
  assert.deepEqual((await words()).map((text) => text.trim()), ["Water it", "Little, and often. See the start.", "The ground is wet."]);
  assert.equal(await page.locator("h1 .source").getAttribute("lang"), "en");
  assert.equal(await read.getAttribute("aria-pressed"), "true");
  await page.locator(".tasks input").check();
  await read.click();
  assert.deepEqual(await words(), translated);
  assert.equal(await page.locator(".tasks input").isChecked(), true);
  assert.equal(await page.title(), "Vattna det | Trädgård");
  assert.doesNotMatch(await page.locator(".page-toc, .toc").first().innerText(), /Water/);
});

await test("the original of a sentence shows under the pointer and the focus", async (context) => {
  const page = await open(context, "/sv/water/");
  const tip = page.getByRole("tooltip");
  await page.locator(".tab p:not(.tab-title) .unit").first().hover();
  assert.equal(await tip.isVisible(), false);
  await page.getByRole("button", { name: "Visa originalmeningar" }).click();
  await page.locator(".originals [aria-pressed=true]").waitFor();
  await page.locator(".tab p:not(.tab-title) .unit").first().hover();
  assert.equal(await tip.textContent(), "Little, and often.");
  await tip.hover();
  await page.waitForTimeout(300);
  assert.equal(await tip.isVisible(), true);
  await page.keyboard.press("Escape");
  assert.equal(await tip.isVisible(), false);
  await page.locator("h1 .unit").focus();
  assert.equal(await tip.textContent(), "Water it");
  assert.equal(await page.locator("h1 .unit").getAttribute("aria-describedby"), ":original");
  await isFit(page, "with originals");
}, { bypassCSP: true });

await finish();
