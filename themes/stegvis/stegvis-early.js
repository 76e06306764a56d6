// Runs before the first paint: says that scripts work, and sets the appearance that the reader chose.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("stegvis-theme");
    if (theme === "light" || theme === "dark") { root.dataset.theme = theme; }
  } catch (blocked) { /* the system's appearance */ }
})();
