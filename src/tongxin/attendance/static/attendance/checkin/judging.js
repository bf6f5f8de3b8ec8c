// What comes of a scan as far as this device knows. The server decides; this is what is shown until it has.

const WORDS = {
  admitted: "已签到",
  already: "已签过",
  unknown: "没有这张票",
  elsewhere: "不是这一场",
  cancelled: "报名已取消",
  waiting: "候补中",
  other_session: "不是这一节",
  other_day: "不是今天的场次",
  no_session: "日程已取消",
  undone: "已撤销",
  nothing: "没有可撤销的签到",
};
const GREEN = new Set(["admitted", "undone"]);
export const MAY_DECIDE = new Set(["cancelled", "waiting", "other_session"]);

/** Return the day of a moment in Shanghai, as 2021-12-31. */
const dayOf = (moment) => new Date(moment + 8 * 3600_000).toISOString().slice(0, 10);

/** Return what comes of scanning a ticket: `{outcome, message}`. `now` is the time put right by the server's. */
export function judge(ticket, session, { now, decided = false }) {
  // What goes on past midnight belongs to the day it began on, until six in the morning.
  if (dayOf(now) !== session.day && dayOf(now - 6 * 3600_000) !== session.day) {
    const [year, month, day] = session.day.split("-").map(Number);
    return { outcome: "other_day", message: `所选日程是${year}年${month}月${day}日的` };
  }
  if (!ticket) return { outcome: "unknown", message: "本机名单里没有，联网后再核对" };
  if (ticket.here.includes(session.id)) return { outcome: "already", message: ticket.at ? `${ticket.at} 已签到` : "" };
  const refused = refusal(ticket, session);
  if (refused && !decided) return { outcome: refused, message: "可由主办方放行" };
  return { outcome: "admitted", message: refused ? "主办方放行" : "" };
}

function refusal(ticket, session) {
  if (ticket.state === "cancelled") return "cancelled";
  if (ticket.state !== "registered") return "waiting";
  return ticket.seats.length && !ticket.seats.includes(session.id) ? "other_session" : "";
}

/** Return the big word of an outcome. */
export const wordOf = (outcome) => WORDS[outcome] || "没有记下";

/** Return its colour: `good`, `again` or `bad`. */
export const toneOf = (outcome) => (GREEN.has(outcome) ? "good" : outcome === "already" ? "again" : "bad");
