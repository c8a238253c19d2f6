/** Sending what the citizen says; what could not be sent stays, with a button to send it again under the same id. */

import { ApiError, isPassing, newId, send } from "./api.js";
import { element } from "./dom.js";
import { NOT_SENT } from "./texts.js";

/**
 * @param {import("./log.js").Log} log
 * @param {{onStart: Function, onReply: Function, onEnd: Function}} listener onReply gets the answer of `send`
 * @returns {(text: string) => Promise<void>}
 */
export function sender(log, listener) {
  return (text) => {
    const question = { from: "citizen", id: newId(), at: new Date().toISOString(), text };
    return attempt(question, log.addOwn(question));
  };

  async function attempt(question, row) {
    row.querySelector(".failed")?.remove();
    listener.onStart();
    try {
      listener.onReply(await send(question.id, question.text));
    } catch (problem) {
      if (log.isOnItsWay(question.id)) {
        row.append(failure(problem, () => attempt(question, row)));
      }
    } finally {
      listener.onEnd();
    }
  }

  function failure(problem, again) {
    const why = (problem instanceof ApiError && problem.message) || NOT_SENT;
    const button = element("button", { type: "button", class: "tool failed__again", onclick: again }, "重发");
    return element("div", { class: "failed" }, element("span", {}, why), isPassing(problem) ? button : null);
  }
}
