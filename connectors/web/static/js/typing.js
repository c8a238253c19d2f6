/** The sign that an answer is being looked for, while at least one question waits. */

import { element } from "./dom.js";
import { SEARCHING, STILL_SEARCHING } from "./texts.js";

const LONG_MS = 5000;

/** @param {HTMLElement} root @returns {{begin: Function, end: Function}} called in pairs */
export function typingSign(root) {
  let waiting = 0;
  let timer = null;

  function show(words) {
    const dots = element("span", { class: "typing__dots", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
    root.replaceChildren(element("span", {}, words), dots);
    root.hidden = false;
  }

  return {
    begin() {
      waiting += 1;
      clearTimeout(timer);
      show(SEARCHING);
      timer = setTimeout(show, LONG_MS, STILL_SEARCHING);
    },
    end() {
      waiting -= 1;
      if (waiting === 0) {
        clearTimeout(timer);
        root.hidden = true;
        root.replaceChildren();
      }
    },
  };
}
