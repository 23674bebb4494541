// For esbuild: where Lock requires auth0.js. That package's CommonJS file lies under `"type": "module"`, so
// esbuild takes it for a module without exports; the file beside it is one in truth.
import { createRequire } from "node:module";

export const auth0js = {
  name: "auth0.js for Lock",
  setup({ onResolve }) {
    onResolve({ filter: /^auth0-js$/ }, ({ kind, importer }) =>
      kind === "require-call"
        ? {
            path: createRequire(importer)
              .resolve("auth0-js")
              .replace(/auth0\.min\.js$/, "auth0.min.esm.js"),
          }
        : undefined,
    );
  },
};
