/** A confirmed booking as a card to keep: the number large, its code for the counter, where to go and what to bring. */

import { element, icon, spoken } from "./dom.js";
import { phoneLink, withPhoneLinks } from "./phones.js";
import { BOOKING } from "./texts.js";

function row(name, ...content) {
  return [element("dt", { class: "booking__label" }, name), element("dd", { class: "booking__text" }, ...content)];
}

/** What the bubble says: that it is booked, and what else stands before the number. The card tells the rest. */
export const bookedWords = (message) => message.text.split(`\n${BOOKING.number}：`)[0];

/** @param {import("./api.js").BookingCard} card */
export function bookingCard(card) {
  const code = element("img", { class: "booking__code", src: card.code, width: "144", height: "144", alt: BOOKING.code });
  const place = [card.where, card.address].filter(Boolean).join("，");
  return element(
    "section",
    { class: "booking", "aria-label": BOOKING.title },
    element(
      "div",
      { class: "booking__head" },
      element("div", {}, element("p", { class: "booking__label" }, BOOKING.number), element("p", { class: "booking__number" }, card.number)),
      code,
    ),
    element(
      "dl",
      { class: "booking__lines" },
      ...row(BOOKING.service, card.service),
      ...row(BOOKING.when, card.when),
      ...row(BOOKING.where, place, " ", phoneLink(card.phone)),
      ...(card.how_to_get_there ? row(BOOKING.way, card.how_to_get_there) : []),
      ...(card.lines.length ? row(BOOKING.agreed, ...card.lines.map((line) => element("p", {}, line))) : []),
      ...(card.bring.length ? row(BOOKING.bring, element("ul", { class: "booking__list" }, ...card.bring.map((one) => element("li", {}, one)))) : []),
    ),
    element("p", { class: "booking__until" }, ...withPhoneLinks(card.until)),
    ...card.notes.map((note) => element("p", { class: "booking__note" }, note)),
    card.made_up ? element("p", { class: "booking__made-up" }, card.made_up) : null,
    element("a", { class: "booking__calendar", href: card.calendar, download: "" }, icon("calendar"), BOOKING.calendar, spoken(card.service)),
  );
}
