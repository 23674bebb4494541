// A Redis of the test's own, and what stands in front of several hosts that share it: each request goes
// to the host that the test chooses.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as overHttp } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { freePort } from "./nginx.mjs";

const REDIS = process.env.REDIS_SERVER ?? "redis-server";

/** Keeps nothing on disk, so that it is empty after `die` and `begin`. */
export async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), "redis-test-"));
  const port = await freePort();
  const runtimeConfig = join(folder, "runtime-config.toml");
  await writeFile(
    runtimeConfig,
    `[key_value_store.default]\ntype = "redis"\nurl = "redis://127.0.0.1:${port}"\n`,
  );
  let child;
  let ended;
  const redis = {
    /** What Spin calls the file that says where the store is. */
    runtimeConfig,
    async begin() {
      const options = {
        port,
        bind: "127.0.0.1",
        dir: folder,
        save: "",
        appendonly: "no",
        loglevel: "warning",
      };
      const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
      child = spawn(REDIS, flags, { stdio: ["ignore", "ignore", "inherit"] });
      ended = once(child, "exit");
      while (!(await redis.answers())) {
        if (child.exitCode !== null) throw new Error("Redis did not start");
        await passed(20);
      }
    },
    /** One command, in a line. */
    async ask(command) {
      const socket = connect(port, "127.0.0.1");
      socket.end(`${command}\r\nQUIT\r\n`);
      return Buffer.concat(await socket.toArray()).toString();
    },
    answers: () =>
      redis.ask("PING").then(
        (answer) => answer.startsWith("+PONG"),
        () => false,
      ),
    async die() {
      child.kill("SIGKILL");
      await ended;
    },
    /** It is there, and answers nothing. */
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    async stop() {
      await redis.die();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await redis.begin();
  return redis;
}

/** One address for all hosts. `front.next()` says which of them gets a request. */
export async function startFront() {
  const front = { hosts: [], next: () => 0 };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const forward = overHttp(new URL(url, front.hosts[front.next()]), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    forward.on("error", () => response.destroy());
    request.pipe(forward);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  front.origin = `http://localhost:${server.address().port}`;
  /** To this one, until something else is said. */
  front.to = (host) => {
    front.next = () => host;
  };
  /** Each request to another host than the one before. */
  front.alternate = () => {
    let count = 0;
    front.next = () => count++ % front.hosts.length;
  };
  front.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return front;
}
