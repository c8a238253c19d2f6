/** What the citizen has switched on, remembered in this browser. */

const KEY = "minsheng.settings";

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function save(settings) {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage is off in this browser: the switch works until the page is closed.
  }
}

/**
 * A button that switches something on and off.
 * @param {HTMLButtonElement} button
 * @param {string} name the key it is remembered under
 * @param {boolean} fallback its state for a citizen who never touched it
 * @param {(on: boolean) => void} apply called at once and at every change
 */
export function bindToggle(button, name, fallback, apply) {
  const show = (on) => {
    button.setAttribute("aria-pressed", String(on));
    apply(on);
  };
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    save({ ...load(), [name]: on });
    show(on);
  });
  show(load()[name] ?? fallback);
}
