/** The papers of a message as cards, and which of all those in the conversation still stand. */

import { element } from "./dom.js";
import { paper } from "./paper.js";
import { PAPER } from "./texts.js";

/**
 * @param {import("./api.js").Message} message one with papers
 * @param {?HTMLElement} tools what stands under every answer
 * @returns {HTMLElement}
 */
export const papers = (message, tools) => element("div", { class: "results", "aria-live": "off" }, ...message.papers.map(paper), tools);

/** The lines of the text that no card says. */
export function besideCards(message) {
  const said = new Set(message.papers.flatMap((card) => card.findings.map((finding) => finding.said)));
  const isOnCard = (line) => said.has(line) || message.papers.some((card) => line.startsWith(`第${card.number}张 `));
  return message.text
    .split("\n")
    .filter((line) => !isOnCard(line))
    .join("\n");
}

function close(node, words) {
  const over = node.querySelector(".paper__over");
  const focused = node.contains(document.activeElement);
  node.dataset.over = "";
  over.hidden = false;
  over.textContent = words;
  focused && node.focus({ preventScroll: true });
}

const open = (root) => [...root.querySelectorAll(".paper:not([data-over])")];

/** Of each page the last card counts. @param {HTMLElement} root */
export function foldEarlier(root) {
  const later = new Set();
  for (const node of open(root).reverse()) {
    later.has(node.dataset.page) ? close(node, PAPER.newer) : later.add(node.dataset.page);
  }
}

/** @param {HTMLElement} root @param {string} page one that is no longer kept @param {boolean} [replaced] by another */
export const markGone = (root, page, replaced = false) =>
  open(root)
    .filter((node) => node.dataset.page === page)
    .forEach((node) => close(node, replaced ? PAPER.replaced : PAPER.gone));

/** @param {HTMLElement} root @returns {string[]} the pages whose cards stand */
export const standingPages = (root) => open(root).map((node) => node.dataset.page);
