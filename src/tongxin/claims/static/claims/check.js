// Filters the findings by verdict: pressing a verdict shows only its notes and dims the other marks.
document.addEventListener("DOMContentLoaded", () => {
  const buttons = [...document.querySelectorAll(".ck-tallies [data-verdict]")];
  const show = (wanted) => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.verdict === wanted)));
    document.querySelectorAll(".ck-note").forEach((note) => { note.hidden = Boolean(wanted) && note.dataset.verdict !== wanted; });
    document.querySelectorAll(".ck-mark").forEach((mark) => mark.classList.toggle("ck-dim", Boolean(wanted) && !mark.classList.contains(`ck-${wanted}`)));
  };
  buttons.forEach((button) => button.addEventListener("click", () => show(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.verdict)));
});
