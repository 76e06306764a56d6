// What is done with what is ticked: undone, shared by a link, written to files and read from them, kept in several
// workspaces, erased. Loaded by checklist.js when it is first of use. No text becomes markup.
(function () {
  "use strict";
  // What the tools say, in the language of the page: put in when the site is made.
  const said = "%WORDS%";
  function start(core) {
    Object.assign(core.words, said);
    const { site, store, word, make, parse, rank, read, act } = core;
    const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });
    // All names that are stored, and those that storage did not take. It may be blocked.
    const storedNames = () => {
      const names = [...core.memory.keys()];
      try { names.push(...Object.keys(localStorage)); } catch (blocked) { /* in memory alone */ }
      return [...new Set(names)];
    };
    const listOf = (key) => key.slice(0, key.lastIndexOf("/"));

    // The bar at the foot of the window: what has just changed, and the way back. It stays until it is closed.
    const status = make("p");
    const offers = make("p");
    const bar = make("div", { className: "checklist-bar" }, status, offers);
    status.setAttribute("role", "status");
    (document.querySelector("main") || document.body).append(bar);
    let timer, last;
    function say(text, ...choices) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const isIn = bar.contains(document.activeElement);
        bar.classList.add("on");
        status.textContent = text;
        offers.replaceChildren(...choices.concat([["close", shut]]).map(([id, run]) => button(word(id), run)));
        if (isIn) { offers.firstChild.focus(); }
      }, 150);
    }
    function shut() {
      if (bar.contains(document.activeElement)) { last?.focus({ preventScroll: true }); }
      clearTimeout(timer);
      bar.classList.remove("on");
      offers.replaceChildren();
      status.textContent = "";
      if (location.hash.startsWith("#cl=")) { history.replaceState(null, "", location.pathname + location.search); }
      core.view();
    }
    addEventListener("beforeprint", () => document.querySelectorAll("stegvis-checklist").forEach((list) => {
      list.dataset.date = new Date().toLocaleDateString(document.documentElement.lang);
    }));
    addEventListener("keydown", ({ key }) => { if (key === "Escape") { shut(); } });
    const nameOf = (box) => {
      const legend = box.closest("stegvis-criterion")?.querySelector("legend");
      const name = legend?.textContent || box.getAttribute("aria-label") || (box.closest("label") || box).textContent;
      return name.replace(word("criterion", { criterion: "" }), "").trim().replace(/\s+/g, " ");
    };
    const stateOf = (key) => word(["open", "done", "not-applicable"][read(key)[0]]);
    // What was can be had back, until the next change.
    function acted(before, box) {
      last = box || last;
      // What a reader still has to choose is not pushed away by a tick.
      if (offers.childElementCount > 2) { return; }
      const sum = !box?.closest(".criterion-state") && box?.closest("stegvis-checklist")?.querySelector("output")?.textContent;
      const text = box ? word("told", { state: stateOf(box.dataset.key), text: nameOf(box) }) : word("taken", { number: before.length });
      say(sum ? text + " (" + sum + ")" : text, ["undo", () => act(before, "change", box)]);
    }
    // What storage did not take is told once, after the tick.
    let isRefused;
    function refused() {
      if (!isRefused) { setTimeout(say, 200, word("unsaved")); }
      isRefused = true;
    }

    // The items of a list, or of all, that this page shows: `[key, number, hash, box]`.
    function shownItems(list) {
      const all = document.querySelectorAll("[data-no][data-key], [data-no][data-show]");
      const found = new Map();
      for (const place of all) {
        const { key = place.dataset.show, no, text } = place.dataset;
        if (!found.has(key) && (!list || listOf(key) === list)) { found.set(key, [key, +no, text, place]); }
      }
      return [...found.values()];
    }
    const storedKeys = (list) => {
      const [, prefix] = core.scope();
      const keys = storedNames().filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return keys.filter((key) => read(key)[2] && (!list || listOf(key) === list));
    };

    // A link's payload: for each list the hash of its name (FNV-1a, 32 bits), a count (16 bits), and two bits an item by
    // number: its state, or 3 where there is none.
    const named = (list) => new TextEncoder().encode(list).reduce((hash, byte) => Math.imul(hash ^ byte, 16777619), 2166136261) >>> 0;
    function pack(list) {
      const lists = new Map();
      for (const [key, no] of shownItems(list)) {
        if (no < 1 || no > 65535) { continue; }
        const states = lists.get(listOf(key)) || [];
        states[no - 1] = read(key)[0];
        lists.set(listOf(key), states);
      }
      const bytes = [];
      for (const [name, states] of lists) {
        const [hash, count] = [named(name), states.length];
        bytes.push(hash >>> 24, hash >>> 16 & 255, hash >>> 8 & 255, hash & 255, count >> 8, count & 255);
        for (let at = 0; at < count; at += 4) {
          bytes.push([0, 1, 2, 3].reduce((byte, bit) => byte | (states[at + bit] || 3) << bit * 2, 0));
        }
      }
      const text = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(""));
      return "1." + text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
    }
    // Lists by the hash of their names, or an error.
    function unpack(text) {
      if (text.length > 1e5 || !/^1\.[\w-]+$/.test(text)) { throw text; }
      const bytes = [...atob(text.slice(2).replace(/-/g, "+").replace(/_/g, "/"))].map((letter) => letter.charCodeAt(0));
      const lists = new Map();
      for (let at = 0; at < bytes.length;) {
        const [a, b, c, d, high, low] = bytes.slice(at, at += 6);
        const end = at + Math.ceil((high * 256 + low) / 4);
        if (!(end <= bytes.length)) { throw text; }
        lists.set((a << 24 | b << 16 | c << 8 | d) >>> 0, bytes.slice(at, at = end).flatMap((byte) => [0, 2, 4, 6].map((bit) => byte >> bit & 3)));
      }
      return lists;
    }
    function receive() {
      let lists;
      try { lists = unpack(location.hash.slice(4)); } catch (malformed) { return say(word("refused")); }
      const found = new Set();
      const items = [];
      // Only what has a box for it can be not applicable.
      const decided = new Set([...document.querySelectorAll("[data-key][data-state='2']")].map((box) => box.dataset.key));
      for (const [key, no, hash] of shownItems()) {
        const name = named(listOf(key));
        const state = (lists.get(name) || [])[no - 1];
        if (state < (decided.has(key) ? 3 : 2)) {
          found.add(name);
          items.push([key, String(state), hash]);
        }
      }
      const take = (isWanted) => () => {
        shut();
        act(items.filter(([key, state]) => state !== read(key)[0] && isWanted(state, read(key)[0])), "merge");
      };
      const merge = ["merge", take((state, own) => own === "0")];
      const replace = ["replace", take(() => true)];
      const elsewhere = lists.size - found.size;
      const note = elsewhere ? " " + word("elsewhere", { number: elsewhere }) : "";
      if (!items.length) { return say(note); }
      const done = items.filter(([, state]) => state > 0).length;
      say(word("shared", { done, total: items.length }) + note, ["view", () => {
        core.view(new Map(items.map(([key, state]) => [key, [state, "0", "", "-"]])));
        say(word("viewing"), merge, replace);
      }], merge, replace);
    }

    // Files.
    function save(name, type, text) {
      const address = URL.createObjectURL(new Blob([text], { type }));
      make("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1e4);
    }
    const lines = (list) => shownItems(list).map(([key, , , place]) => [key, nameOf(place)]);
    const files = {
      JSON: (list) => JSON.stringify({
        format: "stegvis-checklist", version: 1, site, workspace: core.scope()[0], date: new Date(),
        items: Object.fromEntries(storedKeys(list).map((key) => [key, read(key).join(" ")])),
      }, null, 1),
      // A cell that a spreadsheet would take for a formula begins with an apostrophe.
      CSV: (list) => "\ufeff" + lines(list).map(([key, text]) => [key, stateOf(key), text, read(key)[2] && new Date(+read(key)[1]).toISOString()]
        .map((cell) => '"' + cell.replace(/^(?=[=+\-@\t\r])/, "'").replace(/"/g, '""') + '"').join(",") + "\r\n").join(""),
      Markdown: (list) => lines(list).map(([key, text]) =>
        `- [${read(key)[0] > 0 ? "x" : " "}] ${text.replace(/[\\`*_{}[\]<>()#!|~&]/g, "\\$&")}${read(key)[0] === "2" ? " (" + stateOf(key) + ")" : ""}\n`).join(""),
    };
    // All of it is good, or none of it is taken.
    function validate(text) {
      const file = JSON.parse(text);
      if (file.format !== "stegvis-checklist" || file.version !== 1 || file.items.constructor !== Object) { throw word("refused"); }
      if (file.site !== site) { throw word("foreign", { site: String(file.site).slice(0, 80) }); }
      return Object.entries(file.items).map(([key, value]) => {
        const known = typeof value === "string" && parse(value);
        // Only criteria can be not applicable.
        if (!known || (known[0] === "2" && !key.startsWith("crit/")) || key.length > 999 || !/^[^\0-\x1f]+\/(?!__proto__$|constructor$|prototype$)[^\0-\x1f/]+$/.test(key)) { throw word("refused"); }
        return [key, known[0], known[3], known[1], known[2]];
      });
    }
    async function load(file, isReplacing) {
      try {
        if (file.size > 1048576) { throw word("large"); }
        const changes = validate(await file.text());
        const given = new Map(changes.map((change) => [change[0], change[1]]));
        act(isReplacing
          ? storedKeys().filter((key) => !given.has(key) && read(key)[0] > 0).map((key) => [key, "0"])
            .concat(changes.filter(([key, state]) => state !== read(key)[0]).map((change) => change.slice(0, 3)))
          : changes.filter(([key, state, hash, at, by]) => rank([state, at, by, hash]) > rank(read(key))), "merge");
      } catch (why) {
        say(typeof why === "string" ? why : word("refused"));
      }
    }

    // Erases what begins with one of these, and nothing else.
    function erase(...prefixes) {
      storedNames().filter((key) => prefixes.some((prefix) => key.startsWith(prefix))).forEach((key) => store.set(key, null));
      core.open(store.get(site + "@"));
      say(word("erased"));
    }
    function switchTo(name) {
      core.open(name);
      const [workspace, prefix] = core.scope();
      store.set(site + "@", workspace);
      if (workspace) { store.set(prefix, ""); }
    }
    function workspaces() {
      const names = storedNames().filter((key) => key.startsWith(site + "@")).map((key) => key.slice(site.length + 1).split(":")[0]);
      const plain = names.map((name) => { try { return decodeURIComponent(name); } catch (malformed) { return ""; } });
      return [...new Set(["", core.scope()[0], ...plain])];
    }

    function open(list) {
      const dialog = make("dialog", { className: "checklist-tools" });
      const ending = (run) => () => {
        dialog.close();
        run();
      };
      const link = make("input", { readOnly: true, value: location.href.split("#")[0] + "#cl=" + pack(list) });
      link.setAttribute("aria-label", word("link"));
      const file = make("input", { type: "file", accept: ".json" });
      const replace = make("input", { type: "checkbox" });
      file.setAttribute("aria-label", word("import"));
      file.onchange = ending(() => load(file.files[0], replace.checked));
      const [workspace, prefix] = core.scope();
      const choice = make("select", {}, ...workspaces().map((name) =>
        make("option", { value: name, selected: name === workspace, textContent: name || word("workspace-default") })));
      choice.onchange = ending(() => switchTo(choice.value));
      const fresh = make("input", { maxLength: 64 });
      const ask = (...prefixes) => () => {
        dialog.replaceChildren(make("p", { textContent: word("erase-question") }), make("p", {},
          button(word("erase"), ending(() => erase(...prefixes))), button(word("cancel"), () => dialog.close())));
      };
      const part = (name, ...inner) => make("section", {}, make("h3", { textContent: word(name) }), ...inner);
      const heading = make("h2", { id: ":checklist-tools", textContent: word("tools") });
      dialog.setAttribute("aria-labelledby", heading.id);
      dialog.append(heading,
        part("link", link, button(word("copy"), ending(() =>
          navigator.clipboard?.writeText(link.value).then(() => say(word("copied")), () => say(word("failed")))))),
        part("export", ...Object.keys(files).map((name) => button(name, ending(() =>
          save("checklist." + { JSON: "json", CSV: "csv", Markdown: "md" }[name], "text/plain", files[name](list))))),
        button(word("print"), ending(() => window.print()))),
        part("import", make("label", {}, replace, word("replace")), file),
        part("workspaces", make("label", {}, word("workspace-current"), choice),
          make("label", {}, word("workspace-new"), fresh), button(word("add"), () => fresh.value.trim() && ending(() => switchTo(fresh.value.trim()))())),
        part("erase", button(word("erase-workspace"), ask(prefix)), button(word("erase-all"), ask(site + ":", site + "@"))),
        button(word("close"), () => dialog.close()));
      dialog.onclose = () => dialog.remove();
      document.body.append(dialog);
      dialog.showModal();
    }
    return { acted, refused, open, receive };
  }
  // Nothing is drawn before its style is there.
  const own = document.currentScript;
  const style = document.createElement("link");
  const ready = () => own.dispatchEvent(new CustomEvent("ready", { detail: start }));
  style.rel = "stylesheet";
  style.href = document.querySelector("[data-tools-style]").dataset.toolsStyle;
  style.onload = style.onerror = ready;
  document.head.append(style);
})();
