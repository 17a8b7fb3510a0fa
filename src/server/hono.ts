/** The web framework, named in one place; everything else of the server sees these types. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Context, Hono, type MiddlewareHandler } from "hono";

interface Environment {
  /** What `@hono/node-server` hands over; absent when a test calls `app.request(…)`. */
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse };
}

export type App = Hono<Environment>;
export type Call = Context<Environment>;
export type Middleware = MiddlewareHandler<Environment>;

export function newApp(): App {
  return new Hono<Environment>();
}
