// Keeps the open page in step with what is written. The page as it was served is kept as a second, inert tree. A new page
// is merged into that one by the library; what the library did there is done to the page itself, and nothing else: what
// scripts and readers changed since (boxes, tabs, open details, the place) is not in the second tree and stays.
(function () {
  "use strict";
  const own = document.currentScript.dataset;
  const token = own.token;
  let known = own.page;
  const inert = document.implementation.createHTMLDocument("");

  // Pairs each node of the second tree with its node of the page. This runs before all other scripts of the page.
  const liveOf = new WeakMap();
  const servedOf = new WeakMap();
  const pair = (served, live) => { liveOf.set(served, live); servedOf.set(live, served); };
  function pairAll(served, live) {
    pair(served, live);
    const inner = live.childNodes;
    served.childNodes.forEach((node, number) => { if (inner[number]) { pairAll(node, inner[number]); } });
  }
  let head = inert.importNode(document.head, true);
  const body = inert.importNode(document.body, true);
  pairAll(body, document.body);
  inert.documentElement.replaceChild(body, inert.body);
  // Line ends between blocks are all alike: paired with each other, they would move everything around them.
  const boxes = "body, main, article, section, div, nav, header, footer, ul, ol, li, dl, table, thead, tbody, tr, details, form, fieldset, blockquote, figure";
  function strip(within) {
    for (const box of [within, ...within.querySelectorAll(boxes + ", stegvis-checklist, stegvis-criterion, stegvis-progress")]) {
      [...box.childNodes].forEach((node) => { if (node.nodeType === 3 && /^\s*\n\s*$/.test(node.data)) { node.remove(); } });
    }
  }
  strip(body);

  const holdsServed = (node) => servedOf.has(node) || [...node.childNodes].some(holdsServed);
  // A node that scripts put around others has no pair: what counts is the child of `parent` that holds the node.
  function childOf(parent, node) {
    let at = node && liveOf.get(node);
    while (at && at.parentNode !== parent) { at = at.parentNode; }
    return at || null;
  }
  function take(node) {
    const live = liveOf.get(node);
    if (!live) { return; }
    let around = live.parentNode;
    live.remove();
    // What scripts put around it goes with it.
    while (around && around.nodeType === 1 && !servedOf.has(around) && around !== document.body && !holdsServed(around)) {
      const next = around.parentNode;
      around.remove();
      around = next;
    }
  }
  function put(parent, node, record) {
    let live = liveOf.get(node);
    if (!live) {
      live = document.importNode(node, true);
      if (live.nodeType === 1) {
        unmark(live);
        if (live.id.startsWith(mark)) { live.removeAttribute("id"); }
      }
      pairAll(node, live);
    }
    const after = childOf(parent, record.nextSibling);
    if (after) { return parent.insertBefore(live, after); }
    const before = childOf(parent, record.previousSibling);
    if (before) { return before.after(live); }
    parent.append(live);
  }
  function replay(records) {
    for (const record of records) {
      const live = liveOf.get(record.target);
      if (!live) { continue; }
      if (record.type === "characterData") {
        live.data = record.target.data;
      } else if (record.type === "attributes") {
        if (record.attributeName === "id" && record.target.id.startsWith(mark)) { continue; }
        const value = record.target.getAttribute(record.attributeName);
        if (value === null) { live.removeAttribute(record.attributeName); } else { live.setAttribute(record.attributeName, value); }
      } else {
        record.removedNodes.forEach((node) => { if (!body.contains(node)) { take(node); } });
        record.addedNodes.forEach((node) => { if (body.contains(node) && node.parentNode === record.target) { put(live, node, record); } });
      }
    }
  }

  // The library pairs elements by their ids. What stands once in both trees with the same words is the same: it is given
  // one for as long as it takes, so that a new paragraph is one, and not all that follow it with other words.
  const mark = ":same:";
  const blocksOf = (within) => {
    const found = new Map();
    for (const one of within.querySelectorAll("main :not([id], a, b, code, em, i, img, input, kbd, label, legend, output, small, span, strong)")) {
      const key = one.localName + one.textContent;
      found.set(key, found.has(key) ? null : one);
    }
    return found;
  };
  function markSame(old, fresh) {
    const others = blocksOf(fresh);
    let count = 0;
    for (const [key, one] of blocksOf(old)) {
      const other = others.get(key);
      if (one && other) { one.id = other.id = mark + count++; }
    }
  }
  const unmark = (within) => within.querySelectorAll(`[id^="${mark}"]`).forEach((one) => one.removeAttribute("id"));

  // What the reader looks at stays where it is, whatever grows or shrinks above it.
  function keepPlace(change) {
    const root = document.documentElement;
    const blocks = document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, pre, tr, figure, summary)");
    const seen = scrollY > 0 ? [...blocks].filter((block) => block.getBoundingClientRect().bottom > 80 && block.getClientRects().length).slice(0, 8) : [];
    const tops = seen.map((block) => block.getBoundingClientRect().top);
    root.style.overflowAnchor = "none";
    change();
    const at = seen.findIndex((block) => block.isConnected && block.getClientRects().length);
    if (at >= 0) {
      const by = seen[at].getBoundingClientRect().top - tops[at];
      if (by) { scrollBy({ top: by, behavior: "instant" }); }
    }
    requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
  }

  const urls = (within, selector, name) => [...within.querySelectorAll(selector)].map((one) => one.getAttribute(name));
  const scripts = (within) => urls(within, "script[src]:not([data-token])", "src").join("\n");
  const widgets = (within) => [...within.querySelectorAll(".tabs, .tab, .pivots input, .originals")]
    .map((one) => [one.className, one.id, one.value, one.querySelector(".tab-title")?.textContent].join()).join("\n");
  const reload = () => { leave(); location.reload(); };

  function swapStyles(fresh) {
    // Those that came with the page: scripts add their own.
    const known = urls(head, 'link[rel="stylesheet"]', "href");
    const links = [...document.head.querySelectorAll('link[rel="stylesheet"]')].filter((link) => known.includes(link.getAttribute("href")));
    const now = urls(fresh, 'link[rel="stylesheet"]', "href");
    if (links.length !== now.length) { return reload(); }
    links.forEach((link, number) => {
      if (link.getAttribute("href") === now[number]) { return; }
      const next = link.cloneNode();
      next.href = now[number];
      // Both hold until the new one is there: without any the page would jump.
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    });
  }

  function showPage(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    // What runs on the page was made for the page as it was: with other scripts, tabs or zones it begins anew.
    if (scripts(fresh) !== scripts(head) + "" || widgets(fresh.body) !== widgets(body)) { return reload(); }
    if (document.title !== fresh.title) { document.title = fresh.title; }
    const root = document.documentElement;
    for (const name of ["lang", "dir"]) {
      if (fresh.documentElement.hasAttribute(name)) { root.setAttribute(name, fresh.documentElement.getAttribute(name)); }
    }
    swapStyles(fresh.head);
    head = inert.importNode(fresh.head, true);
    keepPlace(() => {
      strip(fresh.body);
      markSame(body, fresh.body);
      const observer = new MutationObserver(() => {});
      observer.observe(body, { subtree: true, childList: true, attributes: true, characterData: true });
      window.Idiomorph.morph(body, fresh.body, { morphStyle: "outerHTML", restoreFocus: false, ignoreActive: false });
      replay(observer.takeRecords());
      observer.disconnect();
      unmark(body);
    });
    // Widgets read what is kept again, as when a page comes back from the browser's own cache; checklists also look for
    // new boxes.
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    if (customElements.get("stegvis-progress")) {
      const bell = document.createElement("stegvis-progress");
      bell.hidden = true;
      document.body.append(bell);
      bell.remove();
    }
    document.dispatchEvent(new CustomEvent("stegvis-patched"));
  }

  // Pictures whose addresses stay what they are.
  function showFiles(files) {
    const next = new Map(files.map(({ url, hash }) => [new URL(url, location.href).pathname, url + "?" + hash]));
    document.querySelectorAll("img, source, video").forEach((one) => {
      for (const shown of [one.currentSrc, one.src]) {
        const at = shown && next.get(new URL(shown).pathname);
        if (at) {
          if (one.getAttribute("src") !== at) { one.src = at; }
          return;
        }
      }
    });
  }

  // What is shown over the page lives in a tree of its own, where neither the page's styles nor its scripts reach it.
  const make = (tag, given, ...inner) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inner);
    return made;
  };
  const host = document.createElement("stegvis-preview");
  const tree = host.attachShadow({ mode: "open" });
  const bar = make("section", { className: "bar" });
  bar.setAttribute("role", "status");
  bar.setAttribute("aria-label", "Preview");
  bar.hidden = true;
  const note = make("p", { className: "note" });
  note.setAttribute("role", "status");
  note.hidden = true;
  tree.append(make("link", { rel: "stylesheet", href: "/_stegvis/live.css" }), bar, note);
  document.documentElement.append(host);

  let facts = {};
  // Somebody asked for the other view before it was known where it is.
  let isAsked = false;
  let isAway = false;
  const editor = (place) => {
    const path = place.disk.replace(/\\/g, "/").split("/").map(encodeURIComponent).join("/").replace(/^([^/])/, "/$1");
    const column = place.column ? ":" + place.column : "";
    return make("a", { href: "vscode://file" + path + ":" + place.line + column, textContent: place.file + ":" + place.line + column });
  };
  function showFacts(next) {
    const told = ({ findings, more, trouble }) => JSON.stringify([findings, more, trouble]);
    // Who is only asked again keeps the focus, and is read nothing twice.
    const isSame = JSON.stringify(next) === JSON.stringify(facts);
    if (told(next) !== told(facts)) { isAway = false; }
    facts = next;
    if (!isSame) { drawFacts(); }
    if (isAsked) { turn(); }
  }
  // The section that is looked at, as a fragment.
  function section() {
    const places = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)[id], main tr[id]")];
    const above = places.filter((one) => one.getBoundingClientRect().top < 120).pop();
    return scrollY > 0 && above ? "#" + encodeURIComponent(above.id) : "";
  }
  // To the view side by side, and back.
  function turn() {
    const back = document.querySelector("a.back");
    const to = location.pathname.startsWith("/_stegvis/") ? back?.href : facts.bilingual;
    isAsked = !to && !("bilingual" in facts);
    if (to) { location.assign(to + section()); }
  }
  // What stands in backquotes is code.
  const worded = (text) => text.split(/`([^`]+)`/).map((part, number) => number % 2 ? make("code", { textContent: part }) : part);
  function drawFacts() {
    const { findings = [], trouble, draft } = facts;
    const parts = [];
    if (trouble) { parts.push(make("p", { className: "trouble" }, ...worded(trouble))); }
    const count = findings.length + (facts.more || 0);
    if (count > 1) { parts.push(make("p", { className: "count", textContent: count + " findings on this page" })); }
    for (const found of findings) {
      const title = make("p", {}, make("strong", { textContent: found.severity + ": " }), ...worded(found.message), " ", make("code", { className: "rule", textContent: found.rule }));
      const help = found.help.map((line) => make("p", { className: "help" }, ...worded(line)));
      const text = make("pre", { textContent: found.text.replace(/^\s*-->.*\n/, "") });
      text.tabIndex = 0;
      parts.push(make("article", { className: found.severity }, title, ...help, make("p", {}, editor(found)), text));
    }
    if (facts.more) { parts.push(make("p", { textContent: "And " + facts.more + " more." })); }
    bar.hidden = isAway || !(findings.length || trouble);
    bar.classList.toggle("grave", Boolean(trouble) || findings.some((found) => found.severity === "error"));
    const close = make("button", { type: "button", textContent: "Hide", title: "Escape" });
    close.addEventListener("click", hide);
    if (bar.hidden) { bar.replaceChildren(); } else { bar.replaceChildren(close, ...parts); }
    // The end of the page can be scrolled out from under it.
    document.body.style.paddingBottom = bar.hidden ? "" : bar.offsetHeight + 16 + "px";
    host.toggleAttribute("data-draft", Boolean(draft));
    const mark = tree.querySelector(".draft");
    if (mark) { mark.remove(); }
    if (draft) { tree.append(make("p", { className: "draft", textContent: "Draft: a build leaves this page out" })); }
  }
  function hide() {
    isAway = true;
    note.hidden = true;
    drawFacts();
  }
  function say(...parts) {
    note.replaceChildren(...parts);
    note.hidden = false;
  }

  // The block under the pointer, or the first in view, and the line that it was written in.
  let pointed = null;
  addEventListener("pointermove", (event) => { pointed = event.target; }, { passive: true });
  const letters = (text) => text.normalize("NFC").replace(/[^\p{L}\p{N}]/gu, "");
  async function showLine() {
    const answer = await fetch(facts.lines);
    const { blocks } = await answer.json();
    const all = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, tr, pre, dt, dd)")];
    const near = pointed && pointed.isConnected && pointed.closest("main :is(h1, h2, h3, h4, h5, h6, p, li, tr, pre, dt, dd)");
    const at = near || all.find((one) => one.getBoundingClientRect().bottom > 0);
    let section = "";
    for (const one of all) {
      if (/^H\d$/.test(one.tagName) && one.id) { section = one.id; }
      if (one === at) { break; }
    }
    const first = Math.max(0, blocks.findIndex((block) => block.id === section));
    const words = at ? letters(at.textContent) : "";
    const inner = blocks.slice(first);
    const end = inner.findIndex((block, number) => number > 0 && block.id);
    const fits = (block) => block.letters && words.startsWith(block.letters);
    const found = (end < 0 ? inner : inner.slice(0, end)).find(fits) || inner.find(fits) || blocks[first];
    if (!found) { return say("This was written in no file of the site."); }
    const copy = make("button", { type: "button", textContent: "Copy" });
    copy.addEventListener("click", () => navigator.clipboard?.writeText(found.file + ":" + found.line));
    say(editor(found), " ", copy);
  }

  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Escape") { hide(); }
    if (event.key === "e" && facts.lines) { showLine(); }
    if (event.key === "b") { turn(); }
  });

  // Browsers have six connections for a host, and every open page holds one. A hidden page lets its own go; of many that
  // are seen, the preview keeps those that were looked at last, and tells the others to ask now and then.
  const browser = (() => {
    try {
      const name = "stegvis-preview";
      if (!localStorage.getItem(name)) { localStorage.setItem(name, String(Math.random())); }
      return localStorage.getItem(name);
    } catch {
      return "";
    }
  })();
  let source = null;
  let timer = 0;
  let isCrowded = false;
  let isLeft = false;
  function listen() {
    clearTimeout(timer);
    if (source || document.visibilityState === "hidden") { return; }
    const query = new URLSearchParams({ token, look: own.look, since: own.since, path: location.pathname, page: known, browser });
    if (isCrowded) { query.set("brief", ""); }
    if (isLeft) { query.set("left", ""); }
    source = new EventSource("/_stegvis/events?" + query);
    const on = (name, run) => source.addEventListener(name, (event) => run(JSON.parse(event.data), event));
    on("page", ({ html }, { lastEventId }) => {
      if (lastEventId === known) { return; }
      known = lastEventId;
      isLeft = false;
      note.hidden = true;
      showPage(html);
    });
    on("facts", (next) => { host.setAttribute("data-told", ""); showFacts(next); });
    on("files", showFiles);
    on("reload", reload);
    on("moved", ({ to }) => { leave(); location.replace(to + location.hash); });
    on("gone", () => {
      known = "";
      isLeft = true;
      say("This page is gone: its file was deleted or renamed. What is shown is what it was. ", make("a", { href: "/_stegvis/status/", textContent: "All pages" }));
    });
    on("crowded", () => {
      isCrowded = true;
      leave();
      timer = setTimeout(listen, 1000);
    });
    source.onopen = () => { host.removeAttribute("data-lost"); if (note.dataset.lost) { delete note.dataset.lost; note.hidden = true; } };
    source.onerror = () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      leave();
      host.removeAttribute("data-told");
      host.setAttribute("data-lost", "");
      note.dataset.lost = "1";
      say("The preview has stopped; this page follows again when it runs.");
      // Another process answers, and does not know the token: the page is its to serve.
      timer = setTimeout(isRefused ? again : listen, isRefused ? 0 : 400);
    };
  }
  // Only a page that is there takes the place of this one.
  async function again() {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer && answer.status < 500) { reload(); } else { timer = setTimeout(listen, 400); }
  }
  function leave() {
    if (source) { source.close(); }
    source = null;
  }
  // Who looks at this window has it kept before others.
  function comeBack() {
    isCrowded = false;
    leave();
    listen();
  }
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") { timer = setTimeout(leave, 5000); } else if (!source) { comeBack(); }
  });
  addEventListener("focus", comeBack);
  for (const name of ["pointerdown", "keydown"]) {
    addEventListener(name, () => { if (isCrowded) { comeBack(); } }, { passive: true });
  }
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.isTrusted && event.persisted) { listen(); } });
  listen();
})();
