/* The clause tree by keyboard: one level at a time, 1 to 9 choose what is shown, up again, search over all levels.
   The radios and checkboxes stay the form's own, so that what is chosen is what is sent. Not here: drafts, sending. */

import { announce, composing } from "../ui/keys.js";

const MOST_KEYS = 9;

export function walk(form) {
  const root = form.querySelector("[data-clauses]");
  const rows = [...root.querySelectorAll(".clause")];
  const search = root.querySelector("#clause-search");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const byCode = new Map(rows.map((row) => [row.dataset.code, row]));
  /* A clause is found by its own words and by the names of what it stands under. */
  const under = (row) => (row ? `${row.querySelector(".title").textContent} ${under(byCode.get(row.dataset.parent))}` : "");
  const words = new Map(rows.map((row) => [row, `${row.textContent} ${under(byCode.get(row.dataset.parent))}`.toLowerCase()]));
  const parts = { unable: form.querySelector("[data-unable]"), actions: form.querySelector("[data-actions-part]") };
  let level = "";
  let adding = false;
  let digits = "clauses";
  let first = 0; // the place from which what is shown is numbered

  for (const row of rows.filter((each) => each.matches(".section"))) open(row);
  root.dataset.walks = "";

  function open(row) {
    const name = row.querySelector(".name");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "name";
    button.append(document.createElement("kbd"), ...name.childNodes);
    button.firstChild.setAttribute("aria-hidden", "true");
    button.firstChild.className = "blank";
    button.addEventListener("click", () => go(row.dataset.code));
    name.replaceWith(button);
  }

  const label = () => form.querySelector("input[name=label]:checked")?.value ?? "";
  const terms = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isIn = (row) => (terms().length ? !row.matches(".section") && terms().every((term) => words.get(row).includes(term)) : row.dataset.parent === level);
  const main = (row) => row.querySelector("button.name") ?? row.querySelector(adding ? "input[name=labels]" : "input[name=label]");
  const shown = () => rows.filter((row) => !row.hidden);

  function go(code) {
    level = code;
    search.value = "";
    digits = "clauses";
    const within = document.activeElement?.closest(".clause-list");
    draw();
    /* The focus follows into the level from within the list; elsewhere it stays where it was. */
    if (within && shown().length) main(shown()[0]).focus({ preventScroll: true });
    form.querySelector(".body").scrollTop = 0;
  }
  function up() {
    if (terms().length) return go(level);
    const from = byCode.get(level);
    if (from) go(from.dataset.parent);
  }

  function draw() {
    first = 0;
    for (const row of rows) row.hidden = !isIn(row);
    const found = shown();
    part("nothing").hidden = found.length > 0;
    part("nothing").textContent = found.length ? "" : root.dataset.empty;
    part("go-up").hidden = !level && !terms().length;
    part("trail").textContent = trail(level) || root.dataset.all;
    number(found);
  }
  function trail(code) {
    const row = byCode.get(code);
    return row ? [trail(row.dataset.parent), row.querySelector(".title").textContent].filter(Boolean).join(" / ") : "";
  }

  function number(found) {
    for (const each of form.querySelectorAll("[data-digit]")) {
      for (const name of ["data-key", "data-digit", "aria-keyshortcuts"]) each.removeAttribute(name);
    }
    for (const each of form.querySelectorAll(".clause kbd")) each.className = "blank";
    for (const each of parts.unable.querySelectorAll("kbd")) each.hidden = true;
    const reasons = [...parts.unable.querySelectorAll("input")];
    const targets = digits === "reasons" ? reasons : found.slice(first).map(main);
    targets.slice(0, MOST_KEYS).forEach((control, place) => {
      control.dataset.key = String(place + 1);
      control.dataset.digit = "";
      Object.assign(hint(control), { hidden: false, className: "", textContent: String(place + 1) });
    });
    part("more").hidden = digits === "reasons" || found.length <= MOST_KEYS;
    announce(form);
  }
  const hint = (control) => (control.closest(".pick") ?? control.closest("label") ?? control).querySelector("kbd");

  function more() {
    const found = shown();
    first = first + MOST_KEYS < found.length ? first + MOST_KEYS : 0;
    digits = "clauses";
    number(found);
    found[first].scrollIntoView({ block: "nearest" });
    found[Math.min(first + MOST_KEYS, found.length) - 1].scrollIntoView({ block: "nearest" });
  }

  function add(on) {
    adding = on;
    part("also").setAttribute("aria-pressed", String(on));
    draw();
  }

  /* What is chosen says which actions fit; the first of the main clause is the usual one. */
  function settle() {
    const chosen = label();
    const further = [...root.querySelectorAll("input[name=labels]:checked")].map((each) => each.value).filter((code) => code !== chosen);
    const codes = byCode.has(chosen) ? [chosen, ...further] : [];
    parts.unable.hidden = chosen !== "unable";
    for (const each of parts.unable.querySelectorAll("input")) each.disabled = chosen !== "unable";
    const fits = { none: ["keep"], unable: ["escalate"] }[chosen] ?? codes.flatMap((code) => byCode.get(code).dataset.actions.split(" ").filter(Boolean));
    let current = "";
    for (const input of parts.actions.querySelectorAll("input")) {
      const fit = fits.includes(input.value);
      input.disabled = !fit;
      input.closest("label").hidden = !fit;
      if (!fit) input.checked = false;
      if (input.checked) current = input.value;
    }
    if (!current && codes.length && fits.length) parts.actions.querySelector(`input[value="${CSS.escape(fits[0])}"]`)?.click();
    parts.actions.hidden = !fits.length;
    root.toggleAttribute("data-some", codes.length > 0);
    say(chosen, codes);
    for (const row of rows) row.toggleAttribute("data-chosen", row.dataset.code === chosen);
  }
  function say(chosen, codes) {
    const [own, ...others] = codes.map((code) => byCode.get(code));
    const line = form.querySelector("[data-chosen-line]");
    const other = form.querySelector(`[data-others] input[value="${CSS.escape(chosen)}"]`)?.closest("label").querySelector("span").textContent;
    const named = own ? `${own.dataset.code} ${own.querySelector(".title").textContent}` : (other ?? line.dataset.none);
    const also = others.map((row) => row.dataset.code).join(", ");
    line.textContent = [named, own?.dataset.severity, also && `+ ${also}`].filter(Boolean).join(" · ");
    line.toggleAttribute("data-empty", !chosen);
  }

  function define() {
    const focused = document.activeElement?.closest(".clause");
    const row = focused ?? byCode.get(label()) ?? shown()[0];
    if (!row) return;
    if (row.hidden) go(row.dataset.parent);
    const details = row.querySelector("details");
    details.open = !details.open;
    if (details.open) row.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("change", (event) => {
    if (!["label", "labels"].includes(event.target.name)) return;
    if (event.target.name === "labels" && !label()) form.querySelector(`input[name=label][value="${CSS.escape(event.target.value)}"]`).checked = true;
    if (event.target.name === "labels" && ["none", "unable"].includes(label())) event.target.checked = false;
    digits = label() === "unable" ? "reasons" : "clauses";
    if (adding) add(false);
    settle();
    number(shown());
  });
  search.addEventListener("input", (event) => {
    if (event.isComposing) return;
    digits = "clauses";
    draw();
  });
  search.addEventListener("compositionend", draw);
  search.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const best = shown()[0];
      if (!best || !terms().length) return;
      main(best).click();
      search.blur();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      if (shown().length) main(shown()[0]).focus();
    } else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      go(level);
    }
  });
  part("go-up").addEventListener("click", up);
  part("also").addEventListener("click", () => add(!adding));
  part("define").addEventListener("click", define);
  part("more").addEventListener("click", more);

  function show() {
    level = byCode.get(label())?.dataset.parent ?? level;
    digits = label() === "unable" ? "reasons" : "clauses";
    settle();
    draw();
  }
  show();
  return { up, show };
}
