/** What an interview came to: the cards in three groups, and the page to print. */

import { element, icon, spoken } from "./dom.js";
import { besideCards } from "./papers.js";
import { withPhoneLinks } from "./phones.js";
import { resultCard } from "./result.js";
import { RESULT, RESULT_GROUPS, inNumbers, more } from "./texts.js";

/** Of what cannot be told, so many cards are in sight; where there are clearly more, the others are folded away. */
const IN_SIGHT = 5;
const SLACK = 2;

const paragraphs = (message) => message.text.split("\n\n");

function membersOf(message) {
  return RESULT_GROUPS.map(([group, name]) => [group, name, message.results.filter((card) => card.group === group)]).filter(
    ([, , cards]) => cards.length,
  );
}

/** What the bubble says: of a result the first paragraph and what the cards come to, of a booking the first, for they tell the rest. */
export function firstWords(message) {
  if (message.papers?.length) {
    return besideCards(message);
  }
  if (message.bookings?.length) {
    return paragraphs(message)[0];
  }
  if (!message.results?.length) {
    return message.text;
  }
  if (message.results.length === 1) {
    return `${paragraphs(message)[0]}\n${message.results[0].heading}。`;
  }
  const numbers = membersOf(message).map(([, name, cards]) => [name.replace(/（.*/, ""), cards.length]);
  return [paragraphs(message)[0], inNumbers(numbers), RESULT.open].join("\n");
}

function folded(cards) {
  return element("details", { class: "results__more" }, element("summary", {}, more(cards.length)), ...cards);
}

function group([id, name, cards], alone) {
  const title = [name, element("span", { class: "results__count" }, `${cards.length} 项`)];
  const made = cards.map((card) => resultCard(card, alone));
  const inSight = id === "open" && made.length > IN_SIGHT + SLACK ? IN_SIGHT : made.length;
  if (id === "cannot" && !alone) {
    return element(
      "details",
      { class: "results__group", "data-group": id },
      element("summary", { class: "results__title" }, element("h4", {}, ...title)),
      ...made,
    );
  }
  return element(
    "section",
    { class: "results__group", "data-group": id },
    element("h4", { class: "results__title" }, ...title),
    ...made.slice(0, inSight),
    inSight < made.length ? folded(made.slice(inSight)) : null,
  );
}

/**
 * @param {import("./api.js").Message} message one with results
 * @param {?HTMLElement} tools what stands under every answer
 * @returns {HTMLElement}
 */
export function results(message, tools) {
  const alone = message.results.length === 1;
  const print = element(
    "a",
    { class: "results__print", href: `/api/v1/results/${message.seq}.html`, target: "_blank", rel: "noopener" },
    icon("print"),
    RESULT.print,
    spoken("（新窗口）"),
  );
  return element(
    "div",
    { class: "results", role: "group", "aria-label": "对照的结果", "aria-live": "off" },
    ...membersOf(message).map((members) => group(members, alone)),
    element("p", { class: "results__end" }, ...withPhoneLinks(paragraphs(message).at(-1))),
    print,
    tools,
  );
}
