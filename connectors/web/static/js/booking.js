/** A confirmed booking as a card to keep: the number large, its code for the counter, where to go and what to bring. */

import { element, icon, spoken } from "./dom.js";
import { phoneLink, spelledOut, withPhoneLinks } from "./phones.js";
import { BOOKING } from "./texts.js";

function row(name, ...content) {
  return content.length ? element("div", {}, element("dt", { class: "card__label" }, name), element("dd", {}, ...content)) : null;
}

const line = (words, kind = null) => element("p", { class: kind }, words);

function toBring(document) {
  const box = element("span", { class: "card__box", "aria-hidden": "true" });
  return element("li", { class: "card__item" }, box, element("span", {}, document));
}

/** Marks the number as a reader would with the mouse; also the only way to copy where the page is not served over HTTPS. */
function select(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function copyButton(digits, shown) {
  const words = element("span", {}, BOOKING.copy);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(digits);
      words.textContent = BOOKING.copied;
    } catch {
      select(shown);
      words.textContent = document.execCommand("copy") ? BOOKING.copied : BOOKING.notCopied;
    }
  };
  return element("button", { type: "button", class: "booking__copy", onclick: copy }, icon("copy"), words);
}

/** What the counter wants to see. */
function keys(card, digits) {
  const shown = element("span", { class: "booking__number", "aria-hidden": "true" }, card.number);
  const number = element("div", {}, line(BOOKING.number, "card__label"), element("p", {}, shown, spoken(spelledOut(card.number))), copyButton(digits, shown));
  const code = element("img", { class: "booking__code", src: card.code, width: "144", height: "144", alt: BOOKING.code });
  return element("div", { class: "booking__keys" }, number, code);
}

/** Puts this card alone on paper. */
function print({ currentTarget }) {
  const card = currentTarget.closest(".booking");
  const [page, done] = [document.documentElement, new AbortController()];
  const after = () => {
    delete page.dataset.print;
    delete card.dataset.print;
    done.abort();
  };
  page.dataset.print = card.dataset.print = "";
  window.addEventListener("afterprint", after, { signal: done.signal });
  window.print();
}

function actions(card) {
  const whose = spoken(`：${card.service}`);
  return element(
    "div",
    { class: "card__actions" },
    element("a", { class: "card__apply", href: card.calendar }, icon("calendar"), BOOKING.calendar, whose),
    phoneLink(card.phone, { class: "card__call", "aria-label": `拨打 ${card.phone} 询问` }, icon("phone"), card.phone),
    element("button", { type: "button", class: "card__call booking__print", onclick: print }, icon("print"), BOOKING.print, whose.cloneNode(true)),
  );
}

/** @param {import("./api.js").BookingCard} card */
export function bookingCard(card) {
  const digits = card.number.replaceAll(" ", "");
  return element(
    "section",
    { class: "booking", "data-booking": digits, "aria-label": `预约：${card.service}` },
    element(
      "div",
      { class: "booking__head" },
      element("h4", { class: "booking__service" }, card.service),
      element("p", { class: "booking__over", hidden: true }),
    ),
    keys(card, digits),
    element(
      "dl",
      { class: "booking__lines" },
      row(BOOKING.when, line(card.when, "booking__strong")),
      row(card.address ? BOOKING.where : BOOKING.home, line(card.where, "booking__strong"), ...(card.address ? [line(card.address)] : [])),
      row(BOOKING.way, ...(card.how_to_get_there ? [card.how_to_get_there] : [])),
      row(BOOKING.agreed, ...card.lines.map((one) => line(one))),
      row(BOOKING.bring, ...(card.bring.length ? [element("ul", { class: "card__list" }, ...card.bring.map(toBring))] : [])),
      row(BOOKING.until, element("p", {}, ...withPhoneLinks(card.until))),
    ),
    ...card.notes.map((note) => line(note, "booking__note")),
    card.made_up ? line(card.made_up, "booking__made-up") : null,
    actions(card),
  );
}
