// What the pages share on which people sign in: finds the authorization request in the fragment. What an
// address says was perhaps written by somebody else: only known parameters are read, and where the person
// comes back to, whose login it is and where the tenant is come from the component itself.

/** Parameters that may stand in the fragment; their shapes, and which must be there. */
const PARAMETERS = {
  state: { needed: true, shape: /^[\w-]{16,128}$/ },
  nonce: { needed: true, shape: /^[\w-]{16,128}$/ },
  code_challenge: { needed: true, shape: /^[\w-]{43}$/ },
  code_challenge_method: { needed: true, shape: /^S256$/ },
  scope: { needed: true, shape: /^[\x20-\x7e]{1,512}$/ },
  audience: { shape: /^https:\/\/[\x21-\x7e]{1,256}$/ },
  max_age: { shape: /^\d{1,9}$/ },
  connection: { shape: /^[\x21-\x7e]{1,128}$/ },
  login_hint: { shape: /^[^\p{Cc}]{1,256}$/u },
  screen_hint: { shape: /^\w{1,32}$/ },
  ui_locales: { shape: /^[\w -]{1,128}$/ },
  invitation: { shape: /^[\x21-\x7e]{1,128}$/ },
  organization: { shape: /^[\w-]{1,128}$/ },
  response_mode: { shape: /^(query|form_post)$/ },
  acr_values: { shape: /^[\x20-\x7e]{1,512}$/ },
};

export const element = (id) => document.getElementById(id);

/** Says why there is nothing to sign in to, in the page's sentence of that name, and the way back. */
export function refuse(why) {
  for (const id of ["wait", "lock", "back"]) element(id).hidden = true;
  for (const sentence of document.querySelectorAll("[data-why]"))
    sentence.hidden = sentence.dataset.why !== why;
  element("refused").hidden = false;
}

/** The request in the fragment, if it is one of ours. */
function read(fragment) {
  const given = new URLSearchParams(fragment);
  const request = {};
  for (const [name, { needed, shape }] of Object.entries(PARAMETERS)) {
    const values = given.getAll(name);
    if (values.length > 1 || (needed && values.length === 0)) return null;
    if (values.length === 0) continue;
    if (!shape.test(values[0])) return null;
    request[name] = values[0];
  }
  return request;
}

/** Hands the request, and what the component says, to what the page opens with them. */
export async function start(open) {
  // Another request typed into the same tab's address loads no page by itself.
  addEventListener("hashchange", () => location.reload());
  const request = read(location.hash.slice(1));
  if (!request) {
    refuse("incomplete");
    return;
  }
  try {
    const answer = await fetch("/login/lock/options", { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    await open(request, await answer.json());
  } catch (error) {
    console.error(error);
    refuse("unopened");
  }
}
