// Fields whose value is chosen from what is found while one types: the editable combobox of the ARIA practices.
// Without this script they are plain fields: what is typed is validated all the same.
(function () {
  "use strict";
  const WAIT = 150;
  let last = 0;

  function made(tag, attributes, text) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (text) element.textContent = text;
    return element;
  }

  function enhance(input) {
    const number = (last += 1);
    const list = made("ul", { id: `choose-${number}`, role: "listbox", class: "tx-choices", hidden: "" });
    const label = input.labels[0];
    if (label) list.setAttribute("aria-label", label.firstChild.textContent.trim());
    const said = made("span", { class: "visually-hidden", role: "status" });
    const box = made("div", { class: "tx-choose" });
    const many = input.dataset.chooseMany || "";
    let at = -1;
    let timer = 0;
    let asking = null;

    input.replaceWith(box);
    box.append(input, list, said);
    input.removeAttribute("list");
    Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    }).forEach(([name, value]) => input.setAttribute(name, value));

    const options = () => Array.from(list.children);
    // Of several names parted by a sign, the last one is being typed.
    const parts = () => (many ? input.value.split(new RegExp(`[${many},，;；]`)) : [input.value]);

    function mark(next) {
      at = next;
      options().forEach((one, position) => one.setAttribute("aria-selected", String(position === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    }

    function close() {
      window.clearTimeout(timer);
      if (asking) asking.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function take(option) {
      const value = option.dataset.value;
      input.value = many ? [...parts().slice(0, -1).map((one) => one.trim()), value].join(many) : value;
      close();
      said.textContent = `已选 ${value}`;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show(found) {
      list.replaceChildren(
        ...found.map((one, position) => {
          const option = made("li", { id: `${list.id}-${position}`, role: "option", "aria-selected": "false" });
          option.dataset.value = one.value;
          option.append(made("span", {}, one.label), made("small", {}, one.hint));
          return option;
        }),
      );
      at = -1;
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      said.textContent = found.length ? `找到 ${found.length} 项，按上下键选择` : "没有找到，可以直接填写";
      input.setAttribute("data-chosen-ready", "");
    }

    async function ask() {
      if (asking) asking.abort();
      asking = new AbortController();
      const address = `${input.dataset.choose}?${new URLSearchParams({ q: parts().at(-1).trim() })}`;
      try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).found);
      } catch (error) {
        if (error.name !== "AbortError") close(); // No connection: what is typed is enough. Asked anew, the later answer counts.
      }
    }

    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT);
    }

    input.addEventListener("input", (event) => {
      if (!event.isComposing) later();
    });
    input.addEventListener("compositionend", later);
    input.addEventListener("click", () => {
      if (list.hidden && !input.value) ask();
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else mark(event.key === "ArrowDown" ? (at + 2) % (count + 1) - 1 : (at + 1 + count) % (count + 1) - 1);
      } else if (event.key === "Enter" && !list.hidden && at >= 0) {
        event.preventDefault();
        take(list.children[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // The field keeps the focus.
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) take(option);
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[data-choose]").forEach(enhance));
})();
