// On a translated page: the original of a sentence beside it, or the whole page in the original. Without it the page is
// its translation, and nothing else.
(function () {
  "use strict";
  const box = document.querySelector(".originals");
  const text = document.querySelector(".text");
  const units = Array.from(document.querySelectorAll(".unit[data-source]"));
  if (!box || !text || !units.length) { return; }
  const [read, hint] = box.querySelectorAll("button");
  const press = (button, isOn) => { button.setAttribute("aria-pressed", String(isOn)); return isOn; };
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

  // Both texts stand in the page from the first use on, and styles show one of them.
  function prepare() {
    for (const unit of units) {
      if (unit.querySelector(":scope > .target")) { return; }
      const target = document.createElement("span");
      const source = document.createElement("span");
      target.className = "target";
      target.append(...unit.childNodes);
      source.className = "source";
      source.lang = box.dataset.lang;
      source.dir = box.dataset.dir;
      source.textContent = unit.dataset.source;
      unit.append(source, target);
    }
  }

  read.addEventListener("click", () => {
    prepare();
    // What the reader looks at stays where it is.
    const first = units.find((unit) => unit.getBoundingClientRect().bottom > 80) || units[0];
    const before = first.getBoundingClientRect().top;
    text.classList.toggle("reading", press(read, !isPressed(read)));
    if (scrollY > 0) { scrollBy({ top: first.getBoundingClientRect().top - before, behavior: "instant" }); }
    hide();
  });

  const tip = document.createElement("div");
  tip.id = ":original";
  tip.className = "original";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  text.after(tip);
  let shown = null;
  let timer = 0;

  function show(unit) {
    clearTimeout(timer);
    if (unit === shown) { return; }
    hide();
    shown = unit;
    const isReading = isPressed(read);
    tip.textContent = isReading ? unit.querySelector(":scope > .target").textContent : unit.dataset.source;
    tip.lang = isReading ? (text.lang || document.documentElement.lang) : box.dataset.lang;
    tip.dir = isReading ? "auto" : box.dataset.dir;
    tip.hidden = false;
    unit.setAttribute("aria-describedby", tip.id);
    const lines = unit.getClientRects();
    const last = lines[lines.length - 1] || unit.getBoundingClientRect();
    const edge = 8;
    const room = document.documentElement.clientWidth - tip.offsetWidth - edge;
    const isBelow = last.bottom + tip.offsetHeight + edge < innerHeight;
    tip.style.left = Math.max(edge, Math.min(last.left, room)) + scrollX + "px";
    tip.style.top = (isBelow ? last.bottom : lines[0].top - tip.offsetHeight) + scrollY + "px";
  }
  function hide() {
    if (shown) { shown.removeAttribute("aria-describedby"); }
    shown = null;
    tip.hidden = true;
  }
  const hideSoon = () => { clearTimeout(timer); timer = setTimeout(hide, 200); };

  hint.addEventListener("click", () => {
    const isOn = press(hint, !isPressed(hint));
    text.classList.toggle("hinting", isOn);
    for (const unit of units) {
      // What can be reached already shows its own unit.
      if (unit.closest("a, label, button, summary, [role=tab]")) { continue; }
      if (isOn) { unit.tabIndex = 0; } else { unit.removeAttribute("tabindex"); }
    }
    hide();
  });
  const unitOf = (element) => element.closest(".unit") || element.querySelector(":scope .unit");
  for (const name of ["pointerover", "focusin"]) {
    addEventListener(name, (event) => {
      if (!isPressed(hint) || !(event.target instanceof Element)) { return; }
      const isReachable = name === "focusin" && event.target.matches(".text a, .text input, .text summary, .text button, .unit");
      const unit = name === "focusin"
        ? isReachable && unitOf(event.target.closest("label") || event.target)
        : event.target.closest(".unit");
      if (unit) { show(unit); } else if (tip.contains(event.target)) { clearTimeout(timer); } else { hideSoon(); }
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });
})();
