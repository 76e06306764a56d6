// Tabs and pivots: what a reader chooses once holds for every group of the page, for every open page, and for the pages
// read later. Without it all tabs and all zones show, each under its name.
(function () {
  "use strict";
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const prefix = "st1c:" + (document.documentElement.dataset.site || "site") + ":";
  const words = (text) => (text || "").split(/[\s,]+/).filter(Boolean);

  // The ids chosen last, the newest first. Blocked storage: they hold for this page.
  const memory = {};
  const asked = new URLSearchParams(location.search);
  function recent(kind) {
    let kept = memory[kind];
    if (kept === undefined) {
      try { kept = localStorage.getItem(prefix + kind); } catch (blocked) { kept = ""; }
    }
    return words(kept);
  }
  function choose(kind, ids) {
    const before = recent(kind);
    const rank = (id) => (before.includes(id) ? before.indexOf(id) : before.length);
    // Of several ids of one tab, the one chosen before stays before the others.
    const first = ids.slice().sort((a, b) => rank(a) - rank(b));
    const value = first.concat(before.filter((id) => !first.includes(id))).slice(0, 40).join(" ");
    try { localStorage.setItem(prefix + kind, value); delete memory[kind]; } catch (blocked) { memory[kind] = value; }
  }
  // A browser that searches the page or follows a fragment opens what it finds in there.
  const hide = (box, isHidden) => {
    if (isHidden) { box.setAttribute("hidden", "until-found"); } else { box.removeAttribute("hidden"); }
  };

  const groups = all(".tabs").map((box) => {
    const list = document.createElement("div");
    list.setAttribute("role", "tablist");
    const tabs = all(":scope > .tab", box).map((panel) => {
      const title = panel.querySelector(":scope > .tab-title");
      const button = document.createElement("button");
      button.type = "button";
      button.id = panel.id + ":tab";
      button.append(...title.cloneNode(true).childNodes);
      all("small, [id]:empty", button).forEach((part) => part.remove());
      all("[id]", button).forEach((part) => part.removeAttribute("id"));
      button.setAttribute("role", "tab");
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      panel.tabIndex = 0;
      title.hidden = true;
      list.append(button);
      return { panel, button, ids: words(panel.dataset.tab), needs: panel.dataset.if };
    });
    const group = { box, tabs, open: tabs, chosen: null };
    list.addEventListener("click", (event) => {
      const tab = tabs.find((tab) => tab.button.contains(event.target));
      if (tab) { pick(tab); }
    });
    list.addEventListener("keydown", (event) => move(event, group));
    box.prepend(list);
    box.classList.add("live");
    return group;
  });

  // Groups above may grow or shrink: what was pressed stays where it is.
  function pick(tab) {
    const before = tab.button.getBoundingClientRect().top;
    asked.delete("tabs");
    choose("tab", tab.ids);
    settle();
    scrollBy({ top: tab.button.getBoundingClientRect().top - before, behavior: "instant" });
  }

  function move(event, group) {
    const at = group.open.indexOf(group.chosen);
    const ahead = getComputedStyle(group.box).direction === "rtl" ? -1 : 1;
    const last = group.open.length - 1;
    const to = { ArrowRight: at + ahead, ArrowLeft: at - ahead, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) { return; }
    event.preventDefault();
    const tab = group.open[(to + last + 1) % (last + 1)];
    pick(tab);
    tab.button.focus();
  }

  // A tab may depend on one that is chosen in another group, so this goes round until nothing changes.
  function settle() {
    const order = words(asked.get("tabs")).concat(recent("tab"));
    const rank = (tab) => Math.min(...tab.ids.map((id) => (order.includes(id) ? order.indexOf(id) : order.length)));
    const best = (tabs) => tabs.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    for (let round = 0, changes = true; changes && round < 9; round += 1) {
      const chosen = new Set(groups.flatMap((group) => (group.chosen ? group.chosen.ids : [])));
      changes = false;
      for (const group of groups) {
        group.open = group.tabs.filter((tab) => !tab.needs || chosen.has(tab.needs));
        const tab = group.open.length ? best(group.open) : null;
        changes = changes || tab !== group.chosen;
        group.chosen = tab;
      }
    }
    for (const group of groups) {
      group.box.hidden = !group.chosen;
      for (const tab of group.tabs) {
        const isChosen = tab === group.chosen;
        tab.button.hidden = !group.open.includes(tab);
        tab.button.setAttribute("aria-selected", String(isChosen));
        tab.button.tabIndex = isChosen ? 0 : -1;
        hide(tab.panel, !isChosen);
      }
    }
    sort();
  }

  const radios = all(".pivots input");
  const zones = radios.length ? all(".zone[data-pivot]") : [];
  const text = document.querySelector(".text");
  function sort() {
    if (!radios.length) { return; }
    const known = radios.map((radio) => radio.value);
    const order = words(asked.get("pivots")).concat(recent("pivot"), known);
    const pivot = order.find((id) => known.includes(id));
    text.classList.add("sorted");
    for (const radio of radios) { radio.checked = radio.value === pivot; }
    for (const zone of zones) { hide(zone, !words(zone.dataset.pivot).includes(pivot)); }
  }
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      asked.delete("pivots");
      choose("pivot", [radio.value]);
      sort();
    });
  }

  // Opens whatever hides `place`. False if nothing does.
  function reveal(place) {
    const boxes = [];
    for (let box = place; box; box = box.parentElement) {
      if (box.hasAttribute("hidden") && box.matches(".tab, .zone")) { boxes.push(box); }
    }
    for (const box of boxes) {
      if (box.matches(".zone")) {
        asked.delete("pivots");
        choose("pivot", words(box.dataset.pivot).slice(0, 1));
      } else {
        asked.delete("tabs");
        if (box.dataset.if) { choose("tab", [box.dataset.if]); }
        choose("tab", words(box.dataset.tab).slice(0, 1));
      }
    }
    if (boxes.length) { settle(); }
    return boxes.length > 0;
  }
  function follow() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (malformed) { /* as it is */ }
    const place = id && document.getElementById(id);
    if (place && reveal(place)) { (place.closest("[hidden]")?.parentElement || place).scrollIntoView(); }
  }
  addEventListener("hashchange", follow);
  addEventListener("beforematch", (event) => reveal(event.target), true);
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.hash && link.href === location.href) { setTimeout(follow); }
  });
  addEventListener("storage", (event) => {
    if (event.key === null || event.key.startsWith(prefix)) { settle(); }
  });
  addEventListener("pageshow", settle);
  settle();
  follow();
})();
