// The board with hot reloading, over the tasks of a `backlog browser` that runs elsewhere:
// `bun run dev http://127.0.0.1:PORT`.
import page from "./index.html";

const [backlog] = process.argv.slice(2);
if (!backlog) throw new Error("usage: bun run dev http://127.0.0.1:PORT");

/** As if it came from backlog's own page, the only one that it answers. */
function forward(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  headers.delete("Host");
  if (headers.has("Origin")) headers.set("Origin", new URL(backlog ?? "").origin);
  return fetch(new URL(pathname + search, backlog), {
    method: request.method,
    headers,
    body: request.body,
  });
}

const server = Bun.serve({
  hostname: "127.0.0.1",
  routes: { "/": page, "/api/*": forward },
  development: true,
});
console.log(`The board is at ${server.url}`);
