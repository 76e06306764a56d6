// Every kind of page in every language, in every way of looking at it: axe finds nothing, nothing overflows.
// Usage: node pages.mjs FOLDER…
import { inContext, isDrawn, launch, overflow, serve, tally, violations } from "./browser.mjs";
import { pagesOf, samples } from "./published.mjs";

const folders = process.argv.slice(2);
const { pass, fail, end } = tally();
const browser = await launch();
const servers = new Map(await Promise.all(folders.map(async (folder) => [folder, await serve(folder)])));

const wide = { width: 1280, height: 800 };
const plain = { media: "screen", colorScheme: "light", forcedColors: "none" };
// Where only colours are other than in the first, only they are looked at, and in one language.
const modes = [
  { name: "light" },
  { name: "dark", media: { colorScheme: "dark" }, ofColour: true },
  { name: "forced colours", media: { forcedColors: "active" }, ofColour: true },
  { name: "forced colours, dark", media: { forcedColors: "active", colorScheme: "dark" }, ofColour: true },
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
  if (!await isDrawn(page)) { throw new Error("it is not drawn"); }
  const found = await violations(page, mode.ofColour);
  const wider = await overflow(page);
  return wider > 0 ? [...found, `${wider} pixels too wide`] : found;
}

async function faultsOf(context, { folder, path, kinds }) {
  const found = [];
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
  for (const mode of modes.filter((mode) => !mode.ofColour || inAny.has(`${folder}${path}`))) {
    const faults = await look(page, session, mode);
    found.push(...faults.map((fault) => `${mode.name}: ${fault}`));
  }
  return found;
}

async function check(page) {
  const name = `${page.path} in ${page.locale} (${page.kinds.join(", ")})`;
  const options = { bypassCSP: true, viewport: wide, reducedMotion: "reduce" };
  const found = await inContext(browser, options, (context) => faultsOf(context, page)).catch((error) => [error.stack]);
  if (found.length === 0) { pass(name); } else { fail(name, found.join("\n")); }
}

const pages = folders.flatMap(pagesOf);
const inAny = new Set(samples(pages, true).map(({ folder, path }) => `${folder}${path}`));
const waiting = samples(pages);
const worker = async () => {
  for (let page = waiting.shift(); page; page = waiting.shift()) { await check(page); }
};
await Promise.all([worker(), worker(), worker()]);
await browser.close();
servers.forEach((server) => server.close());
end();
