// Remembers the reader's language, and keeps the place on the page when the language changes.
(function () {
  "use strict";
  var key = "stegvis-locale";
  function remember(locale) {
    try { localStorage.setItem(key, locale); } catch (blocked) { /* works without */ }
  }
  function remembered() {
    try { return localStorage.getItem(key); } catch (blocked) { return null; }
  }
  var links = document.querySelectorAll("a[data-locale]");
  links.forEach(function (link) {
    link.addEventListener("click", function () {
      remember(link.dataset.locale);
      link.hash = location.hash;
    });
  });
  // The root leads on to the language chosen before, unless the reader comes from inside the site to choose another.
  if (document.body.classList.contains("chooser")) {
    var inside = document.referrer && new URL(document.referrer).origin === location.origin;
    links.forEach(function (link) {
      if (!inside && link.dataset.locale === remembered()) { location.replace(link.href); }
    });
  }
  // A fragment that this language lacks would make the address promise a place that is not there.
  if (location.hash.length > 1) {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (malformed) { /* as it is */ }
    if (!document.getElementById(id)) { history.replaceState(null, "", location.pathname + location.search); }
  }
})();
