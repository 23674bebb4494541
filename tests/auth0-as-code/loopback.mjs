// Loaded before auth0-deploy-cli (node --import): it speaks https only, and the stub http on loopback. Every
// other address is refused.
const { fetch } = globalThis;
const tenant = `https://${process.env.AUTH0_DOMAIN}/`;
if (!/^https:\/\/127\.0\.0\.1:\d+\/$/.test(tenant)) throw new Error("AUTH0_DOMAIN is not the stub's");

globalThis.fetch = (address, options) => {
  const url = String(address);
  if (!url.startsWith(tenant)) throw new Error(`fetch of ${url}`);
  return fetch(url.replace("https:", "http:"), options);
};
