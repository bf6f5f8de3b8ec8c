// The page of the device at the door: shows the desk, and turns what is tapped, typed and seen into scans.

import { fromPhoto, watch, whyNot } from "./camera.js";
import { Desk } from "./desk.js";
import { MAY_DECIDE, toneOf, wordOf } from "./judging.js";

const SHOWN = 30;
const AGAIN = 3_000; // a code that stays before the camera is one scan
const HAND_IN_EVERY = 15_000;
const REFRESH_EVERY = 60_000;
const part = (name) => document.getElementById(name);
const desk = new Desk(() => show());
let stop = null;
let seen = { text: "", at: 0 };

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

function button(text, act) {
  const made = element("button", text, { type: "button" });
  made.addEventListener("click", act);
  return made;
}

const timeOf = (scan) => new Date(scan.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function show() {
  const { device } = desk;
  document.body.dataset.state = device ? "open" : "closed";
  if (!device) return;
  part("title").textContent = device.title;
  showSessions(device);
  const { present, expected } = desk.numbers();
  part("present").textContent = present;
  part("expected").textContent = expected;
  showStatus();
  part("search").hidden = !desk.names.length;
  part("results").replaceChildren(...desk.scans.slice(-SHOWN).reverse().map(rowOf));
}

function showSessions(device) {
  const options = device.sessions.map((one) => element("option", one.label, { value: one.id }));
  part("session").replaceChildren(...options);
  part("session").value = device.session;
}

function showStatus() {
  const waiting = desk.unsent().length;
  part("network").textContent = desk.state.online ? "在线" : "没有网络，照常签到";
  part("network").dataset.online = desk.state.online;
  part("queue").textContent = waiting ? `待上传 ${waiting} 条` : "已全部上传";
  part("queue").dataset.waiting = waiting;
  const behind = Math.round(desk.device.behind / 60_000);
  part("clock").textContent = behind ? `本机时钟${behind > 0 ? "慢" : "快"} ${Math.abs(behind)} 分钟，按服务器时间记` : "";
  part("refused").textContent = desk.state.refused;
}

function rowOf(scan) {
  const row = element("li", "", { "data-tone": scan.sent && !scan.outcome ? "bad" : toneOf(scan.outcome) });
  const state = scan.sent ? (scan.changed ? "服务器已更正" : "已上传") : "待上传";
  row.append(element("strong", wordOf(scan.outcome)), element("span", nameOf(scan)), element("small", `${timeOf(scan)} ${state}`));
  if (scan.message) row.append(element("em", scan.message));
  if (scan.outcome === "admitted" && !scan.undo && !desk.scans.some((one) => one.undo === scan.id)) {
    row.append(button("撤销", async () => tell(await desk.undo(scan))));
  } else if (MAY_DECIDE.has(scan.outcome)) {
    row.append(button("放行", async () => tell(await desk.scan({ how: scan.how, hash: scan.hash, decided: true }))));
  }
  return row;
}

function nameOf(scan) {
  const known = scan.hash && desk.names.find((one) => one.hash === scan.hash);
  return scan.name || (known ? known.name : "");
}

/** Say what came of a scan in one big word, a colour, a sound and a tremble. */
function tell(scan) {
  const box = part("told");
  box.dataset.tone = toneOf(scan.outcome);
  box.replaceChildren(element("b", scan.word ?? wordOf(scan.outcome)), element("span", nameOf(scan)), element("p", scan.message || ""));
  if (MAY_DECIDE.has(scan.outcome)) {
    box.append(button("主办方放行", async () => tell(await desk.scan({ how: scan.how, hash: scan.hash, decided: true }))));
  }
  const good = toneOf(scan.outcome) === "good";
  navigator.vibrate?.(good ? 80 : [120, 80, 120]);
  beep(good ? 880 : 330);
}

let audio = null;
function beep(pitch) {
  if (!navigator.userActivation?.hasBeenActive) return; // browsers allow no sound before the first tap
  audio ??= new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  volume.gain.value = 0.1;
  tone.frequency.value = pitch;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.15);
}

async function found(text) {
  if (text === seen.text && Date.now() - seen.at < AGAIN) {
    seen.at = Date.now();
    return;
  }
  seen = { text, at: Date.now() };
  tell(await desk.read(text, "qr"));
}

async function toggleCamera() {
  if (stop) {
    stop();
    stop = null;
  } else {
    try {
      stop = await watch(part("video"), found);
      part("why").textContent = "";
    } catch (error) {
      part("why").textContent = error.message;
    }
  }
  part("video").hidden = !stop;
  part("camera").textContent = stop ? "关闭摄像头" : "打开摄像头扫码";
}

async function readPhoto(event) {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  const text = await fromPhoto(file).catch(() => "");
  if (text) tell(await desk.read(text, "qr"));
  else tell({ outcome: "unknown", word: "没有读出码", message: "请拍近一些、拍正，或输入签到码" });
}

function offerNames() {
  const wanted = part("name").value.trim();
  const fitting = wanted ? desk.names.filter((one) => one.name.includes(wanted)).slice(0, 8) : [];
  const rows = fitting.map((one) =>
    button(one.unit ? `${one.name}（${one.unit}）` : one.name, async () => {
      part("name").value = "";
      part("found").replaceChildren();
      tell(await desk.scan({ how: "name", hash: one.hash }));
    }),
  );
  part("found").replaceChildren(...(wanted && !rows.length ? [element("p", "名单里没有这个姓名，可以现场登记。")] : rows));
}

function listen() {
  part("session").addEventListener("change", (event) => desk.choose(Number(event.target.value)));
  part("camera").addEventListener("click", toggleCamera);
  part("photo").addEventListener("change", readPhoto);
  part("name").addEventListener("input", offerNames);
  part("typed").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = part("code");
    if (!field.value.trim()) return;
    const scan = await desk.read(field.value, "typed");
    if (!scan.told) field.value = "";
    tell(scan);
    field.focus();
  });
  part("walk-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [name, unit] = [part("walk-name").value.trim(), part("walk-unit").value.trim()];
    if (!name) return;
    event.target.reset();
    tell(await desk.scan({ how: "door", name, unit }));
  });
  part("wipe").addEventListener("click", async () => {
    const waiting = desk.unsent().length;
    const question = waiting ? `还有 ${waiting} 条没有上传，清除后就没有了。确定清除吗？` : "清除本机上的签到内容？";
    if (window.confirm(question)) await desk.wipe();
  });
  window.addEventListener("online", () => {
    desk.state.online = true;
    desk.refresh();
  });
  window.addEventListener("offline", () => {
    desk.state.online = false;
    show();
  });
  window.addEventListener("hashchange", become);
  window.setInterval(() => desk.unsent().length && desk.handIn(), HAND_IN_EVERY);
  window.setInterval(() => desk.refresh(), REFRESH_EVERY);
}

/** Take the token out of the address, where it would be seen and kept, and become its device. */
async function become() {
  const secret = window.location.hash.slice(1);
  if (!secret) return;
  window.history.replaceState(null, "", window.location.pathname);
  try {
    await desk.become(secret);
  } catch (error) {
    part("closed-why").textContent = error.message === "Failed to fetch" ? "第一次打开要联网，请联网后重新打开链接。" : error.message;
    part("refused").textContent = error.message;
  }
}

async function start() {
  const why = whyNot();
  part("why").textContent = why;
  part("camera").hidden = Boolean(why);
  await desk.open();
  listen();
  await become();
  show();
  await navigator.serviceWorker?.register("/checkin/worker.js", { scope: "/checkin/" }).catch(() => undefined);
  desk.refresh();
  document.body.setAttribute("data-ready", "");
}

start();
