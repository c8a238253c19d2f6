/** The source card under an answer: which clause it rests on, and how that text stands today. */

import { chineseDay } from "./dates.js";
import { element, icon, spoken } from "./dom.js";
import { withPhoneLinks } from "./phones.js";
import { FORCE_MARKS, SOURCE_LABELS } from "./texts.js";

const DAYS = new Set(["published", "effective", "lapses"]);

function line(label, ...value) {
  return element("div", { class: "source__line" }, element("dt", {}, label), element("dd", {}, ...value));
}

function link(url) {
  const newWindow = spoken("（新窗口）");
  const known = URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
  return known ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "打开官方原文", newWindow) : url;
}

function facts(source) {
  const lines = SOURCE_LABELS.filter(([field]) => source[field]).map(([field, label]) =>
    line(label, DAYS.has(field) ? chineseDay(source[field]) : source[field]),
  );
  if (source.text) {
    lines.push(line("原文要点", ...withPhoneLinks(source.text)));
  }
  if (source.url) {
    lines.push(line("链接", link(source.url)));
  }
  return element("dl", { class: "source__facts" }, ...lines);
}

/** @param {import("./api.js").Source} source @returns {HTMLDetailsElement} closed at first; its mark shows anyway */
export function sourceCard(source) {
  const mark = FORCE_MARKS[source.force];
  const name = [source.number || source.title, source.article].filter(Boolean);
  return element(
    "details",
    { class: "source", "data-force": source.force },
    element(
      "summary",
      { class: "source__summary" },
      icon("paper"),
      element(
        "span",
        { class: "source__name" },
        element("span", { class: "source__policy" }, `依据：${source.policy}`),
        element("span", { class: "source__number" }, ...name.map((part) => element("span", {}, part))),
        mark ? element("strong", { class: "source__mark" }, mark) : null,
      ),
    ),
    source.note ? element("p", { class: "source__note" }, ...withPhoneLinks(source.note)) : null,
    facts(source),
  );
}
