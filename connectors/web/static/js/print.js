/** The button of a printed page. Without JavaScript there is the browser's own menu, so the button waits hidden. */

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
