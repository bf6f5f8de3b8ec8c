// The desk at the door: what it knows, what is done at it, and handing in. Knows no page.

import * as kept from "./kept.js";
import { judge } from "./judging.js";
import * as server from "./server.js";
import { hashOf, newCode, normalTicket } from "./tickets.js";

const DAY = 24 * 3600_000;

export class Desk {
  /** `changed` is called whenever there is something new to show. */
  constructor(changed) {
    this.changed = changed;
    this.device = null;
    this.tickets = new Map();
    this.names = [];
    this.scans = [];
    this.state = { online: navigator.onLine, refused: "" };
    this.handing = null;
  }

  /** Read what is kept; wipe what is over. */
  async open() {
    this.device = (await kept.read("device")) ?? null;
    this.setTickets((await kept.read("tickets")) ?? []);
    this.names = (await kept.read("names")) ?? [];
    this.scans = await kept.scans();
    this.unsent().forEach((scan) => this.foresee(scan));
    await this.wipeWhatIsOver();
  }

  /** Become the device of a link; what another occasion has not handed in must go first. */
  async become(secret) {
    const told = await server.occasion(secret);
    if (this.device && this.device.occasion !== told.occasion) {
      if (this.unsent().length) throw new Error("本机还有另一场活动没有上传的签到，请先联网上传，再打开新的链接。");
      await this.wipe();
    }
    this.device = { secret };
    this.state.refused = "";
    await this.take(told);
  }

  async take(told) {
    const { secret, session } = this.device;
    const sessions = told.sessions;
    const today = new Date(Date.parse(told.now) + 8 * 3600_000).toISOString().slice(0, 10);
    const chosen = sessions.find((one) => one.id === session) ?? sessions.find((one) => one.day === today) ?? sessions[0];
    this.device = {
      secret,
      occasion: told.occasion,
      title: told.title,
      label: told.device,
      expires: Date.parse(told.expires),
      with_names: told.with_names,
      names_until: this.device.names_until,
      sessions,
      session: chosen?.id,
      behind: Date.parse(told.now) - Date.now(),
    };
    this.setTickets(told.tickets);
    this.unsent().forEach((scan) => this.foresee(scan));
    await kept.keep("device", this.device);
    await kept.keep("tickets", told.tickets);
    await this.takeNames();
    this.changed();
  }

  /** Fetch the list of names once, where the host asked for it and the occasion is not over. */
  async takeNames() {
    const until = Math.min(Date.now() + DAY, this.device.expires - this.device.behind - DAY);
    if (!this.device.with_names || this.names.length || this.device.names_until || until <= Date.now()) return;
    const told = await server.names(this.device.secret);
    this.names = told.names;
    this.device.names_until = until;
    await kept.keep("names", this.names);
    await kept.keep("device", this.device);
  }

  setTickets(tickets) {
    this.tickets = new Map(tickets.map((one) => [one.hash, one]));
  }

  get session() {
    return this.device?.sessions.find((one) => one.id === this.device.session);
  }

  async choose(session) {
    this.device.session = session;
    await kept.keep("device", this.device);
    this.changed();
  }

  /** The time by the server's clock. */
  now() {
    return Date.now() + (this.device?.behind ?? 0);
  }

  unsent() {
    return this.scans.filter((one) => !one.sent);
  }

  /** Return how many are in at the chosen session, as far as is known here, and how many are expected. */
  numbers() {
    const here = [...this.tickets.values()].filter((one) => one.here.includes(this.device.session)).length;
    const undone = new Set(this.scans.map((one) => one.undo));
    const waiting = this.unsent().filter((one) => one.how === "door" && !undone.has(one.id));
    const more = waiting.filter((one) => one.session === this.device.session).length;
    return { present: here + more, expected: this.session?.expected ?? 0 };
  }

  /** Scan what a camera read or somebody typed. */
  async read(text, how) {
    const ticket = normalTicket(text);
    if (!ticket) {
      const message = how === "qr" ? "这个码不是签到码" : "签到码是 16 位字母和数字，请对照报名页再输入";
      return { outcome: "unknown", message, word: "不是签到码", told: true };
    }
    return this.scan({ how, hash: hashOf(ticket) });
  }

  /** Check somebody in by the hash of a ticket, a walk-in by name; kept on disk before it is shown. */
  async scan(values) {
    const scan = { id: newCode(), at: new Date().toISOString(), session: this.device.session, ...values };
    this.foresee(scan, true);
    await this.add(scan);
    return scan;
  }

  /** Take a check-in back. */
  async undo(scan) {
    const undo = { id: newCode(), at: new Date().toISOString(), undo: scan.id, session: scan.session, hash: scan.hash };
    this.foresee(undo, true);
    await this.add(undo);
    return undo;
  }

  async add(scan) {
    await kept.keepScans([scan]);
    this.scans.push(scan);
    this.changed();
    this.handIn();
  }

  /** Say what a scan comes to, and reckon with it from now on. */
  foresee(scan, anew = false) {
    const ticket = this.tickets.get(scan.hash);
    if (scan.undo) {
      if (anew) Object.assign(scan, { outcome: "undone", message: "" });
      if (ticket) ticket.here = ticket.here.filter((one) => one !== scan.session);
      return;
    }
    if (anew) {
      const session = this.device.sessions.find((one) => one.id === scan.session);
      if (!session) Object.assign(scan, { outcome: "no_session", message: "" });
      else if (scan.how === "door") Object.assign(scan, { outcome: "admitted", message: "现场登记" });
      else Object.assign(scan, judge(ticket, session, { now: this.now(), decided: scan.decided }));
    }
    if (scan.outcome === "admitted" && ticket && !ticket.here.includes(scan.session)) {
      ticket.here.push(scan.session);
      ticket.at = new Date(scan.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    }
  }

  /** Hand in what has not been, batch by batch; one at a time. */
  handIn() {
    this.handing ??= this.handAllIn().finally(() => {
      this.handing = null;
      this.changed();
    });
    return this.handing;
  }

  async handAllIn() {
    if (!this.device || this.state.refused) return;
    try {
      for (let batch = this.unsent(); batch.length; batch = this.unsent()) {
        const told = await server.handIn(this.device.secret, batch.slice(0, server.MOST));
        await this.settle(batch.slice(0, server.MOST), told);
      }
      this.state.online = true;
    } catch (error) {
      this.fail(error);
    }
  }

  async settle(batch, told) {
    batch.forEach((scan, place) => {
      const answer = told.answers[place];
      const changed = Boolean(answer.outcome) && answer.outcome !== scan.outcome;
      const ticket = this.tickets.get(scan.hash);
      if (ticket && (scan.outcome === "admitted" || answer.outcome === "undone")) ticket.here = ticket.here.filter((one) => one !== scan.session);
      Object.assign(scan, { sent: true, outcome: answer.outcome, changed, clock_off: answer.clock_off });
      scan.message = answer.message || (scan.how === "door" ? "现场登记" : "");
      const present = answer.outcome === "admitted" || answer.outcome === "already";
      if (ticket && present && !ticket.here.includes(scan.session)) ticket.here.push(scan.session);
      for (const name of ["name", "unit", "ticket"]) delete scan[name]; // the server has it now
    });
    this.unsent().forEach((scan) => this.foresee(scan));
    await kept.keepScans(batch);
    await kept.keep("tickets", [...this.tickets.values()]);
    this.device.behind = Date.parse(told.now) - Date.now();
    await kept.keep("device", this.device);
    this.changed();
  }

  /** Hand in, then look what other devices have done. */
  async refresh() {
    if (!this.device) return;
    await this.wipeWhatIsOver();
    await this.handIn();
    if (!this.device || this.state.refused || !this.state.online) return;
    try {
      await this.take(await server.occasion(this.device.secret));
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  }

  fail(error) {
    if (error instanceof server.Refused) this.state.refused = error.final ? error.message : "";
    else this.state.online = false;
  }

  /** Forget the names when the occasion is over or after a day, and everything when the device's time is over. */
  async wipeWhatIsOver() {
    if (this.device && this.now() >= this.device.expires) await this.wipe();
    if (this.names.length && Date.now() >= (this.device?.names_until ?? 0)) {
      this.names = [];
      await kept.forget("names");
    }
  }

  async wipe() {
    await kept.wipe();
    Object.assign(this, { device: null, names: [], scans: [] });
    this.setTickets([]);
    this.changed();
  }
}
