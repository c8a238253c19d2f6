/** What stands over the page until it is closed: a question, a large picture. Native dialogs: Esc closes, the focus comes back. */

import { element, icon } from "./dom.js";
import { PAPER } from "./texts.js";

function open(dialog, onClose = () => {}) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose(dialog.returnValue);
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.showModal();
}

const answer = (words, value, kind) => element("button", { class: `dialog__button ${kind}`, value }, words);

/** Asks before something that cannot be taken back. @param {string} yes @param {string} no @returns {Promise<boolean>} */
export function confirmed(question, yes, no) {
  const choices = element("form", { method: "dialog", class: "dialog__choices" }, answer(no, "", "dialog__no"), answer(yes, "yes", "dialog__yes"));
  const words = element("p", { id: "asked" }, question);
  return new Promise((resolve) => {
    open(element("dialog", { class: "dialog", "aria-labelledby": "asked" }, words, choices), (value) => resolve(value === "yes"));
  });
}

/** @param {string} title @param {HTMLElement} content */
export function showLarge(title, content) {
  const heading = element("h2", { class: "dialog__title", id: "shown" }, title);
  const close = element("button", { class: "dialog__close" }, icon("close"), PAPER.close);
  const head = element("form", { method: "dialog", class: "dialog__head" }, heading, close);
  open(element("dialog", { class: "dialog dialog_large", "aria-labelledby": "shown" }, head, content));
}
