// The editor of reports: paragraphs one writes as in Word, with figures standing in them as chips.
// The textarea stays the one source that is posted; this script turns it into blocks and chips and back.
(() => {
  const form = document.querySelector(".rp-editor");
  if (!form) return;
  const source = form.querySelector("textarea[name=body]");
  const area = form.querySelector(".rp-area");
  const tools = form.querySelector(".rp-tools");
  const picker = document.querySelector(".rp-picker");
  const article = form.querySelector("[data-article]");
  const state = form.querySelector(".rp-state");
  const TOKEN = /\{\{[^{}\n]*\}\}/g;
  const HEADINGS = { H2: "# ", H3: "## ", H4: "### " };
  let values = {};
  let composing = false;

  // --- text ↔ blocks ------------------------------------------------------------------------------------------------
  const chip = (token) => {
    const made = document.createElement("span");
    made.className = "rp-chip";
    made.contentEditable = "false";
    made.tabIndex = 0;
    made.setAttribute("role", "button");
    made.dataset.token = token;
    dress(made);
    return made;
  };
  const dress = (made) => {
    const known = values[made.dataset.token];
    const text = known ? known.text : "…";
    if (made.textContent !== text) made.textContent = text;
    made.title = known ? known.title : made.dataset.token;
    made.classList.toggle("is-broken", Boolean(known && known.broken));
  };
  const filled = (block, text) => {
    let position = 0;
    for (const found of text.matchAll(TOKEN)) {
      block.append(text.slice(position, found.index), chip(found[0]));
      position = found.index + found[0].length;
    }
    block.append(text.slice(position));
    if (!block.textContent) block.append(document.createElement("br"));
    return block;
  };
  const blockOf = (line) => {
    const marks = /^(#{1,3}) (.*)$/.exec(line.trim());
    return marks
      ? filled(document.createElement(`h${marks[1].length + 1}`), marks[2])
      : filled(document.createElement("p"), line.trim());
  };
  const show = (text) => {
    const lines = text.split("\n").filter((line) => line.trim());
    area.replaceChildren(...(lines.length ? lines : [""]).map(blockOf));
  };
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/[\n\u00a0]/g, " ");
    if (node.dataset && node.dataset.token) return node.dataset.token;
    if (node.nodeName === "BR") return "\n";
    return [...node.childNodes].map(textOf).join("");
  };
  const written = () => {
    const lines = [];
    let loose = "";
    const flush = () => {
      if (loose.trim()) lines.push(...loose.split("\n"));
      loose = "";
    };
    for (const node of area.childNodes) {
      if (/^(P|DIV|H[2-4])$/.test(node.nodeName)) {
        flush();
        const mark = HEADINGS[node.nodeName] || "";
        lines.push(...textOf(node).split("\n").map((line) => (line.trim() ? mark + line.trim() : "")));
      } else loose += textOf(node);
    }
    flush();
    return lines.filter((line) => line.trim()).join("\n");
  };

  // --- saving what is typed, and finding it again -------------------------------------------------------------------
  const keep = (text) => {
    try {
      window.localStorage.setItem(form.dataset.key, text);
    } catch {
      // a full or forbidden store only means that nothing can be found again after a crash
    }
  };
  const forget = () => {
    try {
      window.localStorage.removeItem(form.dataset.key);
    } catch {
      // as above
    }
  };
  const forgetEarlier = () => {
    try {
      const mine = form.dataset.key.replace(/\d+$/, "");
      Object.keys(window.localStorage)
        .filter((key) => key.startsWith(mine) && key !== form.dataset.key)
        .forEach((key) => window.localStorage.removeItem(key));
    } catch {
      // as above
    }
  };
  const kept = () => {
    try {
      return window.localStorage.getItem(form.dataset.key);
    } catch {
      return null;
    }
  };
  const restore = form.querySelector(".rp-restore");
  restore.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-restore]");
    if (!choice) return;
    if (choice.dataset.restore === "yes") {
      show(kept() || source.value);
      changed();
    } else forget();
    restore.hidden = true;
    area.focus();
  });

  // --- preview ------------------------------------------------------------------------------------------------------
  let timer = 0;
  let running = false;
  let again = false;
  const preview = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const data = new FormData();
    data.append("body", source.value);
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: data });
      const found = await answer.json();
      if (answer.ok) {
        values = found.values;
        article.innerHTML = found.article; // our own server's article: every word of the text is escaped there
        state.innerHTML = found.remarks;
        if (!composing) area.querySelectorAll(".rp-chip").forEach(dress);
        form.dataset.ready = "yes";
      } else state.textContent = found.message;
    } catch {
      state.textContent = "预览暂时取不到，文字照常可以写和保存。";
    }
    running = false;
    if (again) {
      again = false;
      preview();
    }
  };
  const tell = () => {
    keep(source.value);
    window.clearTimeout(timer);
    timer = window.setTimeout(preview, 700);
  };
  const changed = (kind) => {
    source.value = written();
    remember(kind);
    tell();
  };

  // --- taking back: the browser's own history knows nothing of chips, so steps are whole texts ------------------------
  const STEP = 800; // milliseconds of typing that are taken back together
  const MOST_STEPS = 200;
  let now = { text: source.value, at: [0, 0] };
  let typed = 0;
  const [past, future] = [[], []];
  const remember = (kind) => {
    const text = source.value;
    if (text === now.text) return;
    const at = Date.now();
    if (kind === "typing" && at - typed < STEP) now = { text, at: where() };
    else {
      past.push(now);
      past.splice(0, past.length - MOST_STEPS);
      now = { text, at: where() };
    }
    typed = kind === "typing" ? at : 0;
    future.length = 0;
  };
  const step = (from, to) => {
    if (!from.length) return;
    to.push(now);
    now = from.pop();
    typed = 0;
    source.value = now.text;
    show(now.text);
    goTo(now.at);
    tell();
  };
  // A caret as the number of its block and how many letters and chips stand before it there.
  const where = () => {
    const range = caret();
    if (!range) return [0, 0];
    const before = document.createRange();
    before.setStart(area, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const blocks = [...before.cloneContents().childNodes];
    const last = blocks.pop();
    return [blocks.length, last ? units(last).reduce((sum, one) => sum + one.length, 0) : 0];
  };
  const units = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.textContent];
    return node.dataset && node.dataset.token ? ["x"] : [...node.childNodes].flatMap(units);
  };
  const goTo = ([number, offset]) => {
    const block = area.childNodes[Math.min(number, area.childNodes.length - 1)];
    const range = document.createRange();
    range.selectNodeContents(block);
    range.collapse(false);
    let left = offset;
    for (const child of block.childNodes) {
      const size = child.nodeType === Node.TEXT_NODE ? child.length : 1;
      if (left <= size) {
        if (child.nodeType === Node.TEXT_NODE) range.setStart(child, left);
        else if (left) range.setStartAfter(child);
        else range.setStartBefore(child);
        range.collapse(true);
        break;
      }
      left -= size;
    }
    back(range);
  };

  // --- writing ------------------------------------------------------------------------------------------------------
  area.addEventListener("input", () => changed("typing"));
  // An input method loses its place where the text changes under it: chips wait.
  area.addEventListener("compositionstart", () => {
    composing = true;
  });
  area.addEventListener("compositionend", () => {
    composing = false;
    area.querySelectorAll(".rp-chip").forEach(dress);
  });
  const turn = (event, again) => {
    event.preventDefault();
    if (again) step(future, past);
    else step(past, future);
  };
  area.addEventListener("beforeinput", (event) => {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") turn(event, event.inputType === "historyRedo");
  });
  area.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) turn(event, key === "y" || event.shiftKey);
  });
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  area.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("submit", () => {
    source.value = written(); // what was typed stays kept here until the next version has opened: the network may fail
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const caret = () => {
    const selection = window.getSelection();
    return selection.rangeCount && area.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
  };
  const back = (range) => {
    area.focus();
    const selection = window.getSelection();
    selection.removeAllRanges();
    if (range) selection.addRange(range);
    else {
      selection.selectAllChildren(area);
      selection.collapseToEnd();
    }
  };
  const blockAt = (range) => {
    let node = range.startContainer;
    if (node === area) node = area.childNodes[Math.min(range.startOffset, area.childNodes.length - 1)] || area.appendChild(blockOf(""));
    while (node.parentNode !== area) node = node.parentNode;
    if (node.nodeType === Node.ELEMENT_NODE && !node.dataset.token) return node;
    const block = document.createElement("p"); // loose text or a loose chip
    node.replaceWith(block);
    block.append(node);
    return block;
  };
  const insert = (token, { alone = false } = {}) => {
    const made = chip(token);
    const range = caret() || document.createRange();
    if (!area.contains(range.startContainer)) range.setStart(area, area.childNodes.length);
    range.deleteContents();
    const block = blockAt(range);
    block.querySelectorAll("br").forEach((one) => one.remove());
    if (!block.contains(range.startContainer)) {
      range.selectNodeContents(block);
      range.collapse(false);
    }
    const after = document.createRange();
    if (alone) {
      range.setEnd(block, block.childNodes.length);
      const rest = range.extractContents();
      const [line, next] = [filled(document.createElement("p"), ""), document.createElement("p")];
      line.replaceChildren(made);
      next.append(rest.textContent || rest.querySelector(".rp-chip") ? rest : document.createElement("br"));
      block.after(line, next);
      if (!textOf(block).trim()) block.remove();
      after.setStart(next, 0);
    } else {
      range.insertNode(made);
      if (!(made.nextSibling instanceof Text)) made.after("");
      after.setStart(made.nextSibling, 0); // in a text, so that an input method composes there
    }
    after.collapse(true);
    back(after);
    changed("insert");
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.block) {
      back(place);
      document.execCommand("formatBlock", false, button.dataset.block);
      changed();
    } else if (button.dataset.insert === "estimate") {
      back(place);
      insert("{{estimate}}");
    } else open(button.dataset.insert, null);
  });
  let place = null;
  document.addEventListener("selectionchange", () => {
    place = caret() || place;
  });
  // A number that was typed becomes a figure: the words in its block, which no chip holds, are replaced by one.
  const figured = ({ replace, at, words, nth }) => {
    const block = area.children[Number(at) - 1];
    if (!block) return;
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let left = Number(nth);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentNode.closest(".rp-chip")) continue;
      for (let found = node.data.indexOf(words); found >= 0; found = node.data.indexOf(words, found + words.length)) {
        if (left--) continue;
        const range = document.createRange();
        range.setStart(node, found);
        range.setEnd(node, found + words.length);
        back(range);
        insert(replace);
        return;
      }
    }
  };
  state.addEventListener("click", (event) => {
    const mended = event.target.closest("[data-replace]");
    if (mended) figured(mended.dataset);
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const block = area.children[Number(link.dataset.line) - 1];
    if (!block) return;
    block.scrollIntoView({ block: "center" });
    const range = document.createRange();
    range.selectNodeContents(block);
    range.collapse(false);
    back(range);
  });

  // --- the picker ---------------------------------------------------------------------------------------------------
  const part = (name) => picker.querySelector(name);
  const measure = part("#rp-measure");
  const span = part("#rp-span");
  const problem = part(".rp-problem");
  const PARTS = {
    half: [["H1", "上半年"], ["H2", "下半年"]],
    quarter: [1, 2, 3, 4].map((n) => [`Q${n}`, `第${n}季度`]),
    month: [...Array(12).keys()].map((n) => [`-${String(n + 1).padStart(2, "0")}`, `${n + 1}月`]),
  };
  let shape = "figure";
  let target = null;
  const stock = () => (measure.selectedOptions[0] ? ["stock", "coverage"].includes(measure.selectedOptions[0].dataset.kind) : false);
  const refit = () => {
    const kind = span.value;
    part("#rp-year").hidden = ["between", "day"].includes(kind);
    part("#rp-year-last").hidden = kind !== "years";
    part("#rp-part").hidden = !PARTS[kind];
    part("#rp-first").hidden = kind !== "between";
    part("#rp-last").hidden = !["between", "day"].includes(kind);
    if (PARTS[kind] && part("#rp-part").dataset.kind !== kind) {
      part("#rp-part").dataset.kind = kind;
      part("#rp-part").replaceChildren(...PARTS[kind].map(([code, label]) => new Option(label, code)));
    }
  };
  const time = () => {
    const year = part("#rp-year").value;
    switch (span.value) {
      case "between":
        return `${part("#rp-first").value}..${part("#rp-last").value}`;
      case "day":
        return `@${part("#rp-last").value}`;
      case "years":
        return `${year}..${part("#rp-year-last").value}`;
      case "year":
        return year;
      default:
        return `${year}${part("#rp-part").value}`;
    }
  };
  const code = () => (/^\d{6}/.exec(part("#rp-place").value.trim()) || [named(part("#rp-place").value.trim())])[0];
  const named = (name) => {
    const options = [...part("#rp-places").options];
    const exact = options.find((one) => one.value.slice(7) === name) || options.find((one) => name.length > 1 && one.value.slice(7).startsWith(name));
    return exact ? exact.value.slice(0, 6) : name;
  };
  const style = () => (part("[name=rp-style]:checked") || { value: "exact" }).value;
  const chosen = () => [...picker.querySelectorAll("[name=rp-measures]:checked")].map((one) => one.value);
  const token = () =>
    shape === "figure"
      ? `{{${measure.value} ${code()} ${time()} ${style()}}}`
      : `{{${shape} ${chosen().join(",")} ${code()} ${time()} ${part("#rp-by").value}}}`;
  let asked = 0;
  let typing = 0;
  // A press before the words of what is chosen are here is kept, and done when they are: leaving a field asks for them,
  // so that on a slow line the press that leaves it always comes first.
  let settled = false;
  let pressed = false;
  const words = async () => {
    part("[data-definition]:not(option)").textContent = measure.selectedOptions[0] ? measure.selectedOptions[0].dataset.definition : "";
    if (shape !== "figure") return;
    window.clearTimeout(typing);
    const mine = ++asked;
    settled = false;
    problem.hidden = true;
    const query = new URLSearchParams({ measure: measure.value, place: code(), time: time(), style: style() });
    let found = { message: "数字暂时取不到，请稍后再试。" };
    try {
      found = await (await fetch(`${form.dataset.words}?${query}`)).json();
    } catch {
      // the sentence above stands
    }
    if (mine !== asked) return;
    settled = Boolean(found.styles && found.styles.length);
    const again = pressed && settled;
    pressed = false;
    waits();
    const before = style(); // as it is chosen now
    const box = part("[data-styles]");
    box.replaceChildren();
    problem.hidden = !found.message;
    problem.textContent = found.message || "";
    for (const one of found.styles || []) {
      const label = document.createElement("label");
      label.className = "form-check";
      const input = document.createElement("input");
      Object.assign(input, { type: "radio", name: "rp-style", value: one.style, className: "form-check-input", checked: one.style === before });
      const word = document.createElement("strong");
      word.textContent = one.text;
      const note = document.createElement("span");
      note.className = "tx-sub";
      note.textContent = ` ${one.label}`;
      label.append(input, " ", word, note);
      box.append(label);
    }
    if (found.styles && !part("[name=rp-style]:checked")) box.querySelector("input").checked = true;
    if (found.complete && found.complete.length) {
      const note = document.createElement("p");
      note.className = "tx-sub";
      note.textContent = `完整度：${found.complete.join("；")}。${found.earned ? "" : "这句话里要写“据不完全统计”。"}`;
      box.append(note);
    }
    if (again && picker.open) part("form").requestSubmit(part("button[value=insert]"));
  };
  const setTime = (text) => {
    const rules = [
      [/^@(\d{4}-\d{2}-\d{2})$/, (m) => ["day", { "#rp-last": m[1] }]],
      [/^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/, (m) => ["between", { "#rp-first": m[1], "#rp-last": m[2] }]],
      [/^(\d{4})\.\.(\d{4})$/, (m) => ["years", { "#rp-year": m[1], "#rp-year-last": m[2] }]],
      [/^(\d{4})(H\d)$/, (m) => ["half", { "#rp-year": m[1], "#rp-part": m[2] }]],
      [/^(\d{4})(Q\d)$/, (m) => ["quarter", { "#rp-year": m[1], "#rp-part": m[2] }]],
      [/^(\d{4})(-\d{2})$/, (m) => ["month", { "#rp-year": m[1], "#rp-part": m[2] }]],
      [/^(\d{4})$/, (m) => ["year", { "#rp-year": m[1] }]],
    ];
    for (const [pattern, read] of rules) {
      const found = pattern.exec(text);
      if (!found) continue;
      const [kind, fields] = read(found);
      span.value = kind;
      refit();
      for (const [name, value] of Object.entries(fields)) part(name).value = value;
      return;
    }
  };
  const read = (text) => {
    const parts = text.slice(2, -2).trim().split(/\s+/);
    if (parts[0] === "table" || parts[0] === "chart") {
      shape = parts[0];
      picker.querySelectorAll("[name=rp-measures]").forEach((one) => (one.checked = (parts[1] || "").split(",").includes(one.value)));
      part("#rp-by").value = parts[4] || "prefecture";
    } else {
      shape = "figure";
      measure.value = parts[0] || measure.value;
    }
    part("#rp-place").value = parts[shape === "figure" ? 1 : 2] || part("#rp-place").value;
    setTime(parts[shape === "figure" ? 2 : 3] || "");
    if (shape === "figure") part("[data-styles]").innerHTML = `<input type="radio" name="rp-style" hidden checked value="${/^[a-z_]*$/.test(parts[3] || "") ? parts[3] || "exact" : "exact"}">`;
  };
  const waits = () => {
    part("button[value=insert]").setAttribute("aria-busy", pressed);
    part("[data-waiting]").hidden = !pressed;
  };
  // A new figure begins with the report's own day, as it stands in the form, until another one was chosen.
  let ownDayWas = part("#rp-last").value;
  const ownDay = () => {
    const day = form.querySelector("[name=day]").value;
    const last = part("#rp-last");
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || last.value !== ownDayWas || (last.max && day > last.max)) return;
    last.value = day;
    ownDayWas = day;
  };
  const TITLES = { figure: "数字", table: "表", chart: "图" };
  const open = (wanted, at) => {
    target = at;
    shape = wanted;
    if (at) read(at.dataset.token);
    else if (shape === "figure" && stock() !== (span.value === "day")) span.value = stock() ? "day" : "year";
    picker.querySelectorAll("[data-for]").forEach((one) => {
      one.hidden = !one.dataset.for.split(" ").includes(shape);
    });
    part("[data-remove]").hidden = !at;
    part("h2").textContent = `${at ? "修改" : "插入"}${TITLES[shape]}`;
    part("button[value=insert]").textContent = at ? "改好" : "插入";
    problem.hidden = true;
    pressed = false;
    waits();
    if (!at) ownDay();
    refit();
    words();
    picker.showModal();
  };
  measure.addEventListener("change", () => {
    if (stock() !== (span.value === "day")) span.value = stock() ? "day" : "year";
    refit();
    words();
  });
  for (const name of ["#rp-place", "#rp-span", "#rp-year", "#rp-year-last", "#rp-part", "#rp-first", "#rp-last"]) {
    part(name).addEventListener("change", () => {
      refit();
      words();
    });
  }
  for (const name of ["#rp-place", "#rp-year", "#rp-year-last"]) {
    part(name).addEventListener("input", () => {
      settled = false;
      problem.hidden = true;
      window.clearTimeout(typing);
      typing = window.setTimeout(words, 350);
    });
  }
  part("form").addEventListener("submit", (event) => {
    const wanted = event.submitter ? event.submitter.value : "insert";
    if (wanted !== "insert") return;
    if (shape === "figure") {
      if (settled) return;
      event.preventDefault();
      pressed = true;
      waits();
      if (!problem.hidden) words(); // it said why there are none: perhaps there are now
      return;
    }
    if (chosen().length >= 1 && chosen().length <= 6) return;
    event.preventDefault();
    problem.hidden = false;
    problem.textContent = "请选 1 至 6 个指标。";
  });
  picker.addEventListener("close", () => {
    const done = picker.returnValue;
    pressed = false;
    picker.returnValue = "";
    if (done === "insert" && target) {
      target.dataset.token = token();
      delete values[target.dataset.token];
      dress(target);
      changed();
      target.focus();
    } else if (done === "remove" && target) {
      target.remove();
      changed();
      back(place);
    } else if (done === "insert") {
      back(place);
      insert(token(), { alone: shape !== "figure" });
    } else back(place);
    target = null;
  });
  const edit = (event) => {
    const found = event.target.closest && event.target.closest(".rp-chip");
    if (!found || !area.contains(found) || found.dataset.token === "{{estimate}}") return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open("figure", found);
  };
  area.addEventListener("click", edit);
  area.addEventListener("keydown", edit);

  // --- begin --------------------------------------------------------------------------------------------------------
  document.execCommand("defaultParagraphSeparator", false, "p");
  show(source.value);
  form.querySelector(".rp-source").hidden = true;
  area.hidden = false;
  tools.hidden = false;
  if (form.dataset.unsaved) keep(written());
  forgetEarlier();
  const left = kept();
  if (left !== null && left !== written()) restore.hidden = false;
  preview();
})();
