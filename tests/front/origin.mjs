// Stands between a cache and the development host, and counts what comes through: what does not was answered
// from the cache.
import { once } from "node:events";
import { createServer, request } from "node:http";

/** Passes on to `upstream`, from a port of its own. */
export async function startCounting(upstream) {
  const { hostname, port } = new URL(upstream);
  let count = 0;
  let last;
  const server = createServer({ maxHeaderSize: 65_536 }, (asked, answer) => {
    count += 1;
    last = asked;
    const { method, url: path, rawHeaders: headers } = asked;
    const onward = request({ hostname, port, method, path, headers, maxHeaderSize: 65_536 });
    onward.on("response", (found) => {
      answer.writeHead(found.statusCode, found.rawHeaders);
      found.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    address: `127.0.0.1:${server.address().port}`,
    /** How many requests came through so far. */
    count: () => count,
    /** The values of a header in the last of them. */
    header: (name) => last.headersDistinct[name] ?? [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
