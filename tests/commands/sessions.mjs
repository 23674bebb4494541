// What the commands of a page need: files that the reader has, values in place of placeholders, and a way to
// see that a command did what the page says.

/** Ports that a page names, and free ones that stand in for them: `{ 3000: …, 3001: … }`. */
const moved = (ports) => (text) =>
  Object.entries(ports).reduce((said, [port, free]) => said.replaceAll(`:${port}`, `:${free}`), text);

/**
 * What only a page's own sentence tells of: its files, a second server. A check runs after the command that
 * begins like its name.
 */
export const SESSIONS = {
  "README.md": {
    before: () => `mkdir brand; cp "$ROOT/docs/looks/paper.css" brand/acme.css
      echo '<svg xmlns="http://www.w3.org/2000/svg"/>' > brand/logo.svg`,
    checks: {
      "cargo dev": 'curl -fsS "$address/healthz"',
      "cargo dev --files": 'curl -fsS "$address/brand/acme.css"; curl -fsS "$address/" | grep --count Acme',
    },
  },
  "docs/brand.md": {
    // A product that has its own rules already; the last export stands for all of them.
    before: () => `export SPIN_VARIABLE_AUTH0_URL=http://127.0.0.1:1 SPIN_VARIABLE_CLIENT_ID=x
      export SPIN_VARIABLE_BASE_URL=http://localhost:3000 SPIN_VARIABLE_COOKIE_SECRETS=$(openssl rand -hex 32)`,
    checks: {
      "export SPIN_VARIABLE_CONNECTION_LABELS": `serve '  Open ' cargo dev --no-tenant --listen 127.0.0.1:0
      page=$(curl -fsS "$address/")
      for part in Acme /brand/logo.svg /brand/acme.css; do grep --count "$part" <<< "$page"; done
      curl -fsS "$address/healthz" | grep ok`,
    },
  },
  "docs/deploy/localhost.md": {
    // A tenant of ours in the place of the one at Auth0.
    before: (ports) =>
      `serve 'tenant is at' "$TENANT" --listen 127.0.0.1:${ports[3001]} --app http://localhost:${ports[3000]}; kept=$server; server=
      trap 'stop; kill $kept' EXIT`,
    values: (ports) => ({
      "https://YOUR-TENANT.eu.auth0.com": `http://127.0.0.1:${ports[3001]}`,
      "YOUR-CLIENT-ID": "local-app",
      "read -rs -p 'Client secret: ' client_secret": "client_secret=local-app-secret-worthless",
    }),
    checks: {
      curl: `curl -sS -o /dev/null -w '%{redirect_url}' "$address/login" | grep ${"$"}{SPIN_VARIABLE_AUTH0_URL}/authorize`,
    },
  },
  "dev/tenant/README.md": {
    checks: {
      export:
        '"$NODE" -e "fetch(\'https://127.0.0.1:\' + process.argv[1] + \'/.well-known/jwks.json\').then((it) => process.exit(it.ok ? 0 : 1))" "$PORT_3001"',
      "$tenant/api": '$tenant/api/v2/users/auth0%7Cada -H "authorization: Bearer $token" | grep 2001',
      "curl 127.0.0.1:3001/__tenant/faults": `test "$(curl -sS -o /dev/null -w '%{http_code}' -X POST 127.0.0.1:$PORT_3001/oauth/token)" = 503`,
    },
  },
};

/** What each page's shell begins with. A server is waited for, and stopped before the next. */
const PRELUDE = `set -euo pipefail -m
server=
stop() { if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null || true; wait "$server" || true; server=; fi; }
trap stop EXIT
serve() {
  stop; ready=$1; shift; : > server.log; "$@" >> server.log 2>&1 & server=$!
  until grep --quiet "$ready" server.log; do
    kill -0 "$server" 2>/dev/null || { cat server.log; exit 1; }
    sleep 0.05
  done
  address=$(sed -n 's/^  Open    //p' server.log)
}
`;

/** The command as it is run: a server goes to the background, on ports of its own. */
function run(typed, ports) {
  const command = typed.replace(/ +# .*$/, "");
  // What runs this test.
  if (command.startsWith("cargo verify")) return ":";
  if (command.startsWith("cargo dev")) {
    return `serve '  Open ' ${command} --listen 127.0.0.1:${ports[3000]} --tenant-listen 127.0.0.1:${ports[3001]}`;
  }
  if (command.startsWith("cargo run -p tenant -- ")) {
    // The same program, as the steps before have built it.
    const options = command.slice("cargo run -p tenant -- ".length);
    const listen = options.includes("--listen") ? "" : ` --listen 127.0.0.1:${ports[3001]}`;
    return `serve 'tenant is at' "$TENANT" ${options}${listen}`;
  }
  return command;
}

/** One script that runs all these commands of a page, in their order, as a reader types them. */
export function script(page, commands, ports) {
  const { before, values, checks = {} } = SESSIONS[page] ?? {};
  const unused = new Set(Object.keys(checks));
  const lines = [PRELUDE, before?.(ports) ?? ""];
  for (const command of commands) {
    const said = Object.entries(values?.(ports) ?? {}).reduce(
      (text, [placeholder, value]) => text.replaceAll(placeholder, value),
      moved(ports)(run(command, ports)),
    );
    const check = Object.keys(checks)
      .filter((it) => command.startsWith(it))
      .sort((a, b) => b.length - a.length)[0];
    lines.push(`echo "$ "${JSON.stringify(command.split("\n")[0]).replaceAll("$", "\\$")}`, said);
    if (check) lines.push(checks[check]);
    unused.delete(check);
  }
  if (unused.size > 0) throw new Error(`${page} has no command that begins like ${[...unused]}`);
  return lines.join("\n");
}
