// Sets light or dark before the page is drawn; the choice is kept on this device.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  let kept = null;
  try {
    kept = localStorage.getItem("theme");
  } catch {
    // Storage may be switched off; the system's choice is used then.
  }
  const dark = kept ? kept === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
