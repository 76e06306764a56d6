// Keeps what a reader ticks: on every page, in every tab and in every language, in this browser alone. The boxes work
// and print without it.
(function () {
  "use strict";
  const site = document.documentElement.dataset.site || "site";
  const prefix = "st1:" + site + ":";
  const boxes = Array.from(document.querySelectorAll("input[data-key]"));
  if (!boxes.length) { return; }
  // Blocked storage: what is ticked holds for this page.
  const memory = new Map();
  const store = {
    get(key) {
      if (memory.has(key)) { return memory.get(key); }
      try { return localStorage.getItem(key); } catch (blocked) { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(key, value); memory.delete(key); } catch (blocked) { memory.set(key, value); }
    },
  };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(prefix) : null;

  // `state time actor`: the later write wins, of equal times the greater actor. Anything else is as if it were not there.
  function read(key) {
    const parts = /^([01]) (\d{1,15}) ([a-z0-9]{1,16})$/.exec(store.get(prefix + key) || "");
    return parts ? { done: parts[1] === "1", at: Number(parts[2]), actor: parts[3] } : { done: false, at: 0, actor: "" };
  }
  const actor = (function () {
    const key = "st1:actor";
    const known = store.get(key);
    if (known && /^[a-z0-9]{1,16}$/.test(known)) { return known; }
    const fresh = Math.random().toString(36).slice(2, 10) || "0";
    store.set(key, fresh);
    return fresh;
  })();

  function show(key) {
    const done = read(key).done;
    for (const box of boxes) {
      if (box.dataset.key === key && box.checked !== done) { box.checked = done; }
    }
    sum();
  }
  function showAll() {
    for (const box of boxes) { box.checked = read(box.dataset.key).done; }
    sum();
  }
  // The sum of each list, where the page has a place for it.
  function sum() {
    for (const list of document.querySelectorAll("form.checklist")) {
      const own = Array.from(list.querySelectorAll("input[data-key]"));
      const done = own.filter((box) => box.checked).length;
      const place = list.querySelector("output");
      if (place) { place.textContent = done + "/" + own.length; }
      list.classList.toggle("complete", done === own.length);
    }
  }

  for (const box of boxes) {
    box.addEventListener("change", () => {
      const key = box.dataset.key;
      const at = Math.max(Date.now(), read(key).at + 1);
      store.set(prefix + key, (box.checked ? "1 " : "0 ") + at + " " + actor);
      show(key);
      if (channel) { channel.postMessage(key); }
    });
  }
  addEventListener("storage", (event) => {
    if (event.key === null) { showAll(); } else if (event.key.startsWith(prefix)) { show(event.key.slice(prefix.length)); }
  });
  if (channel) { channel.onmessage = (event) => show(String(event.data)); }
  addEventListener("pageshow", showAll);
  showAll();
})();
