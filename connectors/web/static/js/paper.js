/** What came of one page: its picture, what is to be put right, what staff look at, what is in order. */

import { removePage } from "./api.js";
import { confirmed, showLarge } from "./dialogs.js";
import { element, icon, spoken } from "./dom.js";
import { withPhoneLinks } from "./phones.js";
import { picture } from "./picture.js";
import { PAPER, PAPER_OUTCOMES, askRemoval, passes } from "./texts.js";

const titleOf = (card) => `第${card.number}张 ${card.name ?? PAPER.unknown}`;

function tag(outcome, ...more) {
  const { mark, words } = PAPER_OUTCOMES[outcome];
  return element("span", { class: "paper__tag", "data-outcome": outcome }, element("span", { "aria-hidden": "true" }, mark), words, ...more);
}

function listed(findings) {
  return element("ul", { class: "paper__list" }, ...findings.map(item));
}

function item({ said, number }) {
  const words = element("span", {}, ...withPhoneLinks(said));
  return element("li", {}, number ? element("span", { class: "picture__number" }, spoken("图上"), String(number)) : null, words);
}

/** What is in order is folded where there is something to do; findings of one outcome only need no other tag than the page's. */
function groups(findings) {
  const made = Object.keys(PAPER_OUTCOMES)
    .map((outcome) => [outcome, findings.filter((finding) => finding.outcome === outcome)])
    .filter(([, members]) => members.length);
  return made.map(([outcome, members]) =>
    outcome === "pass" && made.length > 1
      ? element("details", { class: "paper__group" }, element("summary", {}, tag(outcome, passes(members.length))), listed(members))
      : element("div", { class: "paper__group" }, made.length > 1 ? tag(outcome) : null, listed(members)),
  );
}

/** With the number of its outline, where it has one: what is in order needs none. */
function numbered(findings) {
  let count = 0;
  return findings.map((finding) => ({ ...finding, number: finding.area && finding.outcome !== "pass" ? ++count : null }));
}

function enlarging(card, title, marked) {
  const missing = () => {
    button.disabled = true;
    button.dispatchEvent(new CustomEvent("missing", { bubbles: true }));
  };
  const large = () => showLarge(title, picture(card, title, marked));
  const hint = element("span", { class: "paper__hint" }, PAPER.enlarge);
  const button = element("button", { type: "button", class: "paper__picture", onclick: large }, picture(card, title, marked, missing), hint);
  return button;
}

function actions(card, title) {
  const whose = () => spoken(`：${title}`);
  const problem = element("span", { class: "tools__problem", role: "status" });
  const retake = ({ currentTarget }) => currentTarget.dispatchEvent(new CustomEvent("retake", { bubbles: true, detail: card.id }));
  const remove = async ({ currentTarget }) => {
    problem.textContent = "";
    if (await confirmed(askRemoval(title), PAPER.remove, PAPER.keep)) {
      await removePage(card.id).then(
        () => currentTarget.dispatchEvent(new CustomEvent("removed", { bubbles: true, detail: card.id })),
        () => (problem.textContent = PAPER.notRemoved),
      );
    }
  };
  const button = (name, words, act) => element("button", { type: "button", class: "paper__action", onclick: act }, icon(name), words, whose());
  return element("div", { class: "paper__actions" }, button("camera", PAPER.retake, retake), button("bin", PAPER.remove, remove), problem);
}

/** @param {import("./api.js").PaperCard} card */
export function paper(card) {
  const title = titleOf(card);
  const findings = numbered(card.findings);
  const head = element("div", { class: "paper__head" }, element("h4", { class: "paper__title" }, title), tag(card.outcome));
  const found = element("div", { class: "paper__found" }, ...groups(findings));
  const shown = card.picture
    ? enlarging(card, title, findings.filter(({ number }) => number))
    : element("p", { class: "paper__none" }, PAPER.notKept);
  return element(
    "section",
    { class: "paper", "data-page": card.id, "aria-label": title, tabindex: "-1" },
    head,
    element("p", { class: "paper__over", hidden: true }),
    element("div", { class: "paper__body" }, shown, found),
    actions(card, title),
  );
}
