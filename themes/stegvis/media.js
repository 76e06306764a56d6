// Films begin and pictures grow where they stand. Without it both are plain links.
(function () {
  "use strict";
  const words = document.querySelector(".text").dataset;
  const isPlain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  // The frame is made when the reader asks for it: until then, its host hears of nobody.
  function play(link) {
    const frame = document.createElement("iframe");
    frame.src = link.href;
    frame.title = link.textContent.trim();
    frame.allow = "fullscreen; picture-in-picture; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(frame);
    frame.focus();
  }

  let dialog = null;
  function grow(link) {
    const small = link.querySelector("img");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "lightbox";
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = words.close;
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });
      dialog.append(close, document.createElement("img"));
      document.body.append(dialog);
    }
    const large = dialog.lastElementChild;
    large.src = link.href;
    large.alt = small ? small.alt : "";
    dialog.setAttribute("aria-label", large.alt || link.title);
    // The dialog gives the focus back to the link by itself.
    dialog.showModal();
  }

  addEventListener("click", (event) => {
    const link = event.target.closest(".video a, a.lightbox");
    if (!link || !isPlain(event)) { return; }
    if (link.matches(".lightbox")) {
      if (!window.HTMLDialogElement) { return; }
      grow(link);
    } else {
      play(link);
    }
    event.preventDefault();
  });
})();
