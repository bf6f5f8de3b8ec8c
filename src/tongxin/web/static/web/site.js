// What pages do beyond plain HTML: theme switch, phone menu, menus that close, copying, confirmation, column choice.
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  function switchTheme() {
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Not remembered where storage is switched off.
    }
    document.dispatchEvent(new CustomEvent("tongxin:theme"));
  }

  function toggleMenu(button) {
    const open = document.body.classList.toggle("tx-menu-open");
    button.setAttribute("aria-expanded", String(open));
  }

  function closeMenus(except) {
    all("details.tx-menu[open]").forEach((menu) => {
      if (menu !== except) menu.removeAttribute("open");
    });
  }

  async function copy(button) {
    const text = document.getElementById(button.dataset.copy).textContent.trim();
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "已复制";
    } catch {
      window.getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      button.textContent = "请按 Ctrl+C";
    }
    window.setTimeout(() => (button.textContent = said), 2000);
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    closeMenus(at("details.tx-menu"));
    if (at("[data-theme-switch]")) switchTheme();
    else if (at("[data-menu-toggle]")) toggleMenu(at("[data-menu-toggle]"));
    else if (at("[data-copy]")) copy(at("[data-copy]"));
    else if (at("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.tx-menu[open]").forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
    const toggle = document.querySelector("[data-menu-toggle]");
    if (toggle && document.body.classList.contains("tx-menu-open")) {
      toggleMenu(toggle);
      toggle.focus();
    }
  });
  // Files are read in turn: say that an answer may take a moment.
  function tellOfReading(form) {
    const chosen = [...form.querySelectorAll('input[type="file"]')].some((one) => one.files.length);
    if (!chosen || form.querySelector("[data-reading]")) return;
    const line = document.createElement("p");
    line.className = "tx-sub";
    line.dataset.reading = "";
    line.setAttribute("role", "status");
    line.textContent = "正在上传和读取文件；前面还有别的文件时要排队，请不要关闭页面。";
    form.append(line);
  }

  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
    else if (!event.defaultPrevented) tellOfReading(event.target);
  });
  window.addEventListener("pageshow", () => all("[data-reading]").forEach((line) => line.remove()));
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
    const name = event.target.dataset.checkAll;
    if (name) {
      event.target.form.querySelectorAll(`input[name="${name}"]:not(:disabled)`).forEach((one) => {
        one.checked = event.target.checked;
      });
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    const summary = document.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    if (!document.querySelector("[data-chart]")) document.body.setAttribute("data-ready", "");
  });
})();
