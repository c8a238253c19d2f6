/** Staying connected: catch up, listen, and begin again when the line breaks. */

import { events, history } from "./api.js";

const WAITS_S = [0, 1, 2, 4, 8, 15];

/**
 * Starts at once and never gives up.
 * @param {{onBatch: Function, onMessage: Function, onNotice: Function, onState: (connected: boolean) => void}} listener
 *   onBatch gets an answer of `history`, onMessage a Message, onNotice a text or null
 * @returns {{catchUp: () => Promise<void>}}
 */
export function connect(listener) {
  let cursor = 0;
  let attempt = 0;
  let round = 0;
  let timer = null;
  let source = null;

  window.addEventListener("online", start);
  window.addEventListener("offline", () => lost(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && !source && start());
  start();
  return { catchUp };

  /** The server gives a long history in pages; an empty one ends it. */
  async function catchUp() {
    const messages = [];
    let batch;
    do {
      batch = await history(messages.at(-1)?.seq ?? cursor);
      messages.push(...batch.messages);
    } while (batch.messages.length > 0);
    messages.forEach(remember);
    listener.onBatch({ ...batch, messages });
  }

  async function start() {
    close();
    const mine = round;
    const fine = await catchUp().then(() => true, () => false);
    if (mine === round) {
      fine ? listen() : lost(true);
    }
  }

  function listen() {
    source = events(cursor);
    source.addEventListener("open", () => {
      attempt = 0;
      listener.onState(true);
    });
    source.addEventListener("error", () => lost(attempt > 0));
    source.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      remember(message);
      listener.onMessage(message);
    });
    source.addEventListener("notice", (event) => listener.onNotice(JSON.parse(event.data).notice));
  }

  /** A break that the first new try mends is not worth a warning. */
  function lost(worthTelling) {
    close();
    if (worthTelling) {
      listener.onState(false);
    }
    timer = setTimeout(start, WAITS_S[Math.min(attempt, WAITS_S.length - 1)] * 1000);
    attempt += 1;
  }

  /** Ends the round: what an older one still has under way is not listened to any more. */
  function close() {
    round += 1;
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  /** Only these ordered streams move the cursor: a reply to a POST may run ahead of what others said. */
  function remember(message) {
    cursor = Math.max(cursor, message.seq);
  }
}
