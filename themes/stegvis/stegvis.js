// Remembers the reader's language and appearance, and makes the tables of contents follow the reader. Every page works
// without it.
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch (blocked) { /* for this page alone */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch (blocked) { return null; } };
  const isWide = matchMedia("(min-width: 60rem)");
  const hasMargin = matchMedia("(min-width: 80rem)");

  const placeOf = (hash) => {
    let id = hash.slice(1);
    try { id = decodeURIComponent(id); } catch (malformed) { /* as it is */ }
    return id ? document.getElementById(id) : null;
  };
  // Where the reader is: at the address's fragment while it is in sight, else in the section that is.
  function place() {
    const asked = placeOf(location.hash);
    const box = asked && asked.getBoundingClientRect();
    if (box && box.bottom > 0 && box.top < innerHeight) { return location.hash; }
    const section = document.querySelector(".page-toc [aria-current]");
    return section ? section.hash : "";
  }

  function rememberLanguage() {
    const key = "stegvis-locale";
    const links = all("a[data-locale]");
    for (const link of links) {
      link.addEventListener("click", () => keep(key, link.dataset.locale));
      // Before the link is used in any way, a new tab among them: anchors are the same in all languages.
      for (const name of ["pointerdown", "focus", "click"]) {
        link.addEventListener(name, () => { link.hash = place(); });
      }
    }
    // The root leads on to the language chosen before, unless the reader comes from inside the site to choose another.
    if (document.body.classList.contains("chooser")) {
      const isInside = document.referrer && new URL(document.referrer).origin === location.origin;
      const chosen = links.find((link) => link.dataset.locale === kept(key));
      if (chosen && !isInside) { location.replace(chosen.href); }
    }
  }

  // A fragment that this language lacks would make the address promise a place that is not there. What a shared
  // checklist holds is no place.
  function dropLostFragment() {
    if (location.hash.length > 1 && !location.hash.startsWith("#cl=") && !placeOf(location.hash)) {
      history.replaceState(null, "", location.pathname + location.search);
    }
  }

  function switchTheme() {
    const key = "stegvis-theme";
    const buttons = all(".theme button");
    const show = (theme) => {
      if (theme) { root.dataset.theme = theme; } else { delete root.dataset.theme; }
      for (const button of buttons) { button.setAttribute("aria-pressed", String(button.value === theme)); }
    };
    for (const button of buttons) {
      button.addEventListener("click", () => { keep(key, button.value); show(button.value); });
    }
    addEventListener("storage", (event) => { if (event.key === key) { show(event.newValue || ""); } });
    show(root.dataset.theme || "");
  }

  function foldAway() {
    const folds = all("details.fold");
    const close = (fold) => { fold.open = false; };
    // Where there is room, what styles show is open for good; old browsers' styles cannot show it while it is closed.
    const canShow = CSS.supports("selector(::details-content)");
    const fit = () => {
      for (const fold of folds) {
        const isShown = getComputedStyle(fold.querySelector("summary")).display === "none" || (!canShow && isWide.matches);
        if (isShown) { fold.removeAttribute("name"); } else { fold.setAttribute("name", "fold"); }
        fold.open = isShown;
      }
    };
    [isWide, hasMargin].forEach((query) => query.addEventListener("change", fit));
    fit();
    addEventListener("keydown", (event) => {
      const open = event.key === "Escape" && !isWide.matches && folds.find((fold) => fold.open);
      if (!open) { return; }
      if (open.contains(document.activeElement)) { open.querySelector("summary").focus(); }
      close(open);
    });
    addEventListener("click", (event) => {
      if (isWide.matches) { return; }
      const isDone = (fold) => fold.open && (!fold.contains(event.target) || event.target.closest("a"));
      folds.filter(isDone).forEach(close);
    });
  }

  // Only the table itself scrolls: the page stays where it is.
  function showPlace() {
    const here = document.querySelector(".toc [aria-current]");
    const center = () => {
      const box = here && here.closest(isWide.matches ? ".toc" : ".panel");
      if (!box) { return; }
      const [inner, outer] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
      if (inner.bottom > outer.bottom - 48 || inner.top < outer.top + 48) {
        box.scrollTop += inner.top - outer.top - outer.height / 3;
      }
    };
    center();
    all(".toc .fold").forEach((fold) => fold.addEventListener("toggle", center));
  }

  function followSections() {
    const pairs = all(".page-toc li a").map((link) => [link, placeOf(link.hash)]);
    const list = document.querySelector(".page-toc");
    if (!list) { return; }
    let marked = null;
    let isWaiting = false;
    const mark = () => {
      isWaiting = false;
      // At the end of the page, headings that can rise no further count as reached.
      const isAtEnd = scrollY > 0 && scrollY + innerHeight >= root.scrollHeight - 2;
      const line = isAtEnd ? innerHeight : innerHeight / 3;
      const last = pairs.filter(([, heading]) => heading && heading.getBoundingClientRect().top < line).pop();
      const link = last ? last[0] : null;
      if (link === marked) { return; }
      if (marked) { marked.removeAttribute("aria-current"); }
      marked = link;
      if (!link) { return; }
      link.setAttribute("aria-current", "true");
      const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (isWide.matches && (inner.bottom > outer.bottom || inner.top < outer.top)) {
        list.scrollTop += inner.top - outer.top - outer.height / 2;
      }
    };
    addEventListener("scroll", () => {
      if (!isWaiting) { isWaiting = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  }

  // What few readers use is loaded when one does: the script hears the click that asked for it. Where it cannot be had, a
  // link is followed.
  function loadWhenAsked() {
    for (const box of all("[data-script]")) {
      const asked = box.matches(".originals") ? "button" : ".video a, a.lightbox";
      box.addEventListener("click", function ask(event) {
        const element = event.target.closest(asked);
        if (!element || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
        event.preventDefault();
        box.removeEventListener("click", ask);
        const script = document.createElement("script");
        script.src = box.dataset.script;
        script.onload = script.onerror = () => element.click();
        document.head.append(script);
      });
    }
  }

  function offerCopies() {
    const words = document.body.dataset;
    if (!navigator.clipboard || !words.copy) { return; }
    const samples = all(".text pre");
    // One place that is read aloud when its text changes.
    const status = document.createElement("p");
    status.className = "unseen";
    status.setAttribute("role", "status");
    if (samples.length) { document.body.append(status); }
    for (const sample of samples) {
      const language = /language-(\S+)/.exec(sample.firstElementChild?.className);
      const box = document.createElement("div");
      const bar = document.createElement("div");
      const name = document.createElement("span");
      const button = document.createElement("button");
      box.className = "sample";
      button.type = "button";
      button.textContent = words.copy;
      button.addEventListener("click", () => navigator.clipboard.writeText(sample.textContent).then(() => {
        button.textContent = status.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; status.textContent = ""; }, 2000);
      }, () => { /* the browser forbids it: the text can still be selected */ }));
      name.textContent = language ? language[1] : "";
      bar.append(name, button);
      sample.replaceWith(box);
      box.append(bar, sample);
    }
  }

  function print() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all(".text details:not([open])");
      opened.forEach((details) => { details.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
    all("button.print").forEach((button) => button.addEventListener("click", () => window.print()));
  }

  [rememberLanguage, dropLostFragment, switchTheme, foldAway, showPlace, followSections, loadWhenAsked, offerCopies, print]
    .forEach((begin) => begin());
})();
