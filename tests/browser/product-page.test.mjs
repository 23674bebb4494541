// The panel in a product's page, and the page in a product's own looks, each on a host of its own.
import test from "node:test";
import {
  seeExamples,
  seeLooks,
  seeOneScheme,
  seeThatItFits,
  startProduct,
  unwieldy,
} from "./journey-brand.mjs";
import { embed, serveOnOurOrigin, withProduct } from "./journey-embed.mjs";
import { liveInAProduct } from "./journey-product.mjs";
import { nameTheUser, users } from "./journey-user.mjs";
import { followTheProduct } from "./journey-scheme.mjs";
import { client, onStage } from "./stage.mjs";

const timeout = 180_000;

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
