// The judge's page: one entry at a time; what is typed stays on this device until the server has said that it is saved.
(function () {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const KEY = `tongxin.desk.${desk.dataset.desk}`;
  const AGAIN = 4000; // milliseconds until what did not arrive is sent again
  const articles = Array.from(desk.querySelectorAll("[data-entry]"));
  const byNumber = new Map(articles.map((one) => [one.dataset.entry, one]));
  const WORDS = {
    open: "未打分", typed: "未保存", waiting: "待送出", saved: "已保存", wrong: "有误", aside: "已回避", fixed: "工作人员已录入",
  };
  let kept = read(); // number of the entry → {scores, sent, waiting}
  let sending = false;
  let closed = false;
  let timer = 0;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  }

  function keep() {
    try {
      if (Object.keys(kept).length) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
    } catch {
      // Where storage is switched off, what is typed stays on the page.
    }
  }

  const inputs = (article) => Array.from(article.querySelectorAll("[data-maximum]"));
  const scores = (article) => inputs(article).map((one) => one.value.trim());
  const plain = (text) => text.replace(/[０-９．]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));

  function mark(article, state) {
    article.dataset.state = state;
    const status = article.querySelector("[data-status]");
    if (status) status.textContent = WORDS[state];
    const chip = desk.querySelector(`[data-chip="${article.dataset.entry}"]`);
    chip.dataset.state = state;
    chip.querySelector("[data-word]").textContent = `，${WORDS[state]}`;
    const given = articles.filter((one) => ["saved", "fixed"].includes(one.dataset.state)).length;
    desk.querySelector("[data-given]").textContent = given;
    desk.querySelector("progress").value = given;
    tellNetwork();
  }

  function tellNetwork(words) {
    const waiting = Object.values(kept).filter((one) => one.waiting).length;
    const line = desk.querySelector("[data-net]");
    line.textContent = words || (waiting ? `${waiting} 份评分表还没有送到，已存在这台设备上，网络恢复后自动送出。` : "");
    line.hidden = !line.textContent;
  }

  function say(article, message) {
    const line = article.querySelector("[data-message]");
    line.textContent = message || "";
    line.hidden = !message;
  }

  function sayBeside(article, name, message) {
    const line = article.querySelector(`[data-wrong="${name}"]`);
    const input = article.querySelector(`[name="${name}"]`);
    if (!line || !input) return;
    line.textContent = message || "";
    line.hidden = !message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  function wrongIn(input) {
    const { title, maximum, decimals } = input.dataset;
    const found = /^(\d{1,9})(?:\.(\d+))?$/.exec(plain(input.value.trim()));
    const may = `请填写 0 至 ${maximum} 之间的数${decimals === "0" ? "，只能是整数" : `，最多 ${decimals} 位小数`}。`;
    if (!input.value.trim()) return `「${title}」还没有打分，${may}`;
    const fits = found && (found[2] || "").length <= Number(decimals);
    const over = found && (Number(found[1]) > Number(maximum) || (Number(found[1]) === Number(maximum) && Number(found[2] || 0) > 0));
    return fits && !over ? "" : `「${title}」的得分「${input.value.trim()}」不对，${may}`;
  }

  function check(article) {
    const wrong = inputs(article).filter((input) => {
      const message = wrongIn(input);
      sayBeside(article, input.name, message);
      return message;
    });
    if (wrong.length) wrong[0].focus();
    return !wrong.length;
  }

  function save(article) {
    const number = article.dataset.entry;
    say(article, "");
    if (!check(article)) {
      mark(article, "wrong");
      return;
    }
    const before = kept[number] || { sent: [] };
    kept[number] = { scores: scores(article), sent: before.sent, waiting: true };
    keep();
    mark(article, "waiting");
    const following = articles.slice(articles.indexOf(article) + 1).concat(articles).find((one) => ["open", "typed", "wrong"].includes(one.dataset.state));
    if (following) show(following.dataset.entry, true);
    send();
  }

  async function send() {
    window.clearTimeout(timer);
    if (sending || closed) return;
    const number = Object.keys(kept).find((one) => kept[one].waiting && byNumber.has(one));
    if (!number) return;
    sending = true;
    const item = kept[number];
    item.sent = item.sent.concat([item.scores.map(plain).join(" ")]).slice(-20);
    keep();
    const arrived = await deliver(byNumber.get(number), item);
    sending = false;
    if (arrived) send();
    else timer = window.setTimeout(send, AGAIN);
  }

  async function deliver(article, item) {
    const form = article.querySelector("[data-sheet]");
    const body = new URLSearchParams(new FormData(form));
    body.set("version", article.dataset.version);
    inputs(article).forEach((input, index) => body.set(input.name, item.scores[index]));
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!(answer.headers.get("Content-Type") || "").includes("application/json")) {
        const said = answer.status === 200 || answer.status === 403 ? "登录或页面已过期，得分还在这台设备上：请重新打开本页后再送出。" : "";
        tellNetwork(said);
        return false;
      }
      return understand(article, item, answer.status, await answer.json());
    } catch {
      tellNetwork();
      return false;
    }
  }

  function understand(article, item, status, told) {
    const number = article.dataset.entry;
    const isNewest = kept[number] === item;
    if (status === 200) {
      article.dataset.version = told.version;
      if (isNewest) {
        delete kept[number];
        mark(article, "saved");
      }
    } else if (status === 429 || status >= 500) {
      tellNetwork(told.message);
      return false;
    } else if (status === 409 && told.scores && isOwn(item, told.scores)) {
      article.dataset.version = told.version; // an answer that was lost on its way
    } else {
      item.waiting = false;
      refuse(article, item, told);
    }
    keep();
    return true;
  }

  function isOwn(item, present) {
    const same = (one, other) => one.split(" ").every((score, index) => Number(score) === Number(other[index]));
    return item.sent.some((one) => same(one, present));
  }

  function refuse(article, item, told) {
    mark(article, "wrong");
    Object.entries(told.fields || {}).forEach(([name, message]) => sayBeside(article, name, message));
    say(article, told.message);
    if (told.closed) {
      closed = true;
      kept = {};
      tellNetwork(told.message);
    }
    const choice = article.querySelector("[data-choice]");
    choice.hidden = !told.scores;
    if (!told.scores) return;
    say(article, `${told.message}已保存的是：${told.scores.join("、")}。`);
    choice.querySelector("[data-mine]").onclick = () => {
      article.dataset.version = told.version;
      choice.hidden = true;
      save(article);
    };
    choice.querySelector("[data-theirs]").onclick = () => {
      article.dataset.version = told.version;
      inputs(article).forEach((input, index) => (input.value = told.scores[index]));
      choice.hidden = true;
      say(article, "");
      delete kept[article.dataset.entry];
      keep();
      mark(article, "saved");
    };
  }

  function show(number, focus) {
    const chosen = byNumber.get(number) || articles.find((one) => one.dataset.state === "open") || articles[0];
    if (!chosen) return;
    articles.forEach((one) => (one.hidden = one !== chosen));
    desk.querySelectorAll("[data-chip]").forEach((chip) => {
      if (chip.dataset.chip === chosen.dataset.entry) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    });
    history.replaceState(null, "", `#e${chosen.dataset.entry}`);
    const first = chosen.querySelector("[data-maximum]:not(:disabled)") || chosen.querySelector("h2");
    if (focus) first.focus();
  }

  function step(article, by) {
    const at = articles.indexOf(article) + by;
    show(articles[(at + articles.length) % articles.length].dataset.entry, true);
  }

  desk.addEventListener("input", (event) => {
    const article = event.target.closest("[data-entry]");
    if (!article || !event.target.matches("[data-maximum]")) return;
    const before = kept[article.dataset.entry] || { sent: [] };
    kept[article.dataset.entry] = { scores: scores(article), sent: before.sent, waiting: false };
    keep();
    sayBeside(article, event.target.name, "");
    mark(article, "typed");
  });
  desk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sheet]")) return;
    event.preventDefault();
    save(event.target.closest("[data-entry]"));
  });
  desk.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-maximum]")) return;
    const fields = inputs(event.target.closest("[data-entry]"));
    const next = fields[fields.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
  desk.addEventListener("click", (event) => {
    const article = event.target.closest("[data-entry]");
    const chip = event.target.closest("[data-chip]");
    if (chip) {
      event.preventDefault();
      show(chip.dataset.chip, true);
    } else if (article && event.target.closest("[data-previous]")) step(article, -1);
    else if (article && event.target.closest("[data-next]")) step(article, 1);
  });
  window.addEventListener("hashchange", () => show(location.hash.slice(2), false));
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (Object.values(kept).some((one) => one.waiting)) event.preventDefault();
  });

  Object.entries(kept).forEach(([number, item]) => {
    const article = byNumber.get(number);
    if (!article || !inputs(article).length) {
      delete kept[number];
      return;
    }
    inputs(article).forEach((input, index) => (input.value = item.scores[index] || ""));
    mark(article, item.waiting ? "waiting" : "typed");
  });
  keep();
  desk.querySelectorAll("[data-steps]").forEach((one) => (one.hidden = false));
  show(location.hash.slice(2), false);
  send();
})();
