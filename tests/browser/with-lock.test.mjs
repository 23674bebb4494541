// The optional login interface in a real browser: Auth0 Lock on the component's page, and the libraries on a
// product's own.
import test from "node:test";
import { signInWithFields } from "./journey-fields.mjs";
import { linkOnOwnPage } from "./journey-own-page.mjs";
import { signInWithLock } from "./journey-lock.mjs";
import { database, onStage } from "./stage.mjs";

const timeout = 180_000;
const lock = {
  embeddedLogin: true,
  component: "target/with-lock/account_linking.wasm",
  variables: {
    login_ui: "lock",
    passwordless: "universal", // else codes are typed on the settings page
    connections: `google-oauth2=Google,github=GitHub,sms=Phone number,email=Email address,${database}=Email and password`,
  },
};

test("with Lock, a person signs in and links, and a forged address leads nowhere", { timeout }, (t) =>
  onStage(t, lock, signInWithLock),
);
test("with auth0.js and plain fields, too", { timeout }, (t) =>
  onStage(t, { ...lock, variables: { ...lock.variables, login_ui: "auth0js" } }, signInWithFields),
);
test("a product's own page links with auth0.js and with Lock", { timeout }, (t) =>
  onStage(t, { embeddedLogin: true }, linkOnOwnPage),
);
