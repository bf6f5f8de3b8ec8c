// What a ticket is: its normal form however it was read or typed, its hash, and the names of scans. The same as on the server.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;
const LOOK_ALIKES = { O: "0", I: "1", L: "1" };

/** Return the sixteen characters of a ticket, or "" for what can be none. */
export function normalTicket(text) {
  const plain = text.slice(0, 60).normalize("NFKC").toUpperCase().replace(/[OIL]/g, (one) => LOOK_ALIKES[one]);
  const found = plain.replace(/[\s\-‐-―−_.·]+/g, "");
  return found.length === LENGTH && [...found].every((one) => ALPHABET.includes(one)) ? found : "";
}

/** Return a UUID of version 7: the time in milliseconds, then random bits. */
export function newCode(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// SHA-256 by hand: `crypto.subtle` is missing on pages without https, and the door has to work there too.
const primes = [];
for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** Return the SHA-256 of a short plain text (at most 55 characters of ASCII) in hexadecimal digits. */
export function hashOf(text) {
  const words = new Int32Array(64);
  const bytes = [...text].map((one) => one.charCodeAt(0)).concat(0x80);
  bytes.forEach((byte, place) => (words[place >> 2] |= byte << (24 - 8 * (place % 4))));
  words[15] = text.length * 8;
  for (let place = 16; place < 64; place += 1) {
    const [near, far] = [words[place - 2], words[place - 15]];
    const low = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    const high = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    words[place] = words[place - 16] + low + words[place - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let round = 0; round < 64; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + ROUNDS[round] + words[round]) | 0;
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  const sums = [a, b, c, d, e, f, g, h].map((word, place) => (word + START[place]) >>> 0);
  return sums.map((word) => word.toString(16).padStart(8, "0")).join("");
}
