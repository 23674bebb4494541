// Debian's nginx as a reverse proxy on TLS, with its default buffers unless a test gives it more.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

/**
 * What Debian's own configuration and its `proxy_params` say, as far as it matters here, and nothing about
 * buffers but `more`.
 */
const configuration = (folder, port, upstream, more) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  gzip on;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
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
      # A worker without root's rights may write no files here.
      proxy_max_temp_file_size 0;
      ${more}
    }
  }
}
`;

/** Starts it in front of `upstream`, at https://localhost:`port`. */
export async function startNginx({ port, upstream, more = "" }) {
  const folder = await mkdtemp(join(tmpdir(), "nginx-test-"));
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
  await writeFile(join(folder, "nginx.conf"), configuration(folder, port, upstream, more));
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
async function listening(port, ended) {
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
    if (over) throw new Error("nginx did not start");
  }
}
