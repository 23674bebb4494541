// Tokens taken apart, and signed anew in whichever way a test wants.
import { createHmac, createPublicKey, sign as signature } from "node:crypto";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decoded = (part) => JSON.parse(Buffer.from(part, "base64url"));

/** The claims of a token, as it says them. */
export const claimsOf = (token) => decoded(token.split(".")[1]);

/**
 * The same token with another header, signed in another way: `sign` makes the signature of what is to be
 * signed.
 */
export function resigned(token, header, sign) {
  const [head, payload] = token.split(".");
  const input = `${encoded({ ...decoded(head), ...header })}.${payload}`;
  return `${input}.${Buffer.from(sign(input)).toString("base64url")}`;
}

/** How to sign, by algorithm. */
export const signing = {
  rsa:
    (key, hash = "sha256", options = {}) =>
    (input) =>
      signature(hash, Buffer.from(input), { key, ...options }),
  ec: (key) => (input) => signature("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }),
  hmac: (secret) => (input) => createHmac("sha256", secret).update(input).digest(),
  none: () => "",
};

/** A public key as a key set has it. */
export const jwkOf = (key, members) => ({ ...createPublicKey(key).export({ format: "jwk" }), ...members });
