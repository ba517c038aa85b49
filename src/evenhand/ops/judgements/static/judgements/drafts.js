/* What is filled in and not given yet: read from the form, put back into it, and kept on this computer until the server has it.
   Not here: when to send it (panel.js). */

const PREFIX = "evenhand:draft:";
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
const SINGLE = ["label", "unable_reason", "action"];

const picked = (form, name) => form.querySelector(`input[name=${name}]:checked`)?.value ?? "";

export function filled(form) {
  const body = Object.fromEntries(SINGLE.map((name) => [name, picked(form, name)]));
  body.labels = [...form.querySelectorAll("input[name=labels]:checked")].map((each) => each.value);
  body.confidence = form.elements.confidence.value === "" ? null : Number(form.elements.confidence.value);
  body.reason = form.elements.reason.value;
  return body;
}

export function fill(form, body) {
  for (const name of SINGLE) {
    for (const each of form.querySelectorAll(`input[name=${name}]`)) each.checked = each.value === body[name];
  }
  for (const each of form.querySelectorAll("input[name=labels]")) each.checked = (body.labels ?? []).includes(each.value);
  form.elements.confidence.value = body.confidence === null || body.confidence === undefined ? "" : String(body.confidence);
  form.elements.reason.value = body.reason ?? "";
}

/* A browser may refuse to keep anything; then the server's draft is the only one. */
function quietly(attempt) {
  try {
    return attempt();
  } catch {
    return null;
  }
}
const key = (desk) => `${PREFIX}${desk.dataset.owner}:${desk.dataset.task}`;

export const keep = (desk, body) => quietly(() => localStorage.setItem(key(desk), JSON.stringify({ at: new Date().toISOString(), body })));
export const forget = (desk) => quietly(() => localStorage.removeItem(key(desk)));
export const kept = (desk) => quietly(() => JSON.parse(localStorage.getItem(key(desk)) ?? "null"));

export function sweep() {
  quietly(() => {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const at = Date.parse(quietly(() => JSON.parse(localStorage.getItem(name)))?.at ?? "");
      if (!(Date.now() - at < KEPT_FOR)) localStorage.removeItem(name);
    }
  });
}
