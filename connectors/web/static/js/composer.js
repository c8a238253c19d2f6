/** The writing field: grows, counts, and sends with Enter (not while a Chinese input method is composing). */

import { EMPTY, roomLeft } from "./texts.js";

const LIMIT = 4000;
const COUNT_FROM = 3600;
/** Safari ends the composition before this keydown and marks it only by its old key code. */
const IME_KEY_CODE = 229;

/**
 * @param {{form: HTMLFormElement, text: HTMLTextAreaElement, count: HTMLElement}} parts
 * @param {(text: string) => void} send
 */
export function bindComposer({ form, text, count }, send) {
  text.addEventListener("input", refresh);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== IME_KEY_CODE) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  window.addEventListener("resize", refresh);
  refresh();
  return { refresh };

  function length() {
    return [...text.value.trim()].length;
  }

  function submit() {
    if (length() > LIMIT) {
      text.focus();
    } else if (length() === 0) {
      count.textContent = EMPTY;
      text.focus();
    } else {
      send(text.value.trim());
      text.value = "";
      refresh();
    }
  }

  function refresh() {
    const over = length() > LIMIT;
    count.textContent = length() >= COUNT_FROM ? roomLeft(LIMIT - length(), LIMIT) : "";
    count.classList.toggle("count_over", over);
    text.setAttribute("aria-invalid", String(over));
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
  }
}
