/* Calls to the server that tell apart what a person has to know: no connection, signed out, refused, failed.
   Not here: what to do about it (panel.js). */

export class Trouble extends Error {
  constructor(kind, answer = {}) {
    super(answer.message ?? kind);
    this.kind = kind; // offline, signed-out, refused, wrong, failed
    this.answer = answer;
  }
}

/* The cookie's, since signing in again in another window makes a new one; the form's where cookies cannot be read. */
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]").value;

async function answered(response) {
  if (response.redirected || response.status === 401) throw new Trouble("signed-out");
  if (response.ok) return response;
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = json ? await response.json() : {};
  if (response.status === 403 && !json) throw new Trouble("signed-out");
  if (response.status === 422) throw new Trouble("wrong", answer);
  throw new Trouble(json ? "refused" : "failed", answer);
}

async function post(url, body, headers = {}) {
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers } });
  } catch {
    throw new Trouble("offline");
  }
  return answered(response);
}

export async function send(url, form) {
  const body = new FormData(form);
  body.set("csrfmiddlewaretoken", token());
  return (await post(url, body)).json();
}
export const sendJson = async (url, body) => (await post(url, JSON.stringify(body), { "Content-Type": "application/json" })).json();
export const ask = async (url) => {
  const response = await post(url, "");
  return response.status === 204 ? "" : response.text();
};

/* For a page that is being left: sent even so, unanswered. */
export function leave(url) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  navigator.sendBeacon(url, body);
}
