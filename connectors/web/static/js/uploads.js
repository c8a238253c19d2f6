/** Files on their way: a few at once, the others wait; what the line broke off is kept, and goes on when it is back. */

import { ApiError, handIn, isPassing, newId } from "./api.js";
import { pagesNumbered, tooLarge, UPLOAD } from "./texts.js";
import { uploadRow } from "./upload.js";

const AT_ONCE = 3;
const LARGEST = 20_000_000;
const TOO_MANY_PAGES = 409;

/**
 * @typedef {{id: string, file: ?File, name: string, replaces: ?string, row: ReturnType<typeof uploadRow>, pages: string[],
 *   state: "queued"|"sending"|"held"|"refused"|"looking"|"over", stop: AbortController}} Upload
 */

/**
 * @param {import("./log.js").Log} log
 * @param {{onAdded: Function, onReplaced: (page: string) => void, onAnother: (take: (files: File[]) => void) => void}} listener
 */
export function uploads(log, listener) {
  /** @type {Upload[]} */
  let all = [];
  /** Pages of which the conversation has told. */
  const told = new Set();
  const inState = (state) => all.filter((one) => one.state === state);

  return { add, resume, heard, standing, lookedAt: () => inState("looking") };

  /** @param {File[]} files @param {?string} replaces the page in whose place a single one is put */
  function add(files, replaces = null) {
    for (const file of files) {
      const one = begin(file.name, { file, replaces });
      file.size > LARGEST ? refuse(one, tooLarge(file.size, LARGEST), false) : queue(one);
    }
    if (files.length) {
      listener.onAdded();
      next();
    }
  }

  /** The line is back. */
  function resume() {
    inState("held").forEach(queue);
    next();
  }

  /** @param {import("./api.js").Message[]} messages */
  function heard(messages) {
    messages.flatMap((message) => message.papers ?? []).forEach((page) => told.add(page.id));
    inState("looking").forEach((one) => one.pages.every((page) => told.has(page)) && over(one, UPLOAD.done));
  }

  /**
   * What the server has: pages that still wait, since before the page was opened; of those `asked` for, some were deleted unread.
   * @param {import("./api.js").Papers} papers @param {Upload[]} asked
   */
  function standing({ pages }, asked) {
    const known = new Set(all.flatMap((one) => one.pages));
    const kept = new Set(pages.map((page) => page.id));
    const isGone = (one) => one.pages.every((page) => !kept.has(page) && !told.has(page));
    inState("looking").forEach((one) => asked.includes(one) && isGone(one) && over(one, UPLOAD.removed));
    for (const page of pages.filter(({ id, state }) => state === "waiting" && !known.has(id) && !told.has(id))) {
      look(begin(pagesNumbered([page.number])), [page.id]);
      listener.onAdded();
    }
  }

  function begin(name, { file = null, replaces = null } = {}) {
    const one = { id: newId(), file, name, replaces, row: uploadRow(name), pages: [], state: "queued", stop: new AbortController() };
    all.push(one);
    log.addOwn({ from: "citizen", id: one.id, at: new Date().toISOString(), text: "" }, one.row.node);
    return one;
  }

  function queue(one) {
    one.state = "queued";
    one.row.say(UPLOAD.queued, { choices: [giveUp(one)] });
  }

  function next() {
    if (!navigator.onLine) {
      inState("queued").forEach(hold);
    }
    inState("queued").slice(0, Math.max(0, AT_ONCE - inState("sending").length)).forEach(send);
  }

  async function send(one) {
    one.state = "sending";
    const progress = (part) =>
      part < 1 ? one.row.say(UPLOAD.sending, { part, choices: [giveUp(one)] }) : one.row.say(UPLOAD.opening, { part });
    progress(0);
    await handIn(one.file, one.replaces, progress, one.stop.signal).then(
      (papers) => taken(one, papers),
      (problem) => one.stop.signal.aborted || failed(one, problem),
    );
    next();
  }

  function failed(one, problem) {
    if (problem instanceof ApiError) {
      refuse(one, problem.message || UPLOAD.notTaken, isPassing(problem) || problem.status === TOO_MANY_PAGES);
    } else {
      hold(one);
    }
  }

  function taken(one, { pages, taken: own }) {
    one.row.call(`${pagesNumbered(pages.filter((page) => own.includes(page.id)).map((page) => page.number))} ${one.name}`);
    const known = own.every((page) => told.has(page)) && pages.every((page) => page.state === "read");
    look(one, own);
    if (known) {
      over(one, UPLOAD.known);
    }
    if (one.replaces) {
      listener.onReplaced(one.replaces);
    }
  }

  function look(one, pages) {
    one.state = "looking";
    one.pages = pages;
    one.row.say(UPLOAD.looking);
    heard([]);
  }

  function hold(one) {
    one.state = "held";
    one.row.say(UPLOAD.held, { problem: true, choices: [again(one), giveUp(one)] });
  }

  function refuse(one, why, mayPass) {
    one.state = "refused";
    const another = [UPLOAD.another, () => listener.onAnother((files) => files.length && (drop(one), add(files, one.replaces)))];
    one.row.say(why, { problem: true, choices: [mayPass ? again(one) : another, giveUp(one)] });
  }

  function over(one, words) {
    one.state = "over";
    one.row.say(words);
  }

  function again(one) {
    return [UPLOAD.again, () => (queue(one), next())];
  }

  function giveUp(one) {
    return [UPLOAD.giveUp, () => (drop(one), next())];
  }

  function drop(one) {
    one.stop.abort();
    all = all.filter((other) => other !== one);
    log.removeOwn(one.id);
  }
}
