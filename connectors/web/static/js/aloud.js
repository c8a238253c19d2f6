/** The button that reads one message aloud, and stops it. */

import { element, icon } from "./dom.js";
import { canSpeak, speak, stop } from "./speech.js";
import { NOT_SPOKEN } from "./texts.js";

/** @param {string} text @returns {?{node: HTMLElement, start: Function}} null when the browser cannot speak */
export function aloudButton(text) {
  if (!canSpeak) {
    return null;
  }
  const problem = element("span", { class: "tools__problem", role: "status" });
  const button = element("button", { type: "button", class: "tool", onclick: () => (speaking() ? stop() : start()) });
  show(false);
  return { node: element("span", { class: "tools__group" }, button, problem), start };

  function speaking() {
    return button.getAttribute("aria-pressed") === "true";
  }

  function show(on) {
    button.setAttribute("aria-pressed", String(on));
    button.replaceChildren(icon(on ? "stop" : "aloud"), on ? "停止" : "朗读");
  }

  function start() {
    problem.textContent = "";
    speak(text, (fine) => {
      show(false);
      problem.textContent = fine ? "" : NOT_SPOKEN;
    });
    show(true);
  }
}
