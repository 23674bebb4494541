// Answers the routes of passwordless linking in the component's place, in the browser: its state, its times and its refusals.
const masked = (to) => (to.includes("@") ? to.replace(/^(.).*@(.).*$/, "$1•••@$2•••") : `${to.slice(0, 3)} ••••••• ${to.slice(-2)}`);

/** Begins to answer for the page; `sent` holds what was sent, and `state` may be changed by a test. */
export async function stubPasswordless(page, app, send = ["code"]) {
  const state = { sent: [], underWay: null, linked: false, resendAfter: 3, validFor: 180, refuse: undefined };
  const json = (route, status, body) => route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) });
  const refuse = (route, status, code, wait) => json(route, status, { code, retry_after: wait });
  const seconds = (time) => Math.max(0, Math.ceil((time - Date.now()) / 1000));

  await page.route(`${app}/me`, async (route) => {
    const answer = await route.fetch(), me = await answer.json();
    if (!answer.ok()) return route.fulfill({ response: answer });
    me.connections.push({ name: "sms", label: "Text message", passwordless: { identifier: "phone_number", send: ["code"] } });
    me.connections.push({ name: "email", label: "E-mail code", passwordless: { identifier: "email", send } });
    const { underWay } = state;
    me.passwordless = underWay && {
      connection: underWay.connection, to: masked(underWay.to), send: underWay.send, expires_in: seconds(underWay.ends),
      resend_in: seconds(underWay.again), tries_left: underWay.tries,
    };
    if (state.proved) me.pending = { review: "r1", connection: state.proved.connection, name: null, email: null, expires_in: 300 };
    return json(route, 200, me);
  });
  await page.route(`${app}/link/passwordless/start`, (route) => {
    const fields = Object.fromEntries(new URLSearchParams(route.request().postData()));
    const to = fields.phone_number ?? fields.email ?? state.underWay?.to;
    if (state.refuse) return refuse(route, ...state.refuse);
    if (fields.phone_number?.startsWith("+1")) return refuse(route, 400, "phone_not_allowed");
    if (state.underWay && state.underWay.again > Date.now()) return refuse(route, 429, "too_soon", seconds(state.underWay.again));
    const code = String(100000 + state.sent.length);
    state.sent.push({ to, send: fields.send, code });
    state.underWay = {
      connection: fields.connection, to, send: fields.send, code, tries: 3, ends: Date.now() + state.validFor * 1000, again: Date.now() + state.resendAfter * 1000,
    };
    return json(route, 200, { outcome: `${fields.send}_sent` });
  });
  await page.route(`${app}/link/passwordless/verify`, (route) => {
    const { otp } = Object.fromEntries(new URLSearchParams(route.request().postData()));
    const { underWay } = state;
    if (!underWay || underWay.ends < Date.now() || underWay.tries === 0) return refuse(route, 400, "code_expired");
    if (otp !== underWay.code) {
      underWay.tries -= 1;
      return refuse(route, 400, underWay.tries ? "wrong_code" : "code_expired");
    }
    state.proved = underWay;
    state.underWay = null;
    return json(route, 200, { outcome: "review" });
  });
  await page.route(`${app}/link/review`, async (route) => {
    if (!state.proved) return route.fallback();
    const me = await (await page.request.get(`${app}/me`)).json();
    const phone = state.proved.to;
    return json(route, 200, {
      review: "r1", expires_in: 300, metadata: [],
      present: { ...me.user, identities: me.identities },
      other: { user_id: "sms|5f1", name: phone, email: null, identities: [{ provider: "sms", user_id: "5f1", connection: "sms", primary: true, name: phone }] },
      choice: { recommended: me.user.user_id, reason: "present", possible: [me.user.user_id, "sms|5f1"], sign_in_again: [] },
    });
  });
  await page.route(`${app}/link/cancel`, (route) => {
    state.proved = undefined;
    return route.fulfill({ status: 303, headers: { location: "/?outcome=cancelled" } });
  });
  return state;
}
