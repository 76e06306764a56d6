// The pages of published folders, by what is on them.
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

// What a page may be or have, and how its HTML tells.
const features = {
  chooser: /<body class="chooser"/,
  lost: /<body class="lost"/,
  redirect: /<meta http-equiv="refresh"/,
  embed: /<html [^>]* data-embed/,
  contents: /<main [^>]*class="contents"/,
  status: /<main [^>]*class="contents status"/,
  fallback: /<article class="text"[^>]* lang="/,
  cards: /class="hub-grid"/,
  questions: /class="hub-answer"/,
  criteria: /<form class="criterion"/,
  checklist: /<form class="checklist"/,
  progress: /<stegvis-progress/,
  tabs: /<div class="tabs"/,
  pivots: /<fieldset class="pivots"/,
  film: /class="video"/,
  figure: /<figure/,
  originals: /class="tools originals"/,
  code: /<pre/,
  table: /<table/,
  alert: /class="alert /,
  footnotes: /class="footnotes"/,
  formula: /class="math"/,
  frame: /<iframe/,
};

export function htmlFiles(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort()
    .map((name) => name.split(sep).join("/"));
}

// `path` is what a browser asks for below the site's root; `locale` the page's language.
export function pagesOf(folder) {
  return htmlFiles(folder).map((file) => {
    const html = readFileSync(join(folder, file), "utf8");
    const kinds = Object.keys(features).filter((name) => features[name].test(html));
    const locale = /<html lang="([^"]*)"/.exec(html)?.[1] ?? "";
    if (kinds.length === 0) { kinds.push("plain"); }
    if (/^[^/]+\/index\.html$/.test(file)) { kinds.push("first"); }
    return { folder, file, path: `/${file.replace(/(^|\/)index\.html$/, "$1")}`, html, kinds, locale };
  });
}

// As few pages as show every kind, in every language or in any: of those with a kind, the one that has most of all.
export function samples(pages, inAny = false) {
  const richest = pages.slice().sort((a, b) => b.kinds.length - a.kinds.length || b.html.length - a.html.length);
  const chosen = [];
  const seen = new Set();
  for (const page of richest) {
    const news = page.kinds.map((kind) => (inAny ? kind : `${kind} ${page.locale}`)).filter((name) => !seen.has(name));
    if (news.length > 0) {
      chosen.push(page);
      news.forEach((name) => seen.add(name));
    }
  }
  return chosen;
}
