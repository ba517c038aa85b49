/* Keyboard shortcuts, declared by the controls themselves:
     data-key="r"            pressing R does what a press on the control does; in a field for text it goes there
     data-key-hold="Space"   the control is held while the key is down (protect.js listens)
     data-key-action="keep"  the name by which a person moves the key: <script type="application/json" id="key-map">{"keep": "x"}</script>;
                             "" takes it away. Without a name the key itself is the name.
     data-key-label="…"      what the help calls it, when the control's own words do not do
   Keys are event.key names, with "ctrl+", "alt+", "shift+" or "meta+" in front. They rest while somebody types, while an
   input method composes, while a key repeats, and below an open window. <html data-keys="off"> switches them off. */

const TYPED = "textarea, select, [contenteditable]:not([contenteditable='false']), input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file], [type=range], [type=color])";
const PRESSED = "a[href], button, summary, input, select, textarea, [role=button]";
const SHOWN = { Enter: "⏎", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", "ctrl+Enter": "Ctrl ⏎" };
const MODIFIERS = [["ctrl", "ctrlKey"], ["alt", "altKey"], ["meta", "metaKey"]];
const HELP = "?";

function moved() {
  try {
    return JSON.parse(document.getElementById("key-map")?.textContent || "{}");
  } catch {
    return {};
  }
}
const map = moved();
const off = () => document.documentElement.dataset.keys === "off";

export const composing = (event) => event.isComposing || event.keyCode === 229;
export const typing = (target) => Boolean(target?.closest?.(TYPED));

export function keyOf(control) {
  const own = control.dataset.key ?? control.dataset.keyHold;
  const name = control.dataset.keyAction ?? own;
  return Object.hasOwn(map, name) ? String(map[name] ?? "") : own;
}

/* "r", "?", "Enter", "Space", "ctrl+Enter", "shift+R": shift counts only where the key itself does not show it. */
export function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key;
  const letter = key.length === 1;
  const before = MODIFIERS.filter(([, held]) => event[held]).map(([name]) => `${name}+`).join("");
  const shift = event.shiftKey && (!letter || key.toLowerCase() !== key.toUpperCase()) ? "shift+" : "";
  return before + shift + (letter ? key.toLowerCase() : key);
}
/* Only a letter by itself has two cases: "R" is "r", "ctrl+R" is "ctrl+r", "Enter" stays. */
const LETTER = /(?<=^|\+).$/;
const spelled = (key) => key.replace(LETTER, (last) => last.toLowerCase());

function usable(control) {
  if (control.disabled || control.getAttribute("aria-disabled") === "true" || control.closest("[inert]")) return false;
  const open = [...document.querySelectorAll("dialog:modal")].at(-1);
  return (!open || open.contains(control)) && control.checkVisibility();
}
const controls = (selector) => [...document.querySelectorAll(selector)].filter((each) => keyOf(each) && usable(each));
const find = (selector, name) => controls(selector).find((each) => spelled(keyOf(each)) === name);

function act(control) {
  if (!control.matches(TYPED)) return control.click();
  control.focus();
  control.select?.();
}

function onKey(event) {
  if (off() || event.defaultPrevented || event.repeat || composing(event)) return;
  const name = nameOf(event);
  const combined = event.ctrlKey || event.metaKey || event.altKey;
  if (typing(event.target)) {
    if (name === "Escape") return event.target.blur();
    if (!combined) return;
  }
  /* Enter and Space already press what has the focus. */
  if ((name === "Enter" || name === "Space") && event.target.closest?.(PRESSED)) return;
  if (name === HELP) return help(event);
  const control = find("[data-key]", name);
  if (!control) return;
  event.preventDefault();
  act(control);
}

const label = (control) => {
  if (control.dataset.keyLabel) return control.dataset.keyLabel;
  const words = (control.closest("label") ?? control).cloneNode(true);
  for (const hint of words.querySelectorAll("kbd, code, .code-note, .unseen")) hint.remove();
  return control.getAttribute("aria-label") ?? words.textContent.trim();
};
const shown = (key) => SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key);

function row(words, key) {
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  const mark = document.createElement("kbd");
  term.textContent = words;
  mark.textContent = shown(key);
  value.append(mark);
  return [term, value];
}

function help(event) {
  const dialog = document.getElementById("keyboard-help");
  if (!dialog || dialog.open) return;
  event?.preventDefault();
  fillHelp(dialog);
  dialog.showModal();
}

function fillHelp(dialog) {
  const list = dialog.querySelector("[data-keys-list]");
  const rows = controls("[data-key], [data-key-hold]").map((each) => row(label(each), keyOf(each)));
  list.replaceChildren(...rows.flat(), ...row(list.dataset.help, HELP));
}

/* aria-keyshortcuts says what works now; a moved key is shown where it works. */
const SPOKEN = { ctrl: "Control", alt: "Alt", shift: "Shift", meta: "Meta" };
export function announce(root = document) {
  for (const control of root.querySelectorAll("[data-key], [data-key-hold]")) {
    const key = off() ? "" : keyOf(control);
    const after = control.nextElementSibling;
    const hint = after?.matches("kbd") ? after : (control.closest("label") ?? control).querySelector("kbd");
    if (hint) {
      hint.hidden = !key;
      hint.textContent = shown(key);
    }
    if (key) {
      const spoken = key.replace(/\b(ctrl|alt|shift|meta)\+/g, (_, name) => `${SPOKEN[name]}+`);
      control.setAttribute("aria-keyshortcuts", spoken.replace(LETTER, (last) => last.toUpperCase()));
    } else control.removeAttribute("aria-keyshortcuts");
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("htmx:afterSettle", (event) => announce(event.target));
document.addEventListener("evenhand:opening", (event) => event.target.id === "keyboard-help" && fillHelp(event.target));
announce();
