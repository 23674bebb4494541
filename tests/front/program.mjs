// A program in front of the component, in a folder of its own: started, waited for, and stopped.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { listening } from "../servers/nginx.mjs";

/** Starts it. If nobody listens at `port`, the error has what it said. `stop` removes the folder, too. */
export async function startProgram({ title, program, options, env, port, folder }) {
  const child = spawn(program, options, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const ended = once(child, "exit");
  await listening(port, ended, title).catch((error) => {
    throw new Error(`${error.message}:\n${said}`);
  });
  return {
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
