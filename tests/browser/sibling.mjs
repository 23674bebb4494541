// Two hosts of one site in front of the component, over TLS: the application's own, and beside it one of
// somebody else's, which is there over plain http, too.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const APP = "app.example.test";
const SIBLING = "sibling.example.test";
/** What the sibling may give its cookies, and `https://app.example.test` gets them then. */
export const SITE = "example.test";
/** How Chromium comes here, and takes what it is shown. */
export const args = [`--host-resolver-rules=MAP *.${SITE} 127.0.0.1`, "--ignore-certificate-errors"];

/** Header values are bytes, to Node a letter for each. */
const bytes = (text) => Buffer.from(text).toString("latin1");
const text = (letters) => Buffer.from(letters ?? "", "latin1").toString();
const limits = { maxHeaderSize: 65_536 };

async function certificate() {
  const folder = await mkdtemp(join(tmpdir(), "sibling-test-"));
  const [key, cert] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  const names = `subjectAltName=DNS:${APP},DNS:${SIBLING}`;
  await promisify(execFile)(process.env.OPENSSL ?? "openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "1",
    "-subj",
    `/CN=${APP}`,
    "-addext",
    names,
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  try {
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The sibling's answers: an empty page, and what a form says as `Set-Cookie`. */
async function plant(asked, response) {
  let body = "";
  for await (const piece of asked.setEncoding("utf8")) body += piece;
  response.setHeader("content-type", "text/html");
  if (body) response.setHeader("set-cookie", JSON.parse(body).map(bytes));
  // Not a text: Node would send the headers in its encoding.
  response.end(Buffer.from("<!doctype html><title>Sibling</title><link rel=icon href=data:,>"));
}

/**
 * Both hosts. `serve` says where the component listens; `seen` holds what it was asked and answered; `hold`
 * has the next callback kept back, and is its address then.
 */
export async function startHosts() {
  const hosts = { seen: [], hold: undefined };
  let upstream;
  const forward = (asked, response) => {
    if (hosts.hold && asked.url.startsWith("/link/callback")) {
      hosts.hold(`${hosts.app}${asked.url}`);
      hosts.hold = undefined;
      response.end("kept back");
      return;
    }
    const { hostname, port } = new URL(upstream);
    const onward = request(
      { hostname, port, method: asked.method, path: asked.url, headers: asked.headers, ...limits },
      (answer) => {
        hosts.seen.push({
          path: asked.url,
          cookies: text(asked.headers.cookie),
          status: answer.statusCode,
          set: answer.headers["set-cookie"] ?? [],
        });
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    asked.pipe(onward);
  };
  const secure = createSecureServer({ ...(await certificate()), ...limits }, (asked, response) =>
    (asked.headers.host.startsWith(APP) ? forward : plant)(asked, response),
  );
  const plain = createServer(limits, plant);
  for (const server of [secure, plain]) await once(server.listen(0, "127.0.0.1"), "listening");
  hosts.app = `https://${APP}:${secure.address().port}`;
  hosts.siblings = [
    `https://${SIBLING}:${secure.address().port}`,
    `http://${SIBLING}:${plain.address().port}`,
  ];
  hosts.serve = (url) => {
    upstream = url;
  };
  hosts.stop = () => {
    for (const server of [secure, plain]) {
      server.closeAllConnections();
      server.close();
    }
  };
  return hosts;
}
