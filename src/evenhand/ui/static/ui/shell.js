/* Around the page: folds the navigation on narrow screens and in focus mode, closes menus, puts the focus on errors.
   Not here: keys (keys.js), windows (dialog.js). */

const rail = document.getElementById("rail");
const fold = document.querySelector(".fold");

function unfold(open, { focus = true } = {}) {
  rail.toggleAttribute("data-open", open);
  fold.setAttribute("aria-expanded", String(open));
  if (open) (rail.querySelector("[aria-current]") ?? rail.querySelector("a"))?.focus();
  else if (focus) fold.focus();
}

if (rail && fold) {
  fold.addEventListener("click", () => unfold(!rail.hasAttribute("data-open")));
  rail.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && rail.hasAttribute("data-open")) unfold(false);
  });
}

/* Menus are details elements: one at a time, gone with Escape or a press elsewhere. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => {
  closeMenus(event.target.closest?.("details.menu"));
  if (rail?.hasAttribute("data-open") && !rail.contains(event.target) && !fold.contains(event.target)) {
    unfold(false, { focus: false });
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* What has to be mended takes the focus, also when htmx brings it. */
document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector?.("#errors")?.focus());

/* The Enter that confirms an input method's word never sends a form: Safari reports it after the composition, as key 229. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}, true);
