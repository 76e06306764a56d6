// Keeps what a reader ticks: on every page, in every tab and in every language, in this browser alone. The boxes work
// and print without it.
(function () {
  "use strict";
  const script = document.currentScript;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, given, ...inner) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inner);
    return made;
  };
  const words = JSON.parse(script.dataset.words || "{}");
  const word = (id, values) => (words[id] || "").replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // All that follows speaks to the store through get, set, onchange and onrefused, so that another can take its
  // place. What storage does not take is kept in memory until the page is left.
  const site = "st1:" + (document.documentElement.dataset.site || "site").replace(/[%:@]/g, encodeURIComponent);
  const memory = new Map();
  const attempt = (run) => { try { return run(); } catch (refused) { return null; } };
  const store = {
    get: (key) => (memory.has(key) ? memory.get(key) : attempt(() => localStorage.getItem(key))),
    set(key, value) {
      memory.delete(key);
      try {
        value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value);
      } catch (refused) {
        memory.set(key, value);
        store.onrefused();
      }
      channel?.postMessage([key, value]);
    },
  };
  // Where there is none, the storage event is slower, and enough.
  const channel = attempt(() => new BroadcastChannel(site));
  (channel || {}).onmessage = ({ data }) => store.onchange(...data);
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

  // Each item: its value, the first box that shows it, the greatest state that its own boxes give, and what is drawn anew
  // when it changes. Keys come from pages and from storage, so none is ever part of a selector.
  let items = new Map();
  let workspace = store.get(site + "@");
  let prefix, shared;
  // Lists with open items, as they were seen in this workspace.
  const unfinished = new Set();
  const item = (key) => items.get(key) || items.set(key, { draws: [] }).get(key);
  const read = (key) => {
    const one = item(key);
    return one.value || (one.value = parse(store.get(prefix + key)) || none);
  };
  // A state that no box of this page gives is as if it were not there.
  const look = (key) => {
    const value = shared ? shared.get(key) || none : read(key);
    return value[0] > item(key).most ? none : value;
  };
  const show = (keys) => new Set(keys.flatMap((key) => item(key).draws)).forEach((draw) => draw());
  const showAll = () => show([...items.keys()]);
  const on = (keys, draw) => keys.forEach((key) => item(key).draws.push(draw));
  const split = (text = "") => [...new Set(text.match(/\S+/g))];
  // For those in `may`, deciding that they do not apply is as good.
  const count = (keys, may = []) =>
    keys.filter((key) => look(key)[0] === "1" || (look(key)[0] === "2" && may.includes(key))).length;
  const fire = (name, target, detail) =>
    target.dispatchEvent(new CustomEvent("checklist-" + name, { bubbles: true, detail }));
  const tell = (name, id, box = item(id).box) => {
    const [state, at] = read(id);
    fire(name, box?.closest("stegvis-checklist, stegvis-criterion") || box || document, { id, state: +state, at: +at });
  };

  function sum(keys, place, may) {
    const done = count(keys, may);
    if (place) {
      // A sum of its own would be read aloud in every tab.
      place.setAttribute("aria-live", "off");
      place.textContent = word("count", { done, total: keys.length });
      place.parentNode.style.setProperty("--part", done / keys.length);
    }
    return done === keys.length;
  }
  // A few words at a place, or none.
  function note(place, method, className, textContent) {
    place.note?.remove();
    place.note = make("small", { className, textContent });
    if (textContent) { place[method](place.note); }
  }
  // A criterion that a line links to is no item of that line's list.
  const isLink = (box) => box.parentNode.matches(".criterion-state");
  function drawBox(box) {
    const [state, , , hash] = look(box.dataset.key);
    const own = box.dataset.state || "1";
    const label = box.parentNode;
    box.checked = state === own;
    box.indeterminate = isLink(box) && state === "2";
    box.disabled = shared;
    const isOld = box.checked && !isLink(box) && hash !== "-" && hash !== (box.dataset.text || hash);
    note(label, "after", "checklist-changed", isOld && word("changed"));
  }
  function scan() {
    isDue = false;
    items = new Map();
    for (const box of all("input[data-key]")) {
      const { key, state = "1" } = box.dataset;
      const one = item(key);
      one.box = one.box || box;
      if (!isLink(box)) { one.most = Math.max(state, one.most || 0); }
      on([key], () => drawBox(box));
    }
    for (const list of all("stegvis-checklist")) {
      const keys = [...new Set(all("input[data-key]", list).filter((box) => !isLink(box)).map((box) => box.dataset.key))];
      const id = list.getAttribute("list");
      on(keys, () => {
        const is = sum(keys, list.querySelector("output"));
        list.classList.toggle("complete", is);
        if (shared) { return; }
        if (!is) { unfinished.add(list); } else if (unfinished.delete(list)) { fire("complete", list, { id }); }
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
        const may = name === "optional" ? keys : split(place.dataset.conditional);
        on(keys, () => sum(keys, place.querySelector("output." + name), may));
      }
    }
    for (const place of all("[data-show]")) {
      const key = place.dataset.show;
      on([key], () => { place.dataset.is = ["open", "done", "na"][look(key)[0]]; });
    }
    for (const place of all("[data-items]")) {
      const keys = split(place.dataset.items);
      on(keys, () => {
        const done = count(keys, keys);
        const mark = done === keys.length ? "done" : done ? "begun" : "";
        if (mark) { place.dataset.mark = mark; } else { delete place.dataset.mark; }
        note(place, "append", "unseen", mark && " " + word("mark-" + mark));
      });
    }
    for (const place of all("[data-tools-for]")) {
      if (place.querySelector("button")) { continue; }
      const onclick = () => tools("open", place.dataset.toolsFor);
      place.append(make("button", { type: "button", textContent: word("tools"), onclick }), make("span"));
    }
    open(workspace);
  }

  // Changes are `[key, state, hash, at, actor]`, the last two for what was ticked elsewhere. To undo is to write as well.
  function act(changes, name, box) {
    const before = changes.map(([key]) => [key, read(key)[0], read(key)[3]]);
    for (const [key, state, hash = "-", at = Math.max(Date.now(), +read(key)[1] + 1), by = actor] of changes) {
      item(key).value = [state, String(at), by, hash];
      store.set(prefix + key, item(key).value.join(" "));
    }
    show(changes.map(([key]) => key));
    changes.forEach(([key]) => tell(name, key, box));
    tools("acted", before, box);
  }

  addEventListener("change", ({ target: box }) => {
    const { key, state = "1", text } = box.dataset || {};
    if (key) { act([[key, box.checked ? state : "0", text]], "change", box); }
  });
  // Enter in a box would send the form.
  addEventListener("submit", (event) => { if (event.target.querySelector("[data-key]")) { event.preventDefault(); } });

  function open(name) {
    // Half of a surrogate pair names none.
    const encoded = attempt(() => encodeURIComponent(name || "")) || "";
    workspace = encoded && name;
    prefix = site + (encoded && "@" + encoded) + ":";
    unfinished.clear();
    items.forEach((one) => { one.value = null; });
    all("[data-tools-for] > span").forEach((place) => {
      place.textContent = workspace && word("workspace", { name });
    });
    showAll();
  }
  store.onchange = (full, text) => {
    if (!full || full === site + "@") { return open(full ? text : ""); }
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
  store.onrefused = () => tools("refused");

  // Undo, sharing, files and workspaces are loaded when they are first of use.
  let loading;
  const tools = (name, ...given) => {
    loading = loading || new Promise((ready) => {
      const element = make("script", { src: script.dataset.tools, onerror: () => { loading = null; } });
      element.addEventListener("ready", ({ detail }) => ready(detail(core)));
      document.head.append(element);
    });
    loading.then((made) => made[name](...given));
  };
  const view = (states) => {
    shared = states;
    showAll();
  };
  const core = { site, store, memory, words, word, make, parse, rank, read, act, view, open, scope: () => [workspace, prefix] };
  const receive = () => { if (location.hash.startsWith("#cl=")) { tools("receive"); } };

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
  addEventListener("pageshow", () => open(store.get(site + "@")));
  addEventListener("hashchange", receive);
  receive();
})();
