// A checklist on another website: `<script src="https://host/embed.js" data-list="LIST" data-locale="sv"></script>` puts
// it in its own place. What is ticked there is kept in that website's storage, and says so. No text becomes markup.
(function () {
  "use strict";
  const script = document.currentScript;
  const { list = "", locale = "" } = script.dataset;
  const make = (tag, given, ...inner) => {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inner);
    return made;
  };
  // The list as its address has it.
  const home = new URL(`embed/${encodeURIComponent(list)}/${encodeURIComponent(locale)}/`, script.src);
  const isText = (value) => typeof value === "string" && value.length < 5000;

  // Blocked storage: what is ticked holds for this page.
  const key = (id) => "stegvis-embed:" + home.href + ":" + id;
  const memory = new Map();
  const isDone = (id) => {
    let kept = memory.get(id);
    try { kept = kept || localStorage.getItem(key(id)); } catch (blocked) { /* in memory alone */ }
    return /^1 \d{1,15}$/.test(kept);
  };
  function keep(id, done) {
    const value = (done ? "1 " : "0 ") + Date.now();
    memory.set(id, value);
    try {
      localStorage.setItem(key(id), value);
      memory.delete(id);
    } catch (blocked) { /* in memory alone */ }
  }

  function build(file) {
    const { version, title, dir, words, items } = file;
    // A site that does not know its own address gives that of the page below its host.
    const source = new URL(file.source || "", home);
    if (version !== 1 || !isText(title) || !/^https?:$/.test(source.protocol) || !items.length || items.length > 9999) { throw file; }
    const ids = new Set();
    for (const item of items) {
      if (!isText(item.id) || !isText(item.text) || ids.has(item.id)) { throw file; }
      ids.add(item.id);
    }
    const word = (id) => (isText(words[id]) ? words[id] : "");
    const sum = make("output");
    const boxes = items.map(({ id }) => make("input", { type: "checkbox", onchange: ({ target }) => {
      keep(id, target.checked);
      show();
    } }));
    function show() {
      boxes.forEach((box, at) => { box.checked = isDone(items[at].id); });
      const values = { done: boxes.filter((box) => box.checked).length, total: boxes.length };
      sum.textContent = word("count").replace(/\{(\w+)\}/g, (_, name) => values[name]);
    }
    addEventListener("storage", show);
    addEventListener("pageshow", show);
    show();
    const lines = items.map(({ text, lang }, at) => make("li", isText(lang) ? { lang } : {}, make("label", {}, boxes[at], " " + text)));
    return make("form", { className: "stegvis-embed", lang: locale, dir: dir === "rtl" ? dir : "ltr", autocomplete: "off", onsubmit: () => false },
      make("fieldset", {}, make("legend", {}, title + " ", sum), make("ul", {}, ...lines),
        make("p", {}, make("small", {}, word("embed-kept") + " ", make("a", { href: source.href, textContent: word("embed-source") || title })))));
  }
  fetch(new URL("list.json", home), { credentials: "omit", referrerPolicy: "no-referrer" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    .then(build)
    .catch(() => make("p", {}, make("a", { href: home.href, textContent: list })))
    .then((made) => script.after(made));
})();
