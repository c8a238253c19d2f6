/** One card of a result: how somebody stands with one policy, on which clauses that rests, what to bring where. */

import { chineseDay } from "./dates.js";
import { element, icon, spoken } from "./dom.js";
import { phoneLink, withPhoneLinks } from "./phones.js";
import { MARKS, RESULT } from "./texts.js";

const sameDocument = (one, other) => ["title", "number", "effective", "lapses"].every((field) => one[field] === other[field]);

/** The documents of a card, each once, numbered in the order in which it names them. @param {import("./api.js").ResultCard} card */
function numberedDocuments(card) {
  const stated = [...card.amounts, ...card.conditions, ...card.materials, card.where, card.how, ...card.not_checked];
  const documents = [];
  for (const { basis } of stated.filter(Boolean)) {
    if (!documents.some((one) => sameDocument(one, basis))) {
      documents.push(basis);
    }
  }
  return documents;
}

/** 〔1〕第一条 */
function citation(documents, basis) {
  const number = documents.findIndex((one) => sameDocument(one, basis)) + 1;
  return element("span", { class: "card__cite" }, ` 〔${number}〕${basis.article ?? ""}`);
}

function part(title, ...content) {
  return element("section", { class: "card__part" }, element("h5", { class: "card__label" }, title), ...content);
}

function list(kind, items) {
  return element("ul", { class: `card__list ${kind}` }, ...items);
}

function condition(documents, { mark, text, basis }) {
  const sign = element("span", { class: "mark", "data-mark": mark, "aria-hidden": "true" }, mark);
  const words = element("span", {}, spoken(`${MARKS[mark]}：`), text, citation(documents, basis));
  return element("li", { class: "card__item" }, sign, words);
}

function material(documents, { document, who, note, basis }) {
  const whose = element("span", { class: "card__who" }, [who, note].filter(Boolean).join("；"), citation(documents, basis));
  const box = element("span", { class: "card__box", "aria-hidden": "true" });
  return element("li", { class: "card__item" }, box, element("span", {}, document, whose));
}

function documentLine(basis, index) {
  const name = `〔${index + 1}〕《${basis.title}》${basis.number ? `（${basis.number}）` : ""}`;
  const lapses = basis.lapses ? `，${chineseDay(basis.lapses)}${basis.lapsed ? "已过有效期" : "到期"}` : "";
  return element("li", {}, `${name}，${chineseDay(basis.effective)}起施行${lapses}`);
}

function stated(documents, title, said) {
  return said ? part(title, element("p", {}, ...withPhoneLinks(said.text), citation(documents, said.basis))) : null;
}

function asking({ title, payload }, ...before) {
  const ask = ({ currentTarget }) => currentTarget.dispatchEvent(new CustomEvent("ask", { bubbles: true, detail: payload }));
  return element("button", { type: "button", class: "card__apply", onclick: ask }, ...before, title);
}

function actions(card) {
  const apply = card.apply && asking(card.apply, spoken(card.name));
  const services = (card.services ?? []).map((service) => asking(service));
  const { phone } = card.contact;
  const call = phoneLink(phone, { class: "card__call", "aria-label": `拨打 ${phone} 询问` }, icon("phone"), phone);
  return element("div", { class: "card__actions" }, apply, ...services, call);
}

function body(card) {
  const documents = numberedDocuments(card);
  const line = (one) => element("li", {}, one.text, citation(documents, one.basis));
  return element(
    "div",
    { class: "card__body" },
    element("p", { class: "card__heading" }, `${card.heading}。`),
    card.conditions.length
      ? part(card.group === "cannot" ? RESULT.failed : RESULT.conditions, list("", card.conditions.map((one) => condition(documents, one))))
      : null,
    ...card.near.map((words) => element("p", { class: "card__near" }, words)),
    card.materials.length ? part(RESULT.materials, list("", card.materials.map((one) => material(documents, one)))) : null,
    stated(documents, RESULT.where, card.where),
    stated(documents, RESULT.how, card.how),
    card.not_checked.length ? part(RESULT.notChecked, list("card__list_plain", card.not_checked.map(line))) : null,
    documents.length ? part(RESULT.documents, element("ol", { class: "card__documents" }, ...documents.map(documentLine))) : null,
    actions(card),
  );
}

/** What is worth knowing before the card is opened. */
function gist(card) {
  const own = `${card.name}：`;
  const amounts = card.amounts.map(({ text }) => element("span", { class: "card__amount" }, text.startsWith(own) ? text.slice(own.length) : text));
  const missing = card.missing.length ? element("span", { class: "card__missing" }, RESULT.missing, card.missing.join("、")) : null;
  const failed = card.group === "cannot" ? card.conditions.map(({ text }) => text).join("；") : "";
  return [
    ...amounts,
    card.lapsed ? element("strong", { class: "source__mark" }, RESULT.lapsed) : null,
    missing,
    failed ? element("span", { class: "card__missing" }, spoken(`${MARKS["✗"]}：`), failed) : null,
  ];
}

/** @param {import("./api.js").ResultCard} card @param {boolean} open whether it stands open at first @returns {HTMLDetailsElement} */
export function resultCard(card, open) {
  const name = element("span", { class: "card__name" }, card.name);
  return element(
    "details",
    { class: "card", "data-group": card.group, "data-policy": card.policy, open },
    element("summary", { class: "card__summary" }, element("span", { class: "card__gist" }, name, ...gist(card))),
    body(card),
  );
}
