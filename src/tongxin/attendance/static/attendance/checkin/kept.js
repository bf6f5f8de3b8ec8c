// What the device keeps: its token, the hashes of tickets, the list of names where the host asked for it, and the scans.

const NAME = "tongxin-checkin";
const VALUES = "values";
const SCANS = "scans";
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(VALUES);
      asked.result.createObjectStore(SCANS, { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const transaction = (await database()).transaction(store, mode);
  const asked = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Return a value by its name: `device`, `tickets` or `names`. */
export const read = (name) => within(VALUES, "readonly", (store) => store.get(name));

/** Keep a value. */
export const keep = (name, value) => within(VALUES, "readwrite", (store) => store.put(value, name));

/** Forget a value. */
export const forget = (name) => within(VALUES, "readwrite", (store) => store.delete(name));

/** Return every scan, the earliest first: their names begin with the time. */
export const scans = () => within(SCANS, "readonly", (store) => store.getAll());

/** Keep scans; resolves when they are on disk. */
export const keepScans = (several) =>
  within(SCANS, "readwrite", (store) => several.forEach((one) => store.put(one)));

/** Leave nothing behind. */
export async function wipe() {
  for (const store of [VALUES, SCANS]) await within(store, "readwrite", (one) => one.clear());
}
