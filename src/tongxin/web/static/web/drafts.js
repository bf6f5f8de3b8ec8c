// What was typed into a form outlives a sign-in that ends: it is kept in this tab alone, for some hours, for the account
// that typed it, and offered again when the form is opened next. It is gone once it was saved, and in every tab once
// somebody signs out. Passwords, files and hidden fields are never kept.
(function () {
  "use strict";
  const PREFIX = "draft ";
  const HOURS = 12;
  const SIGNED_OUT = "signed-out";
  const NEVER = new Set(["hidden", "password", "file", "submit", "button"]);

  function keys() {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  }

  function forget() {
    keys().forEach((key) => sessionStorage.removeItem(key));
  }

  function read(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function write(key, draft) {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // Too long for this browser, or storage is switched off: nothing is kept.
    }
  }

  function fields(form) {
    return Array.from(form.elements).filter((one) => one.name && !NEVER.has(one.type) && one.autocomplete !== "one-time-code");
  }

  function value(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.type === "select-multiple") return Array.from(field.selectedOptions, (one) => one.value);
    return field.value;
  }

  function values(form) {
    return fields(form).map((field) => [field.name, value(field)]);
  }

  function put(field, kept) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept;
    else if (field.type === "select-multiple") Array.from(field.options).forEach((one) => (one.selected = kept.includes(one.value)));
    else field.value = kept;
    // A field with suggestions would offer them.
    if (field.getAttribute("role") !== "combobox") field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Several fields of one name are filled in their order.
  function fill(form, kept) {
    const left = kept.slice();
    fields(form).forEach((field) => {
      const at = left.findIndex(([name]) => name === field.name);
      if (at >= 0) put(field, left.splice(at, 1)[0][1]);
    });
  }

  function tell(form, at, discard) {
    const line = document.createElement("div");
    line.className = "alert alert-warning tx-draft";
    line.setAttribute("role", "status");
    const said = document.createElement("span");
    const time = new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    said.textContent = "已填回您 " + time + " 没有保存的内容，请核对后提交。";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = "不要，重新填写";
    button.addEventListener("click", discard);
    line.append(said, button);
    form.prepend(line);
  }

  // What was sent and has led to another page, or to a word of success, was saved; a page to sign in or one that refuses
  // has saved nothing.
  function settle(path) {
    const saved = document.body.matches(".tx-staff:not([data-refused])");
    const said = document.querySelector(".tx-messages .alert-success");
    keys().forEach((key) => {
      const draft = read(key);
      if (!draft) return sessionStorage.removeItem(key);
      if (!draft.sent) return;
      if (saved && (said || draft.path !== path)) sessionStorage.removeItem(key);
      else write(key, { ...draft, sent: false });
    });
  }

  function expire(account) {
    const out = Number(localStorage.getItem(SIGNED_OUT)) || 0;
    keys().forEach((key) => {
      const draft = read(key);
      const old = !draft || Date.now() - draft.at > HOURS * 3600000 || draft.at <= out;
      if (old || (account && draft.account !== account)) sessionStorage.removeItem(key);
    });
  }

  function keep(form) {
    const path = window.location.pathname;
    const key = PREFIX + path;
    const empty = JSON.stringify(values(form));
    const draft = read(key);
    // A page that answers what was sent holds it already, perhaps in other fields: a roster that was read is lines.
    if (draft && !form.hasAttribute("data-answers") && JSON.stringify(draft.values) !== empty) {
      fill(form, draft.values);
      tell(form, draft.at, () => {
        sessionStorage.removeItem(key);
        window.location.reload();
      });
    }
    let typed = false;
    const save = (sent) => write(key, { path: path, account: form.dataset.kept, at: Date.now(), sent: sent, values: values(form) });
    form.addEventListener("input", (event) => {
      typed = typed || event.isTrusted;
      if (typed) save(false);
    });
    form.addEventListener("change", () => typed && save(false));
    form.addEventListener("submit", () => save(true));
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    forget();
    localStorage.setItem(SIGNED_OUT, String(Date.now()));
  });
  window.addEventListener("storage", (event) => {
    if (event.key === SIGNED_OUT) forget();
  });

  function start() {
    try {
      const form = document.querySelector("form[data-kept]");
      expire(document.body.dataset.account || "");
      settle(window.location.pathname);
      if (form) keep(form);
    } catch {
      // Storage is switched off: nothing is kept.
    }
  }

  // After all other scripts of the page, so that they hear of what is filled in.
  document.addEventListener("DOMContentLoaded", () => setTimeout(start));
})();
