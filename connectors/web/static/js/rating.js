/** Thumbs up and down under an answer; pressing the same thumb again takes it back. */

import { rate } from "./api.js";
import { element, icon } from "./dom.js";
import { NOT_RATED } from "./texts.js";

const THUMBS = [
  ["up", "有用"],
  ["down", "没用"],
];
const NOT_ANSWERS = new Set([null, "clarification", "needs_person", "not_here", "emergency"]);

/** Whether there is an answer to rate in this message. @param {import("./api.js").Message} message */
export const isRateable = (message) => message.from === "bot" && !NOT_ANSWERS.has(message.outcome ?? null);

/** @param {import("./api.js").Message} message @returns {HTMLElement} */
export function ratingButtons(message) {
  let value = message.feedback;
  const problem = element("span", { class: "tools__problem", role: "status" });
  const buttons = new Map(
    THUMBS.map(([name, title]) => [
      name,
      element("button", { type: "button", class: "tool", onclick: () => press(name) }, icon(name), title),
    ]),
  );
  show();
  return element("span", { class: "tools__group", role: "group", "aria-label": "这个回答有用吗" }, ...buttons.values(), problem);

  function show() {
    buttons.forEach((button, name) => button.setAttribute("aria-pressed", String(name === value)));
  }

  async function press(name) {
    const before = value;
    value = name === before ? null : name;
    problem.textContent = "";
    show();
    try {
      await rate(message.seq, value);
    } catch {
      value = before;
      problem.textContent = NOT_RATED;
      show();
    }
  }
}
