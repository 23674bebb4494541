// The settings page in a real browser, one journey after the other: they share two cores and a folder of
// screenshots.
import test from "node:test";
import { explainFirst } from "./journey-again.mjs";
import {
  seeExamples,
  seeLooks,
  seeOneScheme,
  seeThatItFits,
  startProduct,
  unwieldy,
} from "./journey-brand.mjs";
import { chooseAndMerge } from "./journey-choice.mjs";
import { waitASecond } from "./journey-early.mjs";
import { embed, serveOnOurOrigin, withProduct } from "./journey-embed.mjs";
import { beHeldUp } from "./journey-held-up.mjs";
import { linkAndUnlink } from "./journey-link.mjs";
import { chooseWithoutScripts, goOnWithoutScripts } from "./journey-no-script.mjs";
import { findWhatIsLookedFor } from "./journey-looked-for.mjs";
import { addPassword } from "./journey-password.mjs";
import { liveInAProduct } from "./journey-product.mjs";
import { stayWhereTheyAre } from "./journey-stays.mjs";
import { nameTheUser, users } from "./journey-user.mjs";
import { followTheProduct } from "./journey-scheme.mjs";
import { linkByCode, linkByLink } from "./journey-passwordless.mjs";
import { suggestAndGiveBack } from "./journey-client.mjs";
import { hearTheTenantsReason } from "./journey-told.mjs";
import { onStage } from "./stage.mjs";

const timeout = 180_000;
const client = {
  management: "client",
  management_client_id: "local-management",
  management_client_secret: "local-management-worthless-secret",
};

test("a person signs in, links, unlinks and signs out", { timeout }, (t) => onStage(t, {}, linkAndUnlink));
test("a person chooses which account stays and what becomes of the settings", { timeout }, (t) =>
  onStage(t, { store: false }, chooseAndMerge),
);
test(
  "with a Management client, a person is shown suggestions, gets settings back and deletes",
  { timeout },
  (t) => onStage(t, { variables: client }, suggestAndGiveBack),
);
test("a person is told beforehand that they have to sign in again", { timeout }, (t) =>
  onStage(t, {}, explainFirst),
);
test("a person is told what the tenant withdraws and refuses", { timeout }, (t) =>
  onStage(t, {}, hearTheTenantsReason),
);
test("a person goes back, is offline and is kept waiting", { timeout }, (t) => onStage(t, {}, beHeldUp));
test("a person asks for codes, and types them on the page", { timeout }, (t) => onStage(t, {}, linkByCode));
test("a person asks for links in e-mails", { timeout }, (t) => onStage(t, {}, linkByLink));
test("a person adds a password, and opens the letter first", { timeout }, (t) => onStage(t, {}, addPassword));
test("and so they do without JavaScript", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, addPassword),
);
test("a person finds when and how they signed in", { timeout }, (t) => onStage(t, {}, findWhatIsLookedFor));
test("a person without JavaScript does all of that, too", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, goOnWithoutScripts),
);
test("the page as the edge draws it keeps nobody out, where there are scripts, too", { timeout }, (t) =>
  onStage(t, {}, goOnWithoutScripts),
);
test("what decides acts a second after it is shown", { timeout }, (t) => onStage(t, {}, waitASecond));
test("and so it does without JavaScript", { timeout }, (t) =>
  onStage(t, { javaScriptEnabled: false }, waitASecond),
);
test("on it, a person chooses what is kept and deleted", { timeout }, (t) =>
  onStage(t, { store: false, variables: client }, chooseWithoutScripts),
);
test("a person stays where they are", { timeout }, (t) => onStage(t, {}, stayWhereTheyAre));
test("it takes the product's scheme and room, not the system's", { timeout }, (t) =>
  onStage(t, {}, followTheProduct),
);

/** A journey in a product's page, on our own origin and on a listed one. */
const inProduct = (title, journey, { products, variables } = {}) => {
  test(`${title}, on our origin`, { timeout }, (t) =>
    onStage(t, {}, async (stage) => {
      await serveOnOurOrigin(stage, products);
      await journey(stage, `${stage.server.app}/account`, "same-origin");
    }),
  );
  test(`${title}, on a listed origin`, { timeout }, (t) =>
    withProduct(
      ({ origin, serve }) =>
        onStage(t, { also: origin, variables: { ...variables, embed_origins: origin } }, async (stage) => {
          serve(stage.server.app);
          await journey(stage, `${origin}/account`, "other-origin");
        }),
      products,
    ),
  );
};

inProduct("a product's page embeds the panel", embed, { variables: client });
inProduct("a product names its user", nameTheUser, { products: users });
inProduct("it stands another base, a framework and a router", liveInAProduct);

/** A journey beside the product's own host. */
const besideProduct = (title, variables, journey) =>
  test(title, { timeout }, async (t) => {
    const product = await startProduct();
    try {
      await onStage(t, { variables: variables(product), also: product.origin }, journey);
    } finally {
      product.close();
    }
  });

besideProduct("the pages carry the product's own looks", ({ variables }) => variables, seeLooks);
besideProduct(
  "they carry the examples of style sheets",
  ({ variables }) => ({ ...variables, stylesheet: variables.stylesheet.replace("acme", "paper") }),
  seeExamples,
);
besideProduct(
  "they have one scheme, where it is pinned",
  ({ variables: { accent_color } }) => ({ accent_color, color_scheme: "dark" }),
  seeOneScheme,
);
besideProduct("they do with an unwieldy name and logo", unwieldy, seeThatItFits);
