// What the device asks of the server. The token goes into a header: no address, no log and no cookie holds it.

const SCANS = "/api/v1/scans";
export const MOST = 500;

/** The server has answered that it will not: `message` is its sentence, `final` that asking again is of no use. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.final = status === 401 || status === 403;
  }
}

async function ask(address, secret, options = {}) {
  const headers = { Authorization: `Device ${secret}`, "Content-Type": "application/json" };
  const response = await fetch(address, { ...options, headers, cache: "no-store", credentials: "omit" });
  const told = await response.json();
  if (!response.ok) throw new Refused(told.message, response.status);
  return told;
}

/** Return the occasion as it is now: title, sessions, tickets. */
export const occasion = (secret) => ask(SCANS, secret);

/** Return the list of those registered. */
export const names = (secret) => ask(`${SCANS}/names`, secret);

/** Hand scans in and return an answer for each. */
export function handIn(secret, scans) {
  const sent = scans.map(({ id, at, session, how, hash, ticket, name, unit, undo, decided }) => ({
    id, at, session, how, hash, ticket, name, unit, undo, decided,
  }));
  return ask(SCANS, secret, { method: "POST", body: JSON.stringify({ now: new Date().toISOString(), scans: sent }) });
}
