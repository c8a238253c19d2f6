/** The conversation on the page: every message once, in the order of `seq`. */

import { markOutdated } from "./bookings.js";
import { bubble } from "./bubble.js";
import { chineseMoment, isLater } from "./dates.js";
import { element } from "./dom.js";
import { foldEarlier } from "./papers.js";

export class Log {
  /** @type {{message: import("./api.js").Message, node: HTMLElement, readAloud: Function}[]} */
  #rows = [];
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @returns {import("./api.js").Message|undefined} the message that stands last */
  get last() {
    return this.#rows.at(-1)?.message;
  }

  /** @returns {HTMLElement|undefined} the citizen's own last message */
  get lastQuestion() {
    return this.#rows.findLast((row) => row.message.from === "citizen")?.node;
  }

  /** Whether the citizen's message `id` is not known to have reached the server. */
  isOnItsWay(id) {
    return this.#rows.some(({ message }) => message.id === id && message.seq === undefined);
  }

  /**
   * Shows, at the end, what has no `seq`: a question on its way, the page's welcome, or a file in a row of its own.
   * @param {HTMLElement} [node] its row, where it is no bubble of words
   * @returns {HTMLElement} its row
   */
  addOwn(message, node) {
    return this.#insert(this.#rows.length, message, node && { node, readAloud: () => {} }).node;
  }

  /** Takes the citizen's own row `id` away again. */
  removeOwn(id) {
    const index = this.#rows.findIndex(({ message }) => message.id === id);
    this.#rows.splice(index, 1)[0].node.remove();
  }

  /** Shows a message from the server. @returns {?{readAloud: Function}} null when it stood there already */
  add(message) {
    if (this.#rows.some((row) => row.message.seq === message.seq)) {
      return null;
    }
    const sent = this.#rows.findIndex((row) => message.from === "citizen" && row.message.id === message.id);
    if (sent >= 0) {
      this.#settle(sent, message);
      return null;
    }
    return this.#insert(this.#place(message.seq), message);
  }

  /** The server has the citizen's message: it gets its `seq`, and moves only if others came between. */
  #settle(index, message) {
    const [row] = this.#rows.splice(index, 1);
    row.message = message;
    row.node.querySelector(".failed")?.remove();
    const place = this.#place(message.seq, index);
    this.#rows.splice(place, 0, row);
    if (place !== index) {
      this.#root.insertBefore(row.node, this.#rows[place + 1]?.node ?? null);
    }
  }

  /** Where `seq` belongs; `wish` is taken when the rows around it allow. */
  #place(seq, wish = this.#rows.length) {
    const later = this.#rows.findIndex((row) => row.message.seq > seq);
    const earlier = this.#rows.findLastIndex((row) => row.message.seq < seq) + 1;
    return Math.max(earlier, Math.min(wish, later < 0 ? this.#rows.length : later));
  }

  #insert(index, message, { node, readAloud } = bubble(message)) {
    const before = this.#rows[index - 1]?.message.at;
    if (message.at && isLater(before, message.at)) {
      node.prepend(element("time", { class: "when", datetime: message.at }, chineseMoment(new Date(message.at), new Date())));
    }
    this.#root.insertBefore(node, this.#rows[index]?.node ?? null);
    const row = { message, node, readAloud };
    this.#rows.splice(index, 0, row);
    if (message.bookings?.length || message.cancelled?.length) {
      markOutdated(this.#root);
    }
    if (message.papers?.length) {
      foldEarlier(this.#root);
    }
    return row;
  }
}
