// Pictures of the main pages, to look at: tests/browser/shots/. Usage: node shots.mjs GUIDANCE KINDS [DIALECT]
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, serve } from "./browser.mjs";

const shots = join(dirname(fileURLToPath(import.meta.url)), "shots");
rmSync(shots, { recursive: true, force: true });
mkdirSync(shots);
const [guidance, kinds, dialect] = await Promise.all(process.argv.slice(2).map(serve));
const browser = await launch();

const step = (locale) => `/${locale}/identity-group-based-licensing/`;
const pages = [
  ["first", guidance, "/en/"],
  ...["en", "sv", "nl", "fr"].map((locale) => [`step-${locale}`, guidance, step(locale)]),
  ["criteria", guidance, "/en/identity-exit-criteria/"],
  ["chooser", guidance, "/"],
  ["lost", guidance, "/404.html"],
  ["status", kinds, "/sv/status/"],
  ["contents", kinds, "/en/"],
  ["hub", kinds, "/en/hub/"],
  ["landing", kinds, "/en/landing/"],
  ["questions", kinds, "/en/questions/"],
  ["fallback", kinds, "/nl/boxes/"],
  ["dialect", dialect, "/en/"],
  ["originals", dialect, "/sv/water/"],
].filter(([, site]) => site);
const views = {
  light: { viewport: { width: 1440, height: 900 } },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  tablet: { viewport: { width: 1024, height: 768 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  forced: { viewport: { width: 1280, height: 800 }, forcedColors: "active", colorScheme: "dark" },
  print: { viewport: { width: 718, height: 1016 } },
};

for (const [view, options] of Object.entries(views)) {
  const context = await browser.newContext(options);
  for (const [name, site, path] of pages) {
    const page = await context.newPage();
    await page.goto(site.at(path));
    if (view === "print") { await page.emulateMedia({ media: "print" }); }
    await page.screenshot({ path: join(shots, `${name}.${view}.png`) });
    // What is to be done lies further down.
    const list = page.locator("form.checklist, form.criterion").first();
    if (await list.count() > 0) {
      await list.evaluate((form) => form.scrollIntoView({ block: "center" }));
      await page.screenshot({ path: join(shots, `${name}-list.${view}.png`) });
    }
    await page.close();
  }
  await context.close();
  await sheet(view, options.viewport);
}

// All pictures of a view side by side.
async function sheet(view, { width, height }) {
  const files = readdirSync(shots).filter((file) => file.endsWith(`.${view}.png`) && !file.startsWith("sheet."));
  const [columns, scale] = width < 800 ? [6, 320 / width] : [3, 640 / width];
  const page = await browser.newPage({ viewport: { width: columns * (width * scale + 8) + 8, height: 600 } });
  const picture = (file) => `<img width="${width * scale}" height="${height * scale}" src="data:image/png;base64,${readFileSync(join(shots, file), "base64")}">`;
  await page.setContent(`<body style="margin:8px;display:flex;flex-wrap:wrap;gap:8px;background:#888">${files.map(picture).join("")}`);
  await page.screenshot({ path: join(shots, `sheet.${view}.png`), fullPage: true });
  await page.close();
}
await browser.close();
[guidance, kinds, dialect].forEach((site) => site?.close());
console.log(`${readdirSync(shots).length} pictures in ${shots}; sheet.*.png show those of a view side by side`);
