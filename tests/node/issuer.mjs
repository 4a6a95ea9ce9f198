// A certified OpenID provider as the issuer of tokens, for tests. Prints its address; `rotate` on
// standard input makes it sign with another key from then on.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const listening = createServer((request, response) => provider.callback()(request, response));
await new Promise((ready) => listening.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${listening.address().port}`;

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

function newProvider() {
  return new Provider(issuer, {
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomUUID()] },
    scopes: ["openid", "cases:read", "cases:write"],
    clients: [
      {
        client_id: "console",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        redirect_uris: ["http://127.0.0.1/back"],
      },
      {
        client_id: "gu",
        client_secret: "of-a-test-and-opens-nothing",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 600 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: "cases:read cases:write",
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
}

let provider = newProvider();
console.log(issuer);

createInterface({ input: process.stdin })
  .on("line", () => {
    provider = newProvider();
    console.log("rotated");
  })
  .on("close", () => process.exit(0));
