// Writes how much waits beside the entries of the menu, where the page was made before it was counted.
(function () {
  "use strict";

  function badge(place, text) {
    const old = place.querySelector(":scope > .tx-count");
    if (old) old.remove();
    const one = document.createElement("b");
    one.className = "tx-count";
    one.textContent = text;
    place.querySelector(":scope > span").after(one);
  }

  async function count(nav) {
    const answer = await fetch(nav.dataset.menuCounts, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const sums = new Map();
    for (const [address, text] of Object.entries(await answer.json())) {
      const link = nav.querySelector(`a[href="${CSS.escape(address)}"]`);
      if (!link) continue;
      badge(link, text);
      const group = link.closest("details");
      if (group) sums.set(group, (sums.get(group) || 0) + parseInt(text, 10) + text.endsWith("+"));
    }
    for (const [group, sum] of sums) badge(group.querySelector("summary"), sum > 99 ? "99+" : String(sum));
    nav.dataset.counted = "";
  }

  const nav = document.querySelector("[data-menu-counts]");
  if (nav) count(nav).catch(() => {}); // without numbers the menu is the same menu
})();
