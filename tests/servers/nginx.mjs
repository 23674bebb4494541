// Debian's nginx as a reverse proxy on TLS, with its default buffers unless a test gives it more.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Debian keeps it out of the path of everybody but root. */
// Not NGINX, which nginx itself reads.
const NGINX = process.env.NGINX_PROGRAM ?? "/usr/sbin/nginx";
const OPENSSL = process.env.OPENSSL ?? "openssl";

/** A port that nobody listens on at this moment. */
export async function freePort() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Writes a certificate for localhost, and its key, into a folder. */
export async function writeCertificate(folder) {
  const certificate = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "1",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-keyout",
    join(folder, "key.pem"),
    "-out",
    join(folder, "certificate.pem"),
  ];
  await run(OPENSSL, certificate);
}

/** What stands around a server's block, and nothing about buffers. */
const configuration = (folder, http) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  gzip on;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  # A worker without root's rights may write no files here.
  proxy_max_temp_file_size 0;
  ${http}
}
`;

/**
 * What Debian's own configuration and its `proxy_params` say, as far as it matters here, and nothing about
 * buffers but `more`.
 */
const proxy = (folder, port, upstream, more) => `
server {
  listen 127.0.0.1:${port} ssl;
  server_name localhost;
  ssl_certificate ${folder}/certificate.pem;
  ssl_certificate_key ${folder}/key.pem;
  location / {
    proxy_pass ${upstream};
    proxy_set_header Host $http_host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    ${more}
  }
}
`;

/** Starts it in front of `upstream`, at https://localhost:`port`. */
export const startNginx = ({ port, upstream, more = "" }) =>
  runNginx(port, (folder) => proxy(folder, port, upstream, more));

/** Starts it with what `http` makes for its folder, which listens at https://localhost:`port`. */
export async function runNginx(port, http) {
  const folder = await mkdtemp(join(tmpdir(), "nginx-test-"));
  // Its worker has another user's rights, and may have a cache here.
  await chmod(folder, 0o711);
  await writeCertificate(folder);
  await writeFile(join(folder, "nginx.conf"), configuration(folder, http(folder)));
  const child = spawn(
    NGINX,
    ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const ended = once(child, "exit");
  const errors = () => readFile(join(folder, "error.log"), "utf8");
  await listening(port, ended);
  return {
    ca: await readFile(join(folder, "certificate.pem")),
    errors,
    async stop() {
      child.kill("SIGQUIT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tries until somebody listens, or the program has ended. */
export async function listening(port, ended, program = "nginx") {
  let over = false;
  const note = () => {
    over = true;
  };
  ended.then(note, note);
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    if (over) throw new Error(`${program} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
