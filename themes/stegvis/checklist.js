// Keeps what a reader ticks: on every page, in every tab and in every language, in this browser alone. The boxes work
// and print without it.
(function () {
  "use strict";
  const script = document.currentScript;
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, given, ...inner) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inner);
    return made;
  };
  const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });
  const words = JSON.parse(script.dataset.words || "{}");
  const word = (id, values) => (words[id] || "").replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // All that follows speaks to the store through get, set, keys, onchange and onrefused, so that another can take its
  // place. What storage does not take is kept in memory until the page is left.
  const site = "st1:" + (root.dataset.site || "site").replace(/[%:@]/g, encodeURIComponent);
  const memory = new Map();
  let channel;
  const store = {
    get(key) {
      if (memory.has(key)) { return memory.get(key); }
      try { return localStorage.getItem(key); } catch (blocked) { return null; }
    },
    set(key, value) {
      memory.delete(key);
      try {
        if (value === null) { localStorage.removeItem(key); } else { localStorage.setItem(key, value); }
      } catch (blocked) {
        memory.set(key, value);
        store.onrefused();
      }
      channel?.postMessage([key, value]);
    },
    keys() {
      try { return Object.keys(localStorage).concat(...memory.keys()); } catch (blocked) { return [...memory.keys()]; }
    },
  };
  try {
    channel = new BroadcastChannel(site);
    channel.onmessage = ({ data }) => store.onchange(...data);
  } catch (none) { /* the storage event is slower, and enough */ }
  addEventListener("storage", ({ key, newValue }) => {
    memory.delete(key);
    store.onchange(key, newValue);
  });

  // An item's value: state, time, actor, and the hash of the text that was ticked. The later wins; of equal times the
  // greater actor, then state. What is malformed, or more than a day ahead, is as if it were not there.
  const actor = Math.random().toString(36).slice(2, 10) || "0";
  const none = ["0", "0", "", "-"];
  const parse = (text) => {
    const parts = /^([012]) (\d{1,15}) ([a-z0-9]{1,16}) ([0-9a-f]{8}|-)$/.exec(text);
    return parts && parts[2] <= Date.now() + 864e5 && parts.slice(1);
  };
  const rank = ([state, at, by, hash]) => [at.padStart(15, 0), by, state, hash].join(" ");

  // Each item: its value, the boxes that show it, and what is drawn anew when it changes. Keys come from pages and from
  // storage, so none is ever part of a selector.
  let items = new Map();
  let workspace, prefix, shared;
  const item = (key) => items.get(key) || items.set(key, { boxes: [], draws: [] }).get(key);
  const read = (key) => {
    const one = item(key);
    return one.value || (one.value = parse(store.get(prefix + key)) || none);
  };
  const look = (key) => (shared ? shared.get(key) || none : read(key));
  const show = (keys) => new Set(keys.flatMap((key) => item(key).draws)).forEach((draw) => draw());
  const showAll = () => show([...items.keys()]);
  const on = (keys, draw) => keys.forEach((key) => item(key).draws.push(draw));
  const split = (text = "") => [...new Set(text.split(" ").filter(Boolean))];
  const count = (keys, states) => keys.filter((key) => states.includes(look(key)[0])).length;
  const home = (box) => box?.closest("stegvis-checklist, stegvis-criterion") || box || document;
  const fire = (target, name, detail) =>
    target.dispatchEvent(new CustomEvent("checklist-" + name, { bubbles: true, detail }));
  const tell = (name, key, box = item(key).boxes[0]) =>
    fire(home(box), name, { id: key, state: +read(key)[0], at: +read(key)[1] });

  function sum(keys, states, place) {
    const done = count(keys, states);
    if (place) {
      place.textContent = word("count", { done, total: keys.length });
      place.parentNode.style.setProperty("--part", done / keys.length);
    }
    return done === keys.length;
  }
  // A few words at a place, or none.
  const notes = new WeakMap();
  function note(place, method, className, textContent) {
    notes.get(place)?.remove();
    if (!textContent) { return; }
    notes.set(place, make("small", { className, textContent }));
    place[method](notes.get(place));
  }
  function drawBox(box) {
    const [state, , , hash] = look(box.dataset.key);
    const own = box.dataset.state || "1";
    const isLink = box.closest(".criterion-state");
    box.checked = state === own;
    box.indeterminate = isLink && state === "2";
    box.disabled = shared;
    const isOld = box.checked && !isLink && hash !== "-" && hash !== (box.dataset.text || hash);
    note(box.closest("label"), "after", "checklist-changed", isOld && word("changed"));
  }
  function scan() {
    isDue = false;
    items = new Map();
    for (const box of all("input[data-key]")) {
      const key = box.dataset.key;
      item(key).boxes.push(box);
      on([key], () => drawBox(box));
    }
    for (const list of all("stegvis-checklist")) {
      const keys = [...new Set(all("input[data-key]", list).map((box) => box.dataset.key))];
      const id = list.getAttribute("list");
      on(keys, () => {
        const isWhole = sum(keys, "12", list.querySelector("output"));
        if (isWhole && list.className && !shared) { fire(list, "complete", { id }); }
        list.className = isWhole ? "complete" : "begun";
      });
      if (keys.length && !list.getAttribute("of") && !list.querySelector(".checklist-foot")) {
        const foot = make("p", { className: "checklist-foot" });
        foot.dataset.toolsFor = id;
        list.querySelector("fieldset")?.append(foot);
      }
    }
    for (const place of all("stegvis-progress")) {
      for (const name of ["required", "optional", "tasks"]) {
        const keys = split(place.dataset[name]);
        on(keys, () => sum(keys, name === "optional" ? "12" : "1", place.querySelector("." + name)));
      }
    }
    for (const place of all("[data-show]")) {
      on([place.dataset.show], () => { place.dataset.is = ["open", "done", "na"][look(place.dataset.show)[0]]; });
    }
    for (const place of all("[data-items]")) {
      const keys = split(place.dataset.items);
      on(keys, () => {
        const done = count(keys, "12");
        const mark = done === keys.length ? "done" : done ? "begun" : "";
        if (mark) { place.dataset.mark = mark; } else { delete place.dataset.mark; }
        note(place, "append", "unseen", mark && " " + word("mark-" + mark));
      });
    }
    for (const place of all("[data-next]")) {
      const links = all("[data-show]", place);
      on(links.map((link) => link.dataset.show), () => {
        const next = links.find((link) => look(link.dataset.show)[0] === "0");
        links.forEach((link) => link.toggleAttribute("data-is-next", link === next));
      });
    }
    for (const place of all("[data-tools-for]")) {
      if (place.querySelector("button")) { continue; }
      place.append(button(word("tools"), () => tools("open", place.dataset.toolsFor)), make("span"));
    }
    open(workspace);
  }

  // The bar at the foot of the window: what has just changed, and the way back. It stays until it is closed.
  const status = make("p");
  const offers = make("p");
  const bar = make("div", { className: "checklist-bar" }, status, offers);
  status.setAttribute("role", "status");
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
    if (shared) { view(); }
  }
  function view(states) {
    shared = states;
    showAll();
  }

  // Changes are `[key, state, hash, at, actor]`, the last two for what was ticked elsewhere. To undo is to write as well.
  function act(changes, box) {
    const before = changes.map(([key]) => [key, read(key)[0], read(key)[3]]);
    for (const [key, state, hash = "-", at = Math.max(Date.now(), +read(key)[1] + 1), by = actor] of changes) {
      item(key).value = [state, String(at), by, hash];
      store.set(prefix + key, item(key).value.join(" "));
    }
    show(changes.map(([key]) => key));
    changes.forEach(([key]) => tell(box ? "change" : "merge", key, box));
    // What a reader still has to choose is not pushed away by a tick.
    if (shared || offers.childElementCount > 2) { return; }
    const text = box
      ? word("told", { state: word(["open", "done", "not-applicable"][read(box.dataset.key)[0]]), text: nameOf(box) })
      : word("taken", { number: changes.length });
    say(text + " " + (box?.closest("stegvis-checklist")?.querySelector("output")?.textContent || ""), ["undo", () => act(before, box)]);
  }
  const nameOf = (box) =>
    (box.closest("stegvis-criterion")?.querySelector("legend").textContent || box.getAttribute("aria-label") ||
      box.closest("label").textContent).trim().replace(word("criterion", { criterion: "" }), "");

  addEventListener("change", ({ target: box }) => {
    const { key, state = "1", text } = box.dataset || {};
    if (!key) { return; }
    last = box;
    act([[key, box.checked ? state : "0", text]], box);
  });
  // Enter in a box would send the form.
  addEventListener("submit", (event) => { if (event.target.matches(".checklist, .criterion")) { event.preventDefault(); } });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") { shut(); } });
  addEventListener("beforeprint", () => {
    all("stegvis-checklist").forEach((list) => { list.dataset.date = new Date().toLocaleDateString(root.lang); });
  });

  function open(name) {
    workspace = name || "";
    prefix = site + (workspace && "@" + encodeURIComponent(workspace)) + ":";
    items.forEach((one) => { one.value = null; });
    all("[data-tools-for] > span").forEach((place) => {
      place.textContent = workspace && word("workspace", { name: workspace });
    });
    showAll();
  }
  const reload = () => open(store.get(site + "@"));
  store.onchange = (full, text) => {
    if (!full) { return reload(); }
    if (full === site + "@") { return open(text); }
    if (!full.startsWith(prefix)) { return; }
    const key = full.slice(prefix.length);
    const fresh = parse(text);
    const own = read(key);
    if (text === null) {
      memory.delete(full);
      item(key).value = null;
      show([key]);
    } else if (fresh && rank(fresh) > rank(own)) {
      item(key).value = fresh;
      show([key]);
      tell("merge", key);
    } else if (own !== none && store.get(full) !== own.join(" ")) {
      // Two tabs wrote at once and the earlier value came to rest: the later one goes back.
      store.set(full, own.join(" "));
    }
  };
  store.onrefused = () => {
    store.onrefused = () => {};
    setTimeout(say, 200, word("unsaved"));
  };

  // Sharing, files and workspaces are loaded when asked for.
  let loading;
  function tools(name, argument) {
    loading = loading || new Promise((ready, onerror) => {
      const element = make("script", { src: script.dataset.tools, onerror });
      element.addEventListener("ready", ({ detail }) => ready(detail(core)));
      document.head.append(element);
    });
    loading.then((made) => made[name](argument), () => {
      loading = null;
      say(word("failed"));
    });
  }
  const core = { site, store, word, make, button, parse, rank, read, nameOf, act, say, shut, view, open, reload, items: () => items, scope: () => [workspace, prefix] };
  const receive = () => { if (location.hash.startsWith("#cl=")) { tools("receive", location.hash.slice(4)); } };

  (document.querySelector("main") || document.body).append(bar);
  workspace = store.get(site + "@");
  // One look at the page, however many elements have come.
  let isDue;
  const soon = () => {
    if (!isDue) { queueMicrotask(scan); }
    isDue = true;
  };
  soon();
  for (const name of ["checklist", "criterion", "progress"]) {
    customElements.define("stegvis-" + name, class extends HTMLElement {
      connectedCallback() { soon(); }
    });
  }
  addEventListener("pageshow", reload);
  addEventListener("hashchange", receive);
  receive();
})();
