/** Telephone numbers in the bot's text, as links to call them. */

import { element } from "./dom.js";

const NUMBERS = "020-?\\d{8}|0\\d{2,3}-\\d{7,8}|400-?\\d{3}-?\\d{4}|1[3-9]\\d{9}|12\\d{3}|110|119|120";
/** What makes "120" an amount, an article or part of a document number instead. */
const NOT_BEFORE = "(?<![\\d.,\\-/〔第￥¥])";
const NOT_AFTER = "(?![\\d%％]|[.,]\\d|-\\d|\\s*(?:元|万|周岁|岁|个|人|天|日|年|月|小时|分|平方|米|公里|条|倍|次|份|号(?!码)))";
const PHONE = new RegExp(`${NOT_BEFORE}(?:${NUMBERS})${NOT_AFTER}`, "g");

/** @returns {string[]} the numbers in `text`, each once, in order */
export const phonesIn = (text) => [...new Set(text.match(PHONE) ?? [])];

/** A link that calls `number`. */
export function phoneLink(number, props = {}, ...children) {
  const shown = children.length ? children : [number];
  return element("a", { href: `tel:${number.replaceAll("-", "")}`, class: "phone", ...props }, ...shown);
}

/** @returns {(Node|string)[]} `text` with its telephone numbers as links */
export function withPhoneLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    parts.push(text.slice(end, match.index), phoneLink(match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/** Numbers of bookings, as they are written. */
const BOOKED = /(?<!\d)\d{3} \d{3} \d{3}(?!\d)/g;
const apart = (number) => [...number.replace(/\D/g, "")].join(" ");

/** `text` with the digits of telephone and booking numbers apart, so that a voice reads "1 2 0" and not "one hundred and twenty". */
export const spelledOut = (text) => text.replace(BOOKED, apart).replace(PHONE, apart);
