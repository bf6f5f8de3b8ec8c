// The table of a roster: how many lines are handed in, and another empty line whenever the last one is begun.
(() => {
  const roster = document.querySelector("[data-roster]");
  const lines = roster && roster.querySelector(".at-lines");
  if (!lines) return;
  const count = roster.querySelector("[data-count]");
  const typed = (line) => Array.from(line.querySelectorAll(".form-control")).some((input) => input.value.trim());
  const dropped = (line) => line.querySelector("[name=roster-drop]").checked;

  function tell() {
    count.textContent = Array.from(lines.children).filter((line) => typed(line) && !dropped(line)).length;
  }

  function grow() {
    const last = lines.lastElementChild;
    if (!typed(last)) return;
    const line = last.cloneNode(true);
    line.querySelectorAll(".form-control").forEach((input) => (input.value = ""));
    const drop = line.querySelector("[name=roster-drop]");
    drop.checked = false;
    drop.value = lines.children.length;
    lines.append(line);
  }

  lines.addEventListener("input", () => {
    grow();
    tell();
  });
})();
