// Every kind of page in every language, in every way of looking at it: axe finds nothing, nothing overflows.
// Usage: node pages.mjs FOLDER…
import { launch, overflow, serve, tally, violations } from "./browser.mjs";
import { pagesOf, samples } from "./published.mjs";

const folders = process.argv.slice(2);
const { pass, fail, end } = tally();
const browser = await launch();
const servers = new Map(await Promise.all(folders.map(async (folder) => [folder, await serve(folder)])));

const wide = { width: 1280, height: 800 };
const plain = { media: "screen", colorScheme: "light", forcedColors: "none" };
const modes = [
  { name: "light" },
  { name: "dark", media: { colorScheme: "dark" } },
  { name: "forced colours", media: { forcedColors: "active" } },
  { name: "forced colours, dark", media: { forcedColors: "active", colorScheme: "dark" } },
  { name: "print", media: { media: "print" }, viewport: { width: 718, height: 1000 } },
  { name: "320 pixels", viewport: { width: 320, height: 640 } },
  { name: "320 pixels, unfolded", viewport: { width: 320, height: 640 }, unfold: true },
  { name: "text of 200 %", text: 32 },
];

async function look(page, session, mode) {
  await page.emulateMedia({ ...plain, ...mode.media });
  await page.setViewportSize(mode.viewport ?? wide);
  await session.send("Page.setFontSizes", { fontSizes: { standard: mode.text ?? 16, fixed: (mode.text ?? 16) * 13 / 16 } });
  if (mode.unfold) {
    await page.evaluate(() => document.querySelectorAll(".fold").forEach((fold) => { fold.removeAttribute("name"); fold.open = true; }));
  }
  // Two frames: styles have settled, and scripts that follow the width have run.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const found = await violations(page);
  const wider = await overflow(page);
  return wider > 0 ? [...found, `${wider} pixels too wide`] : found;
}

async function check({ folder, path, kinds, locale }) {
  const name = `${path} in ${locale} (${kinds.join(", ")})`;
  const context = await browser.newContext({ bypassCSP: true, viewport: wide, reducedMotion: "reduce" });
  const found = [];
  try {
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error") { found.push(message.text()); } });
    page.on("pageerror", (error) => found.push(String(error)));
    // A page that leads on is looked at as it stands.
    if (kinds.includes("redirect")) {
      await page.route("**/*", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "") });
      });
    }
    await page.goto(servers.get(folder).at(path));
    const session = await context.newCDPSession(page);
    for (const mode of modes) {
      const faults = await look(page, session, mode);
      found.push(...faults.map((fault) => `${mode.name}: ${fault}`));
    }
  } catch (error) {
    found.push(error.stack);
  } finally {
    await context.close();
  }
  if (found.length === 0) { pass(name); } else { fail(name, found.join("\n")); }
}

const waiting = samples(folders.flatMap(pagesOf));
const worker = async () => {
  for (let page = waiting.shift(); page; page = waiting.shift()) { await check(page); }
};
await Promise.all([worker(), worker(), worker()]);
await browser.close();
servers.forEach((server) => server.close());
end();
