/** One message as it stands in the conversation. */

import { aloudButton } from "./aloud.js";
import { bookings } from "./bookings.js";
import { element, icon, spoken } from "./dom.js";
import { papers } from "./papers.js";
import { phoneLink, phonesIn, withPhoneLinks } from "./phones.js";
import { isRateable, ratingButtons } from "./rating.js";
import { firstWords, results } from "./results.js";
import { sourceCard } from "./source.js";
import { SPEAKERS } from "./texts.js";

function callButtons(message) {
  const numbers = message.outcome === "emergency" ? phonesIn(message.text) : [];
  const links = numbers.map((number) => phoneLink(number, { class: "call" }, icon("phone"), `拨打 ${number}`));
  return links.length ? element("div", { class: "calls" }, ...links) : null;
}

function tools(message, aloud) {
  if (message.from !== "bot" && message.from !== "staff") {
    return null;
  }
  const groups = [isRateable(message) ? ratingButtons(message) : null, aloud?.node ?? null].filter(Boolean);
  return groups.length ? element("div", { class: "tools" }, ...groups) : null;
}

/**
 * @param {import("./api.js").Message} message a citizen's message has an `id`; one that is still on its way has no `seq`
 * @returns {{node: HTMLElement, readAloud: Function}}
 */
export function bubble(message) {
  if (message.from === "system") {
    const node = element("div", { class: "row row_system" }, element("p", { class: "system" }, ...withPhoneLinks(message.text)));
    return { node, readAloud: () => {} };
  }
  const mine = message.from === "citizen";
  const speaker = SPEAKERS[message.from];
  const aloud = mine ? null : aloudButton(message.text);
  const words = element(
    "div",
    { class: "bubble", "data-outcome": message.outcome },
    spoken(speaker.spoken),
    element("p", { class: "bubble__text" }, ...(mine ? [message.text] : withPhoneLinks(firstWords(message)))),
    callButtons(message),
    ...(message.sources ?? []).map(sourceCard),
  );
  const cards = message.results?.length ? results : message.bookings?.length ? bookings : message.papers?.length ? papers : null;
  const node = element(
    "div",
    { class: `row row_${message.from}`, "data-cancelled": message.cancelled?.length ? message.cancelled.join(",") : null },
    element("span", { class: "avatar", "aria-hidden": "true" }, speaker.avatar),
    element("div", { class: "row__body" }, words, cards ? null : tools(message, aloud)),
    cards?.(message, tools(message, aloud)) ?? null,
  );
  return { node, readAloud: () => aloud?.start() };
}
