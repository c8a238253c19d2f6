/** A file of the citizen as a row of the conversation: its name, how far it is, what can be done. */

import { element, icon, spoken } from "./dom.js";
import { SPEAKERS, UPLOAD } from "./texts.js";

/**
 * @param {string} name
 * @returns {{node: HTMLElement, call: (words: string) => void, say: Function}}
 */
export function uploadRow(name) {
  const title = element("span", { class: "upload__name" }, name);
  const bar = element("progress", { class: "upload__bar", max: "1", "aria-label": UPLOAD.progress });
  const percent = element("span", { class: "upload__percent", "aria-hidden": "true" }); // not to be read out at every step
  const words = element("span", { class: "upload__words" });
  const buttons = element("div", { class: "upload__buttons" });
  const box = element(
    "div",
    { class: "bubble upload", tabindex: "-1" },
    spoken(SPEAKERS.citizen.spoken),
    element("p", { class: "upload__title" }, icon("clip"), title),
    bar,
    element("p", { class: "upload__state" }, words, percent),
    buttons,
  );
  const avatar = element("span", { class: "avatar", "aria-hidden": "true" }, SPEAKERS.citizen.avatar);
  const node = element("div", { class: "row row_citizen" }, avatar, element("div", { class: "row__body" }, box));

  return {
    node,

    /** Names it otherwise, once its number is known. */
    call: (other) => (title.textContent = other),

    /**
     * @param {string} said
     * @param {{part?: ?number, problem?: boolean, choices?: [string, Function][]}} [how] part: of what is sent
     */
    say(said, { part = null, problem = false, choices = [] } = {}) {
      const focused = buttons.contains(document.activeElement);
      bar.hidden = percent.hidden = part === null;
      bar.value = part ?? 0;
      percent.textContent = `${Math.floor((part ?? 0) * 100)}%`;
      box.toggleAttribute("data-problem", problem);
      if (words.textContent !== said) {
        words.textContent = said;
      }
      if (buttons.textContent !== choices.map(([name]) => name).join("")) {
        buttons.replaceChildren(...choices.map(choice));
        focused && box.focus({ preventScroll: true });
      }
    },
  };
}

function choice([name, act]) {
  return element("button", { type: "button", class: "upload__button", onclick: act }, name);
}
