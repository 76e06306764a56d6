// The frame of pages, used with a keyboard, with and without scripts, from a server and from a folder.
// Usage: node frame.mjs GUIDANCE RELATIVE, the published guidance and the same made with --relative
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { htmlFiles } from "./published.mjs";
import { start } from "./browser.mjs";

const [folder, relative] = process.argv.slice(2);
const { at, test, open, finish } = await start(folder);
const step = (locale) => `/${locale}/identity-group-based-licensing/`;
const phone = { viewport: { width: 390, height: 844 } };

// What has the focus, and what a sighted reader sees of it.
const focus = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body) { return null; }
  window.order = window.order ?? [];
  const last = window.order.at(-1);
  const isAfter = !last || Boolean(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.order.push(element);
  const style = getComputedStyle(element);
  const box = Array.from(element.getClientRects()).find((box) => box.width > 0 && box.height > 0) ?? element.getBoundingClientRect();
  // The middle of what is in the window: a table may be taller than that.
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const seen = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, (top + bottom) / 2);
  return {
    html: element.outerHTML.slice(0, 120),
    isAfter,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: Boolean(seen) && (element.contains(seen) || seen.contains(element)) && top < bottom,
  };
});

for (const options of [{}, phone, { forcedColors: "active" }]) {
  for (const path of [step("en"), "/sv/identity-exit-criteria/", "/fr/", "/"]) {
    await test(`the focus is seen all the way through ${path} ${JSON.stringify(options)}`, async (context) => {
      const page = await open(context, path);
      const met = [];
      for (let count = 0; count < 400; count += 1) {
        await page.keyboard.press("Tab");
        const now = await focus(page);
        if (!now) { break; }
        met.push(now);
      }
      assert.ok(met.length >= 4 && met.length < 400, `${met.length} stops`);
      assert.deepEqual(met.filter((stop) => !stop.isMarked).map((stop) => stop.html), [], "without a mark");
      assert.deepEqual(met.filter((stop) => !stop.isSeen).map((stop) => stop.html), [], "out of sight or covered");
      assert.deepEqual(met.filter((stop) => !stop.isAfter).map((stop) => stop.html), [], "out of order");
    }, options);
  }
}

await test("the skip link leads past the frame", async (context) => {
  const page = await open(context, step("en"));
  await page.keyboard.press("Tab");
  const skip = page.locator(".skip");
  assert.equal(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0), true);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest("main"))), true);
});

await test("folds open and close with the keyboard, one at a time", async (context) => {
  const page = await open(context, step("nl"));
  const folds = page.locator("details.fold");
  const isOpen = () => folds.evaluateAll((all) => all.map((fold) => fold.open));
  assert.deepEqual(await isOpen(), [false, false, false]);
  for (const number of [0, 1, 2]) {
    await folds.nth(number).locator("summary").first().focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await isOpen(), [0, 1, 2].map((other) => other === number));
  }
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "a");
  await page.keyboard.press("Escape");
  assert.deepEqual(await isOpen(), [false, false, false]);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "summary");
}, phone);

await test("on a phone the page begins with its title, and folds shut by themselves", async (context) => {
  const page = await open(context, step("en"));
  const top = await page.locator("h1").evaluate((title) => title.getBoundingClientRect().top);
  assert.ok(top < 260, `the title begins at ${top}`);
  await page.locator(".page-toc summary").first().click();
  await page.locator(".page-toc li a").last().click();
  assert.equal(await page.locator(".page-toc details").first().evaluate((fold) => fold.open), false);
}, phone);

await test("the contents mark the page and show it", async (context) => {
  for (const [path, size] of [[step("sv"), { width: 1280, height: 800 }], [step("sv"), { width: 1280, height: 360 }], [step("fr"), phone.viewport]]) {
    const page = await open(context, path);
    await page.setViewportSize(size);
    await page.reload();
    if (size.width < 900) { await page.locator(".toc summary").first().click(); }
    const here = page.locator(".toc a[aria-current=page]");
    assert.equal(new URL(await here.evaluate((link) => link.href)).pathname, path);
    assert.equal(await here.evaluate((link) => {
      const box = link.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight && link.contains(document.elementFromPoint(box.left + 5, box.top + 5));
    }), true, `in view at ${JSON.stringify(size)}`);
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.close();
  }
});

await test("the picker leads to the fragment of the address, clicked or scrolled to", async (context) => {
  const page = await open(context, step("en"));
  const sections = await page.locator(".page-toc li a").evaluateAll((links) => links.map((link) => link.hash));
  const pick = page.locator('.picker a[data-locale="sv"]');
  const leads = async () => { await pick.dispatchEvent("pointerdown"); return new URL(await pick.evaluate((link) => link.href)).hash; };
  assert.equal(await leads(), "");
  await page.locator(`.page-toc a[href="${sections[1]}"]`).click();
  assert.equal(await leads(), sections[1]);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForFunction((hash) => document.querySelector(".page-toc [aria-current]")?.hash === hash, sections.at(-1));
  assert.equal(await leads(), sections.at(-1));
  await page.goto(at(`${step("en")}${sections[0]}`));
  assert.equal(await leads(), sections[0]);
  await pick.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${step("sv")}${sections[0]}`);
});

await test("dark follows the system, can be set, and holds from the first paint on", async (context) => {
  const page = await open(context, step("en"));
  const shade = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number).reduce((a, b) => a + b) > 382);
  assert.equal(await shade(page), true);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await shade(page), false);
  const other = await open(context, step("fr"));
  await page.locator(".theme .light").click();
  assert.equal(await shade(page), true);
  await other.waitForFunction(() => document.documentElement.dataset.theme === "light");
  // Before the page's own script runs.
  const blocked = await context.newPage();
  await blocked.route(/\/stegvis\.[0-9a-f]+\.js$/, (route) => route.abort());
  await blocked.emulateMedia({ colorScheme: "dark" });
  await blocked.goto(at(step("nl")));
  assert.equal(await shade(blocked), true);
  await page.locator(".theme .dark").click();
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await shade(page), false);
  assert.equal(await page.locator(".theme [aria-pressed=true]").getAttribute("value"), "dark");
  await page.locator(".theme .system").click();
  assert.equal(await shade(page), true);
});

await test("print shows the text and nothing of the frame, on white", async (context) => {
  const page = await open(context, step("en"));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const part of [".skip", ".toc", ".page-toc", ".settings", ".pager", ".breadcrumb"]) {
    assert.equal(await page.locator(part).first().isVisible(), false, part);
  }
  assert.equal(await page.locator("h1").isVisible(), true);
  const ink = await page.evaluate(() => getComputedStyle(document.querySelector("main p")).color.match(/\d+/g).map(Number));
  assert.ok(ink.every((part) => part < 100), `${ink}`);
});

await test("without scripts: every fold opens, and what needs a script is not shown", async (context) => {
  const page = await open(context, step("fr"));
  for (const part of [".theme", ".foot .print"]) { assert.equal(await page.locator(part).isVisible(), false, part); }
  await page.locator("header summary").click();
  assert.equal(await page.locator('.picker a[lang="nl"]').isVisible(), true);
  await page.locator('.picker a[lang="nl"]').click();
  await page.waitForURL(`**${step("nl")}`);
}, { javaScriptEnabled: false, ...phone });

await test("nothing is asked of other hosts, and no cookie is set", async (context) => {
  const page = await context.newPage();
  const hosts = new Set();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  for (const path of ["/", "/en/", step("sv"), "/fr/identity-exit-criteria/", "/404.html"]) { await page.goto(at(path)); }
  assert.deepEqual([...hosts], [new URL(at("/")).host]);
  assert.deepEqual(await context.cookies(), []);
});

await test("from a folder: every page opens without a word on the console, and links lead on", async (context) => {
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`${page.url()}: ${error}`));
  page.on("requestfailed", (request) => {
    // A picture that was still on its way when this test went on to the next page.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") { said.push(`${page.url()}: ${request.url()} ${why}`); }
  });
  const address = (file) => pathToFileURL(join(relative, file)).href;
  // The page for what is not there is for hosts.
  for (const file of htmlFiles(relative).filter((file) => file !== "404.html")) {
    await page.goto(address(file));
    assert.equal(await page.evaluate(() => document.documentElement.classList.contains("js") && document.styleSheets.length > 0), true, file);
    const words = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.initiatorType));
    assert.ok(!words.includes("fetch") && !words.includes("xmlhttprequest"), file);
  }
  await page.goto(`${address("en/identity-group-based-licensing/index.html")}#next-step`);
  await page.locator('.picker a[lang="fr"]').click();
  await page.waitForURL("file://**/fr/identity-group-based-licensing/index.html#next-step");
  await page.locator(".toc a").first().click();
  await page.waitForURL("file://**/index.html");
  assert.deepEqual(said, []);
});

await finish();
