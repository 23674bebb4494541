// What a visit of the page sends for, as the browser's own network says.

/**
 * The requests of a visit that went over the network: path, status, and bytes of the body as they were sent.
 */
export async function visit(page, url) {
  await page.goto("about:blank");
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const asked = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache || response.fromPrefetchCache || asked.get(requestId)?.cached) return;
    const { pathname: path } = new URL(response.url);
    asked.set(requestId, {
      path,
      status: response.status,
      headerBytes: response.encodedDataLength,
      encoding: header(response, "content-encoding"),
    });
  });
  session.on("Network.requestServedFromCache", ({ requestId }) => asked.set(requestId, { cached: true }));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const it = asked.get(requestId);
    if (it) it.bytes = encodedDataLength - it.headerBytes;
  });
  await page.goto(url, { waitUntil: "networkidle0" });
  await page.waitForSelector("#signed-out-title");
  await session.detach();
  return [...asked.values()].filter(({ cached }) => !cached);
}

const header = ({ headers }, name) =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
