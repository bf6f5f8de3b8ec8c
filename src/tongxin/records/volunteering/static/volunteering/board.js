// The board of those who give out tasks: what others have taken in hand appears by itself, the list stays where it is.
"use strict";
const EVERY = 20000;
const PARTS = ["[data-board]", ".tx-list"];

async function renew() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of PARTS) {
      const [now, next] = [document.querySelector(part), page.querySelector(part)];
      if (now && next && !now.contains(document.activeElement)) now.replaceWith(next);
    }
  } catch {
    // no network this minute: the next turn tries again
  }
}

document.addEventListener("DOMContentLoaded", () => {
  setInterval(renew, EVERY);
  document.documentElement.dataset.boardReady = "";
});
