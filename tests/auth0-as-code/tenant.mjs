// The Management API of a tenant as far as auth0-deploy-cli uses it: collections in memory, on loopback. What
// it knows no answer to is refused, and remembered in `unknown`.
import { once } from "node:events";
import { createServer } from "node:http";

/** Nothing that the CLI sends is larger. */
const LIMIT = 100_000;

/** The collections: where their id stands, and how a new one begins. */
const COLLECTIONS = {
  clients: { id: "client_id", prefix: "app" },
  "client-grants": { id: "id", prefix: "cgr_" },
  connections: { id: "id", prefix: "con_" },
};

/** What the CLI reads besides, and a tenant without any has. */
const EMPTY = {
  "/api/v2/actions/actions": { actions: [], total: 0 },
  "/api/v2/connections-directory-provisionings": { directory_provisionings: [] },
};

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > LIMIT) throw new Error("too large");
  }
  return text === "" ? undefined : JSON.parse(text);
}

export async function startTenant() {
  const tenant = { clients: [], "client-grants": [], connections: [], calls: [], unknown: [] };
  // Which applications a connection is enabled for is no part of the connection, but has its own address.
  const enabled = new Map();
  let count = 0;

  tenant.add = (kind, thing) => {
    count += 1;
    const { id, prefix } = COLLECTIONS[kind];
    const added = { [id]: `${prefix}${count}`, ...structuredClone(thing) };
    tenant[kind].push(added);
    return added;
  };
  tenant.enabled = (connection) => enabled.get(connection.id) ?? [];

  function listed(kind, query) {
    const name = kind.replace("-", "_");
    const wanted = (thing) =>
      ["name", "strategy"].every((key) => !query.has(key) || query.getAll(key).includes(thing[key]));
    const all = tenant[kind].filter(wanted);
    if (query.has("take") || query.get("include_totals") === "true") {
      return { [name]: all, total: all.length, start: 0, limit: 100 };
    }
    return all;
  }

  function answer(method, url, body) {
    if (method === "GET" && EMPTY[url.pathname]) return [200, EMPTY[url.pathname]];
    const [kind, id, part, ...more] = url.pathname.replace("/api/v2/", "").split("/");
    const collection = COLLECTIONS[kind];
    const thing = collection && tenant[kind].find((it) => it[collection.id] === id);
    if (!collection || more.length > 0 || (id !== undefined && !thing)) return undefined;
    if (id === undefined && method === "GET") return [200, listed(kind, url.searchParams)];
    if (id === undefined && method === "POST") return [201, tenant.add(kind, body)];
    if (part === "clients" && kind === "connections") {
      if (method === "GET") return [200, { clients: tenant.enabled(thing).map((it) => ({ client_id: it })) }];
      if (method === "PATCH") {
        const ids = new Set(tenant.enabled(thing));
        for (const { client_id, status } of body) ids[status ? "add" : "delete"](client_id);
        enabled.set(id, [...ids]);
        return [204];
      }
    }
    if (part === undefined && method === "GET") return [200, thing];
    if (part === undefined && method === "PATCH") return [200, Object.assign(thing, body)];
    return undefined;
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const call = `${request.method} ${url.pathname}`;
    tenant.calls.push(call);
    const found = await bodyOf(request)
      .then((body) => answer(request.method, url, body))
      .catch(() => undefined);
    if (!found) tenant.unknown.push(call);
    const [status, body] = found ?? [404, { statusCode: 404, error: "Not Found", message: call }];
    response.writeHead(status, { "content-type": "application/json" });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  tenant.domain = `127.0.0.1:${server.address().port}`;
  tenant.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return tenant;
}
