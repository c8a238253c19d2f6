/** The picture of a page, and on it numbered outlines of what is to be put right or looked at. */

import { element } from "./dom.js";
import { PAPER, pictureOf } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
/** So much of a number's badge stays on the picture. */
const EDGE = 0.04;

const within = (value) => Math.min(1 - EDGE, Math.max(EDGE, value));
const percent = (part) => `${part * 100}%`;

/** @param {{number: number, area: [number, number][]}[]} marked @returns {Map<string, {numbers: number[], area: [number, number][]}>} each area once */
function areas(marked) {
  const found = new Map();
  for (const { number, area } of marked) {
    const key = JSON.stringify(area);
    found.set(key, { area, numbers: [...(found.get(key)?.numbers ?? []), number] });
  }
  return found;
}

/** Twice, a broad white line under the red one: it is to be seen on any colour. */
function outline(area) {
  return ["picture__halo", "picture__line"].map((kind) => {
    const shape = document.createElementNS(SVG, "polygon");
    shape.setAttribute("class", kind);
    shape.setAttribute("points", area.map((corner) => corner.join(",")).join(" "));
    return shape;
  });
}

function badge({ numbers, area }) {
  const node = element("span", { class: "picture__number" }, numbers.join("、"));
  node.style.left = percent(within(Math.min(...area.map(([x]) => x))));
  node.style.top = percent(within(Math.min(...area.map(([, y]) => y))));
  return node;
}

/**
 * @param {import("./api.js").PaperCard} card
 * @param {string} title
 * @param {{number: number, area: [number, number][]}[]} marked
 * @param {Function} [onMissing] called when the picture cannot be had
 */
export function picture(card, title, marked, onMissing = () => {}) {
  const shapes = [...areas(marked).values()];
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 1 1");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.append(...shapes.flatMap(({ area }) => outline(area)));
  const image = element("img", { class: "picture__image", src: card.picture, alt: pictureOf(title, shapes.length), onerror: missing });
  const marks = element("span", { class: "picture__marks", "aria-hidden": "true" }, drawing, ...shapes.map(badge));
  const node = element("span", { class: "picture" }, image, marks);
  return node;

  function missing() {
    node.replaceChildren(element("span", { class: "picture__missing" }, PAPER.notShown));
    onMissing();
  }
}
