/* Puts a table or a text on the clipboard: [data-copy-table="id"], [data-copy="text"]; the button says "copied" for a moment.
   A text that a spreadsheet would run as a formula gets an apostrophe, as in downloads (evenhand.facts.spreadsheet). */

const FORMULA = /^'*[=+\-@＝＋－＠\t\r\n]/;
const NUMBER = /^[-−+]?[\d,.\s]+%?$/;
const SHOWN_FOR = 1600;

export function safe(text) {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function words(cell) {
  const copy = cell.cloneNode(true);
  for (const part of copy.querySelectorAll("[aria-hidden=true]")) part.remove();
  for (const note of copy.querySelectorAll(".note")) note.prepend(" · ");
  return safe(copy.textContent.replace(/\s+/g, " ").trim());
}

export function tabbed(table) {
  const rows = [...table.rows].map((row) => [...row.cells].map(words).join("\t"));
  return rows.join("\n");
}

async function copy(button) {
  const id = button.dataset.copyTable;
  const text = id === undefined ? button.dataset.copy : tabbed(document.getElementById(id));
  await navigator.clipboard.writeText(text);
  const before = button.textContent;
  button.textContent = button.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { button.textContent = before; }, SHOWN_FOR);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-table]");
  if (button && !button.matches("[aria-live]:active")) copy(button);
});
