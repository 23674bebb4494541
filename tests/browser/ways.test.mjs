// Every way to prove the second account, in a real browser; each on a host of its own, with the settings it
// needs.
import test from "node:test";
import {
  enrol,
  linkAfterSecondFactor,
  linkByLoginPage,
  linkByMessage,
  linkTwoOfOneProvider,
  linkWith,
  signInToAnOrganization,
  signUp,
} from "./journey-ways.mjs";
import { database, onStage } from "./stage.mjs";

const timeout = 120_000;
const connections = `google-oauth2=Google,github=GitHub,${database}=Email and password,Customers=Customer account,okta=Company account,sms=Text message,email=Email code`;
const journey = (title, variables, walk) => test(title, { timeout }, (t) => onStage(t, { variables }, walk));
const multiFactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

journey("by a message, on the page", {}, linkByMessage);
journey("by a code, with a second factor", {}, linkAfterSecondFactor);
journey("at the tenant's login page", { passwordless: "universal", connections }, linkByLoginPage);
journey("two accounts of one provider", {}, linkTwoOfOneProvider);
journey("in an organization", {}, signInToAnOrganization);
journey("who is new", {}, signUp);
journey(
  "answered by a form",
  { response_mode: "form_post" },
  linkWith("the tenant answers by a form that it posts"),
);
journey(
  "at a custom domain",
  { auth0_canonical_domain: "tenant.example.com" },
  linkWith("the Management API is that of the canonical domain"),
);
journey(
  "with a step-up",
  { acr_values: multiFactor, passwordless: "universal" },
  linkWith("both accounts show a second factor", enrol),
);
