// What every published page keeps, read from its HTML: one title and one main part, languages that name each other, a
// policy that forbids inline scripts and styles, and files whose names hold their hash. Usage: node gates.mjs FOLDER…
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { baseOf, launch, tally } from "./browser.mjs";
import { pagesOf } from "./published.mjs";

const { pass, fail, end } = tally();
const browser = await launch();
const parser = await (await browser.newContext()).newPage();

// Runs in the browser: the facts of a page, and what is wrong whatever other pages say.
function read({ html, file, relative }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const all = (selector, within = page) => Array.from(within.querySelectorAll(selector));
  const wrong = [];
  const expect = (isRight, what) => { if (!isRight) { wrong.push(what); } };
  const root = page.documentElement;
  const isEmbed = /^embed\//.test(file);
  const isRedirect = all("meta[http-equiv=refresh]").length > 0;

  expect(root.lang && ["ltr", "rtl"].includes(root.dir), "html has a language and a direction");
  expect(page.title.trim(), "there is a title");
  expect(all("main").length === 1, `one main, not ${all("main").length}`);
  expect(all("h1").length === 1, `one h1, not ${all("h1").length}`);
  expect(all("meta[charset], meta[name=viewport]").length === 2, "charset and viewport");
  const ids = all("[id]").map((element) => element.id);
  const twice = ids.filter((id, number) => ids.indexOf(id) !== number);
  expect(twice.length === 0, `each id once: ${twice}`);

  // What can be reached first is the link that skips the frame.
  if (all("header.top").length > 0) {
    const first = page.body.querySelector("a[href], button, summary, input, [tabindex]");
    expect(first && first.matches(".skip") && page.getElementById(first.hash.slice(1))?.matches("main"), "the skip link comes first and leads to main");
  }

  // Nothing inline, nothing from elsewhere, and the policy before all that it governs.
  expect(all("[style]").length === 0, "no style attributes");
  expect(all("style").length === 0, "no inline styles");
  expect(all("script:not([src])").length === 0, "no inline scripts");
  expect(all("*").every((element) => Array.from(element.attributes).every((a) => !/^on/.test(a.name))), "no event handlers");
  expect(all("a[href]").every((link) => !/^\s*(javascript|vbscript|data):/i.test(link.getAttribute("href"))), "no script in a link");
  const policy = page.querySelector("meta[http-equiv='Content-Security-Policy']");
  if (relative) {
    expect(!policy, "no policy for pages read from a folder");
    expect(all("script").every((script) => script.getAttribute("type") !== "module"), "classic scripts alone");
  } else {
    expect(policy && /^default-src 'none';/.test(policy.content) && !/unsafe/.test(policy.content), "a strict policy");
    const governed = page.querySelector("script, link");
    expect(!policy || !governed || policy.compareDocumentPosition(governed) & Node.DOCUMENT_POSITION_FOLLOWING, "the policy comes before what it governs");
  }
  const loaded = all("script[src], link[rel=stylesheet], link[rel=icon]").map((element) => element.getAttribute("src") ?? element.getAttribute("href"));
  for (const url of loaded) {
    expect(!/^[a-z]+:|^\/\//.test(url), `from this site: ${url}`);
    expect(/\.[0-9a-f]{10}\.(js|css|svg)$/.test(url) || /\/embed\.js$/.test(url), `a hash in its name: ${url}`);
  }

  // The table of contents marks one place at most, and that is this page.
  const current = all("nav.toc [aria-current]");
  expect(current.length <= 1 && current.every((link) => link.getAttribute("aria-current") === "page"), "one current page in the contents");

  const article = page.querySelector("article.text");
  const isFallback = Boolean(article?.lang);
  const notices = all("p.notice").filter((notice) => !notice.closest("[lang]:not(html)"));
  if (isFallback) {
    expect(article.dir, "a fallback has a direction");
    expect(notices.length > 0, "a fallback says so in the reader's language");
  }
  return {
    file, wrong, loaded, isRedirect, isFallback, isEmbed,
    locale: root.lang,
    fallback: article?.lang ?? "",
    noIndex: all("meta[name=robots][content*=noindex]").length > 0,
    canonical: page.querySelector("link[rel=canonical]")?.getAttribute("href") ?? null,
    alternates: all("link[rel=alternate][hreflang]").map((link) => [link.hreflang, link.getAttribute("href")]),
    picker: all(".picker li").map((item) => {
      const link = item.querySelector("a");
      return {
        href: link?.getAttribute("href") ?? null, lang: (link ?? item.querySelector("[lang]"))?.lang ?? "", hreflang: link?.hreflang ?? "",
        isCurrent: Boolean(link?.hasAttribute("aria-current")),
        name: ((link ?? item.querySelector("[lang]"))?.childNodes[0]?.textContent ?? "").trim(), note: item.querySelector("small")?.textContent ?? "",
        noteLang: item.querySelector("small")?.closest("[lang]")?.lang ?? "",
      };
    }),
    ids,
    links: all("a[href]").map((link) => link.getAttribute("href")),
    current: current.map((link) => link.getAttribute("href")),
  };
}

const names = { en: "English", sv: "Svenska", nl: "Nederlands", fr: "Français" };

for (const folder of process.argv.slice(2)) {
  const base = baseOf(folder);
  const relative = /href="[^"]*index\.html"/.test(readFileSync(join(folder, "index.html"), "utf8"));
  const pages = await Promise.all(pagesOf(folder).map(({ html, file }) => parser.evaluate(read, { html, file, relative })));
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const wrong = pages.flatMap((page) => page.wrong.map((what) => `${page.file}: ${what}`));
  const expect = (isRight, page, what) => { if (!isRight) { wrong.push(`${page.file}: ${what}`); } };

  // The file that an address on a page leads to, and its fragment.
  const target = (page, href) => {
    const from = new URL(`http://site${base}${page.file}`);
    const url = new URL(href, page.file === "404.html" ? `http://site${base}` : from);
    if (url.host !== "site" || !url.pathname.startsWith(base)) { return null; }
    const path = decodeURIComponent(url.pathname.slice(base.length));
    return { file: path === "" || path.endsWith("/") ? `${path}index.html` : path, id: decodeURIComponent(url.hash.slice(1)) };
  };
  const host = pages.flatMap((page) => page.alternates.map(([, url]) => new URL(url).origin))[0];
  const fileOf = (url) => target({ file: "index.html" }, host && url.startsWith(host) ? url.slice(host.length) : url)?.file;
  const sitemap = existsSync(join(folder, "sitemap.xml")) ? readFileSync(join(folder, "sitemap.xml"), "utf8") : null;
  const listed = new Set(Array.from(sitemap?.matchAll(/<loc>([^<]*)<\/loc>/g) ?? [], ([, url]) => fileOf(url)));

  for (const page of pages) {
    for (const url of page.loaded) {
      const file = target(page, url)?.file;
      expect(file && existsSync(join(folder, file)), page, `it loads a file that is there: ${url}`);
    }
    for (const href of page.links) {
      const to = target(page, href);
      if (!to) { continue; }
      const other = byFile.get(to.file);
      expect(other || existsSync(join(folder, to.file)), page, `a link leads to what is there: ${href}`);
      // What is shown at any depth names its files from the root.
      if (relative && other && page.file !== "404.html") { expect(/index\.html(#.*)?$/.test(href) || href.startsWith("#"), page, `a link names its file: ${href}`); }
      // A page shown in another language may lead to a place that its translation has not.
      if (other && to.id && !page.isFallback) { expect(other.ids.includes(to.id), page, `a link leads to a place that is there: ${href}`); }
    }
    for (const href of page.current) { expect(target(page, href)?.file === page.file, page, "the current page of the contents is this one"); }

    // Languages.
    for (const entry of page.picker) {
      expect(!(entry.lang in names) || entry.name === names[entry.lang], page, `a language is named in its own words: ${entry.name}`);
      if (entry.href === null) { expect(entry.note, page, `a language without the page says so: ${entry.lang}`); continue; }
      const to = byFile.get(target(page, entry.href)?.file);
      expect(to && to.locale === entry.lang, page, `the picker leads to the same page in ${entry.lang}`);
      if (!to) { continue; }
      const below = (file) => file.split("/").slice(1).join("/");
      expect(below(to.file) === below(page.file), page, `the picker leads to the same page: ${entry.href}`);
      expect(entry.isCurrent === (to.file === page.file), page, "one language is the current one");
      expect(entry.hreflang === (to.fallback || to.locale), page, `hreflang is what the reader finds: ${entry.hreflang}`);
      expect(entry.isCurrent || Boolean(entry.note) === to.isFallback, page, `a fallback is marked, and nothing else: ${entry.lang}`);
      expect(!entry.note || entry.noteLang === page.locale, page, "the mark is in the reader's language");
    }

    // What search engines are told.
    if (page.isRedirect || page.noIndex || page.isFallback) {
      expect(page.alternates.length === 0, page, "what is left out names no languages");
      expect(!listed.has(page.file), page, "what is left out is not in the sitemap");
    }
    if (page.isFallback && host) {
      const to = byFile.get(fileOf(page.canonical ?? ""));
      expect(to && to.locale === page.fallback && !to.isFallback, page, `the original of a fallback is the source: ${page.canonical}`);
    }
    if (page.alternates.length > 0) {
      expect(fileOf(page.canonical) === page.file, page, "a page is its own original");
      expect(page.alternates.filter(([tag]) => tag === "x-default").length === 1, page, "one x-default");
      expect(page.file === "index.html" || page.alternates.some(([tag, url]) => tag === page.locale && fileOf(url) === page.file), page, "it names itself");
      for (const [tag, url] of page.alternates) {
        const to = byFile.get(fileOf(url));
        expect(to && (tag === "x-default" || to.locale === tag), page, `hreflang ${tag} leads to a page in it: ${url}`);
        // The choice of a language names all first pages; they name each other.
        const same = page.file === "index.html" || JSON.stringify(to?.alternates) === JSON.stringify(page.alternates);
        expect(same, page, `hreflang is mutual: ${url}`);
      }
      if (sitemap && page.file !== "index.html") { expect(listed.has(page.file), page, "it is in the sitemap"); }
    }
  }

  const headers = readFileSync(join(folder, "_headers"), "utf8");
  const lines = headers.split("\n").filter((line) => /Content-Security-Policy/.test(line));
  expect(lines.length > 0 && lines.every((line) => /default-src 'none'/.test(line) && !/unsafe/.test(line)), { file: "_headers" }, "a strict policy");
  expect(/immutable/.test(headers), { file: "_headers" }, "what has a hash in its name is kept for ever");

  if (wrong.length === 0) { pass(`${pages.length} pages of ${folder}`); }
  for (const what of wrong.slice(0, 40)) { fail(`${folder}: ${what}`); }
  if (wrong.length > 40) { fail(`${folder}: and ${wrong.length - 40} more`); }
}
await browser.close();
end();
