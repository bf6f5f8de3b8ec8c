// 核数 beyond plain HTML: filtering by verdict without asking the server, and leading the eye to what a choice changed.
(function () {
  "use strict";
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const result = () => document.getElementById("ck-result");

  function show(wanted) {
    all("[data-verdict].btn", result()).forEach((chip) => {
      if (wanted && chip.dataset.verdict === wanted) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    });
    all(".ck-note", result()).forEach((note) => (note.hidden = Boolean(wanted) && note.dataset.verdict !== wanted));
    all(".ck-mark", result()).forEach((mark) => mark.classList.toggle("ck-dim", Boolean(wanted) && !mark.classList.contains(`ck-${wanted}`)));
    all(".ck-all", result()).forEach((link) => (link.hidden = !wanted));
  }

  function address(wanted) {
    const here = new URL(window.location.href);
    if (wanted) here.searchParams.set("verdict", wanted);
    else here.searchParams.delete("verdict");
    here.hash = "";
    return here;
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".ck-tallies [data-verdict]");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey || result().hasAttribute("data-parts")) return;
    event.preventDefault();
    const wanted = chip.getAttribute("aria-current") === "true" ? "" : chip.dataset.verdict;
    window.history.replaceState(null, "", address(wanted));
    show(wanted);
  });

  // A mark leads to a note that the filter hides: then the filter gives way.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".ck-mark");
    const note = mark && document.querySelector(mark.getAttribute("href"));
    if (note && note.hidden) {
      window.history.replaceState(null, "", address(""));
      show("");
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const changed = event.target.id === "ck-result" || event.target.querySelector("#ck-result") ? result().dataset.changed : "";
    if (!changed) return;
    const note = document.getElementById(changed);
    note.focus();
    note.scrollIntoView({ block: "nearest" });
    result().removeAttribute("data-changed");
  });
})();
