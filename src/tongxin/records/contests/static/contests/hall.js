// The screen in the hall: asks the server what it may show, and for one more step at a key or a click.
(function () {
  "use strict";
  const body = document.body;
  if (!body.hasAttribute("data-hall")) return;
  const EVERY = 3000; // milliseconds
  const NEXT = new Set([" ", "Enter", "ArrowRight", "PageDown"]);
  const shown = document.querySelector("[data-shown]");
  const more = document.querySelector("[data-more]");
  const message = document.querySelector("[data-message]");
  let now = null;
  let asking = false;

  function element(name, text, className) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function progress(round) {
    const line = element("li");
    line.append(element("strong", round.title));
    if (round.due === undefined) {
      line.append(element("span", round.state));
    } else {
      const bar = element("progress");
      bar.max = round.due || 1;
      bar.value = round.given;
      bar.setAttribute("aria-label", `${round.title}进度`);
      line.append(bar, element("span", `${round.given} / ${round.due} 份评分表`));
    }
    return line;
  }

  function revealed(step) {
    const line = element("li");
    const head = element("p", "", "ha-prize");
    head.append(element("strong", step.level || `第 ${step.rank} 名`), element("span", `${step.value} 分`));
    line.append(head);
    step.entries.forEach((entry) => {
      line.append(element("p", `${entry.number} 号《${entry.title}》`, "ha-title"));
      const whose = [entry.names, entry.of].filter(Boolean).join("　");
      if (whose) line.append(element("p", whose, "ha-whose"));
    });
    return line;
  }

  function draw(told) {
    const list = element(told.sealed ? "ol" : "ul", "", told.sealed ? "ha-steps" : "ha-rounds");
    if (told.sealed) list.append(...told.shown.slice().reverse().map(revealed));
    else list.append(...told.rounds.map(progress));
    const parts = [list];
    if (told.sealed && !told.shown.length) parts.unshift(element("p", "成绩已封存，即将揭晓", "ha-wait"));
    shown.replaceChildren(...parts);
    more.hidden = !(told.sealed && told.more);
  }

  function take(told, status) {
    message.hidden = status === 200;
    message.textContent = status === 200 ? "" : told.message;
    if (status !== 200) return;
    if (JSON.stringify(told) !== JSON.stringify(now)) draw(told);
    now = told;
  }

  async function ask(address, options) {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(address, options);
      take(await answer.json(), answer.status);
    } catch {
      message.hidden = false;
      message.textContent = "网络断开，正在重连。";
    }
    asking = false;
    body.setAttribute("data-ready", "");
  }

  function reveal() {
    if (!now || !now.sealed || !now.more) return;
    const form = new URLSearchParams(new FormData(document.querySelector("[data-form]")));
    form.set("shown", now.shown.length);
    ask(body.dataset.next, { method: "POST", body: form });
  }

  function fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  document.querySelector("[data-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    reveal();
  });
  document.querySelector("[data-full]").addEventListener("click", fill);
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("button") && event.key !== "ArrowRight" && event.key !== "PageDown") return;
    if (event.key === "f" || event.key === "F") fill();
    else if (NEXT.has(event.key) && !event.repeat) {
      event.preventDefault();
      reveal();
    }
  });
  window.setInterval(() => ask(body.dataset.state), EVERY);
  ask(body.dataset.state);
})();
