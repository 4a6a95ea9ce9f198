// A console of one person: the whole of what it takes to talk to the API from TypeScript.
//
//   openapi-typescript http://localhost:8000/openapi.json --default-non-nullable false -o schema.ts
//
// writes the types (what has a default may be left out); openapi-fetch checks every path, parameter, body and answer against them.
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type Problem = components["schemas"]["Problem"];
export type Api = Client<paths>;

/** What the API said no with; `code` is permanent, `rule` names the rule behind it. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
  }
}

/** The API as one person sees it: her token in every request. */
export async function login(baseUrl: string, person: string): Promise<Api> {
  const api = createClient<paths>({ baseUrl });
  // Only in development; elsewhere the token comes from the configured issuer.
  const token = given(await api.POST("/development/tokens", { body: { person_ref: person } }));
  api.use({
    onRequest: ({ request }) => request.headers.set("Authorization", `Bearer ${token.access_token}`),
  });
  return api;
}

/** Headers of a command: a key of its own, kept for its retries, and the version it is about. */
export function command(version?: number, key: string = crypto.randomUUID()) {
  return version === undefined
    ? { "Idempotency-Key": key }
    : { "Idempotency-Key": key, "If-Match": `"${version}"` };
}

type Answer<Data> = { data?: Data; error?: Problem; response: Response };

/** What was asked for; throws what it was refused with. */
export function given<Data>({ data, error, response }: Answer<Data>): Data {
  if (error !== undefined) throw new Refused(error);
  if (data === undefined) throw new Error(`${response.status} without a body`);
  return data;
}

/** The problem a request is expected to be refused with. */
export function problemOf({ error, response }: Answer<unknown>): Problem {
  if (error === undefined) throw new Error(`expected a refusal, got ${response.status}`);
  return error;
}

/** Every item of a list, page by page. */
export async function* pages<Item>(
  read: (cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): AsyncGenerator<Item> {
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    yield* page.items;
    if (page.next === null) return;
    cursor = page.next;
  }
}
