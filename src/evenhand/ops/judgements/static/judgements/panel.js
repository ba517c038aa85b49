/* The panel: judging by keyboard, the next task already there, nothing lost when browser, session or connection go.
   Without this script the page is a plain form. Not here: the clause tree (clauses.js), drafts (drafts.js), calls (calls.js). */

import { announce, composing, typing } from "../ui/keys.js";
import { Trouble, ask, leave, send, sendJson } from "./calls.js";
import { walk } from "./clauses.js";
import { fill, filled, forget, keep, kept, sweep } from "./drafts.js";

const SAVE_AFTER = 1500;
const HOLD_EVERY = 4 * 60 * 1000;
const AWAY_AFTER = 60 * 1000; // without a key or pointer, time does not count
const GONE_AFTER = 10 * 60 * 1000; // then the hold is no longer renewed, and ends by itself
const AHEAD_AFTER = 400;

let now = null;
let touched = Date.now();
for (const name of ["keydown", "pointermove", "pointerdown", "scroll", "touchstart"]) {
  document.addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
}

function start(desk) {
  const form = desk.querySelector("[data-judge]");
  const url = (name) => desk.getAttribute(`data-url-${name}`);
  const part = (name) => form.querySelector(`[data-${name}]`);
  const state = { desk, form, url, seconds: 0, sent: JSON.stringify(filled(form)), ahead: null, sending: false, over: false };

  function tell(text, ...actions) {
    const told = part("told");
    told.replaceChildren(text, ...actions);
    told.hidden = !text;
  }
  function link(text, href, attributes = {}) {
    const anchor = Object.assign(document.createElement("a"), { href, textContent: text, className: "link", ...attributes });
    return [" ", anchor];
  }
  function explain(trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    const words = part("told").dataset;
    if (trouble.kind === "offline") {
      addEventListener("online", () => state.again?.(), { once: true });
      return tell(words.offline);
    }
    if (trouble.kind === "signed-out") return tell(words.signedOut, ...link(words.signIn, location.href, { target: "_blank", rel: "noopener" }));
    if (trouble.kind === "wrong") return tell(Object.values(trouble.answer.faults ?? {}).flat().join(" ") || trouble.answer.message);
    if (trouble.kind === "refused") return tell([trouble.answer.message, trouble.answer.hint].filter(Boolean).join(" "), ...link(words.onward, url("next") ?? url("stop")));
    tell(words.failed);
  }

  restore();
  const tree = walk(form);
  state.tree = tree;

  function restore() {
    const local = kept(desk);
    if (!local || !url("draft")) return;
    const newer = local.at > (desk.dataset.saved || "");
    if (!newer || JSON.stringify(local.body) === state.sent) return;
    fill(form, local.body);
    tell(part("told").dataset.restored);
  }

  /* Kept here at once, on the server a moment later. */
  let timer = 0;
  function changed() {
    if (!url("draft") || state.over) return;
    const body = filled(form);
    if (JSON.stringify(body) === state.sent) return;
    keep(desk, body);
    say("keptHere");
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  }
  async function save() {
    clearTimeout(timer);
    const body = filled(form);
    const text = JSON.stringify(body);
    if (text === state.sent || state.sending || state.over) return;
    try {
      await sendJson(url("draft"), { ...body, seconds: state.seconds, version: Number(desk.dataset.version) });
      state.sent = text;
      if (JSON.stringify(filled(form)) === text && !state.over) forget(desk);
      say("words");
      if (part("told").dataset.trouble) tell("");
      delete part("told").dataset.trouble;
    } catch (trouble) {
      state.again = save;
      part("told").dataset.trouble = trouble.kind;
      explain(trouble);
    }
  }
  const say = (which) => { part("saved").textContent = part("saved").dataset[which]; };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  async function give(event) {
    event?.preventDefault();
    if (state.sending) return;
    state.sending = true;
    clearTimeout(timer);
    form.elements.seconds.value = state.seconds.toFixed(1);
    const button = part("give");
    button.setAttribute("aria-disabled", "true");
    tell("");
    try {
      const answer = await send(form.getAttribute("action"), form);
      state.over = true;
      forget(desk);
      onward(answer);
    } catch (trouble) {
      if (url("draft")) keep(desk, filled(form));
      state.again = give;
      explain(trouble);
    } finally {
      state.sending = false;
      button.removeAttribute("aria-disabled");
    }
  }
  function onward(answer) {
    if (answer.follow) return location.assign(answer.follow);
    if (!state.ahead) return location.assign(answer.next);
    show(state.ahead);
  }
  /* A change has its own page afterwards. */
  if (url("panel")) form.addEventListener("submit", give);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !composing(event)) {
      event.preventDefault();
      form.requestSubmit(part("give"));
    }
  });

  part("stop")?.addEventListener("click", () => {
    state.over = true;
    save();
    leave(url("release"));
  });
  if (url("ahead")) setTimeout(fetchAhead, AHEAD_AFTER);
  async function fetchAhead() {
    try {
      const html = await ask(url("ahead"));
      if (now !== state) return;
      state.ahead = html ? parsed(html) : null;
      desk.dataset.ahead = html ? "held" : "none";
    } catch {
      state.ahead = null; // the next page will say what is wrong
    }
  }
  return state;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").getElementById("desk");

/* The next task takes the place of this one. */
function show(desk) {
  const url = desk.getAttribute("data-url-panel");
  now.desk.replaceWith(desk);
  document.title = `${desk.dataset.title} · Evenhand`;
  history.pushState({}, "", url);
  ask(desk.getAttribute("data-url-opened")).catch(() => {});
  now = start(desk);
  announce(desk);
  scrollTo(0, 0);
  desk.querySelector("#task-title").focus({ preventScroll: true });
  const says = document.querySelector("[data-says]");
  says.textContent = [says.dataset.next, desk.dataset.title, desk.querySelector(".task-head .push")?.textContent].filter(Boolean).join(", ");
}
addEventListener("popstate", () => location.reload());

document.addEventListener("keydown", (event) => {
  if (event.key !== "Backspace" || event.defaultPrevented || composing(event) || typing(event.target)) return;
  if (document.documentElement.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  now.tree.up();
});

setInterval(() => {
  if (!document.hidden && Date.now() - touched < AWAY_AFTER) now.seconds += 1;
}, 1000);
setInterval(() => {
  if (now.over || !now.url("hold") || Date.now() - touched > GONE_AFTER) return;
  for (const url of [now.url("hold"), now.ahead?.getAttribute("data-url-hold")].filter(Boolean)) ask(url).catch(() => {});
}, HOLD_EVERY);
addEventListener("pagehide", () => {
  if (now.ahead) leave(now.ahead.getAttribute("data-url-release"));
  now.ahead = null;
});

/* Here "/" searches the clauses; the search of the whole console keeps its field. */
const everywhere = document.getElementById("search");
everywhere?.removeAttribute("data-key");
everywhere?.removeAttribute("aria-keyshortcuts");
everywhere?.parentElement.querySelector("kbd")?.remove();

sweep();
now = start(document.getElementById("desk"));
