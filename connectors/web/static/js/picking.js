/** Ways for a file to come in: the button, dragged onto the page, pasted. */

const SHOWN = /^(image\/|application\/pdf$)/;

/**
 * @param {{button: HTMLButtonElement, input: HTMLInputElement, zone: HTMLElement}} parts
 * @param {(files: File[]) => void} take
 * @returns {{one: (take: (files: File[]) => void) => void}} opens the choice for a single file
 */
export function bindPicking({ button, input, zone }, take) {
  let chosen = take;
  const open = (several, then) => {
    chosen = then;
    input.multiple = several;
    input.click();
  };
  button.addEventListener("click", () => open(true, take));
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // so that the same file can be chosen again
    chosen(files);
  });
  bindDropping(zone, take);
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files].filter((file) => SHOWN.test(file.type));
    if (files.length && !event.clipboardData.types.includes("text/plain")) {
      event.preventDefault();
      take(files);
    }
  });
  return { one: (then) => open(false, then) };
}

/** A file let go anywhere on the page is taken, so that the browser never leaves the conversation to open it. */
function bindDropping(zone, take) {
  const withFiles = (act) => (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      act(event);
    }
  };
  const show = withFiles(() => (zone.hidden = false));
  window.addEventListener("dragenter", show);
  window.addEventListener("dragover", show);
  window.addEventListener("dragleave", ({ relatedTarget }) => (zone.hidden = relatedTarget === null || zone.hidden));
  window.addEventListener(
    "drop",
    withFiles(({ dataTransfer }) => {
      zone.hidden = true;
      take([...dataTransfer.files]);
    }),
  );
}
