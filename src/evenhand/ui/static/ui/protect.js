/* Looking at protected media on purpose: hold the button or its key, or switch it on; leaving the page covers it again.
   Muted stays muted by the page's own doing; who wants sound takes the player's switch. */

import { composing, keyOf, nameOf, typing } from "./keys.js";

const box = (element) => element.closest("[data-protected]");
const holders = () => [...document.querySelectorAll("[data-hold]")];

function show(figure) {
  const switched = figure.querySelector("[data-look]")?.getAttribute("aria-pressed") === "true";
  figure.classList.toggle("looking", switched || figure.hasAttribute("data-held"));
}
function hold(figure, held) {
  figure.toggleAttribute("data-held", held);
  show(figure);
}
function releaseAll() {
  for (const figure of document.querySelectorAll("[data-held]")) hold(figure, false);
}
function coverAll() {
  releaseAll();
  for (const button of document.querySelectorAll("[data-look][aria-pressed=true]")) {
    button.setAttribute("aria-pressed", "false");
    show(box(button));
  }
}

document.addEventListener("pointerdown", (event) => {
  const button = event.target.closest?.("[data-hold]");
  if (button && event.button === 0) hold(box(button), true);
});
for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, releaseAll);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-look]");
  if (!button) return;
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  show(box(button));
});

/* The key holds the first protected thing in sight; on a focused hold button its own keys do. */
document.addEventListener("keydown", (event) => {
  if (composing(event) || typing(event.target)) return;
  const focused = event.target.closest?.("[data-hold]");
  const own = focused && (event.key === " " || event.key === "Enter");
  if (!own && (document.documentElement.dataset.keys === "off" || event.target.closest?.("a[href], button, summary, input"))) return;
  const button = own ? focused : holders().find((each) => keyOf(each) === nameOf(event) && each.checkVisibility());
  if (!button) return;
  event.preventDefault();
  if (!event.repeat) hold(box(button), true);
});
document.addEventListener("keyup", releaseAll);
document.addEventListener("visibilitychange", () => document.hidden && coverAll());
