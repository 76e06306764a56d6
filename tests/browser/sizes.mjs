// What a reader's browser loads for a page of common length, gzipped as hosts do it. Usage: node sizes.mjs FOLDER…
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { baseOf, tally } from "./browser.mjs";
import { pagesOf } from "./published.mjs";

const limits = { HTML: 7000, CSS: 8000, JS: 6000 };
// A page of one or two printed pages of text; longer ones weigh what their text weighs.
const common = 8000;

const { pass, fail, end } = tally();
for (const folder of process.argv.slice(2)) {
  const weights = new Map();
  const weigh = (url) => {
    const file = join(folder, url.slice(baseOf(folder).length));
    if (!weights.has(file)) {
      assert.ok(existsSync(file), `${url} is asked for and is not there`);
      weights.set(file, gzipSync(readFileSync(file), { level: 9 }).length);
    }
    return weights.get(file);
  };
  const sum = (html, tags) => Array.from(html.matchAll(tags), ([, url]) => weigh(url)).reduce((a, b) => a + b, 0);
  const pages = pagesOf(folder).map(({ path, html }) => ({
    path,
    words: (/<article[^]*<\/article>/.exec(html)?.[0] ?? "").replace(/<[^>]*>/g, "").length,
    HTML: gzipSync(html, { level: 9 }).length,
    CSS: sum(html, /<link rel="stylesheet" href="([^"]*)"/g),
    JS: sum(html, /<script src="([^"]*)"/g),
  })).filter((page) => page.words > 0 && page.words < common);
  for (const [kind, limit] of Object.entries(limits)) {
    const most = pages.reduce((a, b) => (b[kind] > a[kind] ? b : a));
    const mean = Math.round(pages.reduce((total, page) => total + page[kind], 0) / pages.length);
    const told = `${kind} of ${pages.length} pages of ${folder}: ${mean} bytes, at most ${most[kind]} (${most.path}, ${most.words} characters)`;
    if (most[kind] <= limit) { pass(told); } else { fail(told); }
  }
}
end();
