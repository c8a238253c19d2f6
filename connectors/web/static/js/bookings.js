/** The bookings of a message as cards, and which of all those in the conversation still stand. */

import { bookingCard } from "./booking.js";
import { element } from "./dom.js";
import { BOOKING } from "./texts.js";

/**
 * @param {import("./api.js").Message} message one with bookings
 * @param {?HTMLElement} tools what stands under every answer
 * @returns {HTMLElement}
 */
export const bookings = (message, tools) => element("div", { class: "results" }, ...message.bookings.map(bookingCard), tools);

/** Of each booking the last word in the conversation counts: cards before it fold and say what has become of it. @param {HTMLElement} root */
export function markOutdated(root) {
  const later = new Map();
  for (const node of [...root.querySelectorAll("[data-booking], [data-cancelled]")].reverse()) {
    if (node.dataset.cancelled) {
      node.dataset.cancelled.split(",").forEach((number) => later.set(number.replaceAll(" ", ""), BOOKING.cancelled));
      continue;
    }
    const number = node.dataset.booking;
    const words = later.get(number);
    node.toggleAttribute("data-over", Boolean(words));
    const over = node.querySelector(".booking__over");
    over.hidden = !words;
    over.textContent = words ?? "";
    later.set(number, words === BOOKING.cancelled ? words : BOOKING.moved);
  }
}
