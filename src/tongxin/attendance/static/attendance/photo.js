// A photo of the signed sheet beside the box while one types. It stays on this device: kept over a preview, gone after.
(() => {
  const sources = document.querySelector("[data-sources]");
  const box = document.querySelector("textarea[name=roster]");
  if (!sources || !box) return;
  const field = sources.querySelector("[data-photo-field]");
  const chosen = field.querySelector("input");
  const said = field.querySelector("[data-photo-said]");
  const figure = sources.querySelector("[data-photo]");
  const image = figure.querySelector("img");
  const kept = "roster-photo";
  const widest = 1800;
  const hint = said.textContent;

  function remember(address) {
    try {
      if (address) sessionStorage.setItem(kept, address);
      else sessionStorage.removeItem(kept);
    } catch { /* no room: it is chosen again after a preview */ }
  }

  function show(address) {
    image.src = address;
    figure.hidden = !address;
    const lines = document.querySelector(".at-lines");
    if (lines) lines.before(figure);
    else box.before(figure);
  }

  function drawn(bitmap, turns) {
    const scale = Math.min(1, widest / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = turns % 2 ? [height, width] : [width, height];
    const pen = canvas.getContext("2d");
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((turns * Math.PI) / 2);
    pen.drawImage(bitmap, -width / 2, -height / 2, width, height);
    return canvas.toDataURL("image/jpeg", 0.8);
  }

  async function take() {
    const [file] = chosen.files;
    if (!file) return;
    try {
      const address = drawn(await createImageBitmap(file), 0);
      said.textContent = hint;
      show(address);
      remember(address);
    } catch {
      said.textContent = "这张照片浏览器打不开，请换成 JPG 或 PNG。";
    }
  }

  chosen.addEventListener("change", take);
  figure.querySelector("[data-photo-zoom]").addEventListener("click", (event) => {
    event.target.textContent = figure.classList.toggle("is-large") ? "缩小" : "放大";
  });
  figure.querySelector("[data-photo-turn]").addEventListener("click", () => {
    const address = drawn(image, 1);
    show(address);
    remember(address);
  });
  figure.querySelector("[data-photo-close]").addEventListener("click", () => {
    show("");
    chosen.value = "";
    remember("");
  });
  box.form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.name !== "preview") remember("");
  });
  box.closest(".tx-field").after(sources); // where one looks for it
  field.hidden = false;
  const previewed = document.querySelector("[data-roster]");
  if (!previewed) remember("");
  else if (sessionStorage.getItem(kept)) show(sessionStorage.getItem(kept));
  sources.setAttribute("data-ready", "");
})();
