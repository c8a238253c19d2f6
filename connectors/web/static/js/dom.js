/** Building DOM nodes. Text becomes text nodes only, so what a citizen or the server writes is never read as HTML. */

/**
 * @param {string} tag
 * @param {Object<string, ?(string|boolean|Function)>} props attributes; a function is an event listener ("onclick"); null and false are left out
 * @param {...(Node|string|null)} children
 * @returns {HTMLElement}
 */
export function element(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") {
      node.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Words that are heard and not seen. */
export const spoken = (words) => element("span", { class: "weui-hidden_abs" }, words);

/** A symbol of icons.svg, in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}
