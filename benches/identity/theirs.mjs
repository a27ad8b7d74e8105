// The npm package oidc-provider, with everything in memory, doing what ours does in the bench: node theirs.mjs PORT
// Client, secret and accounts are those of scripts/bench-identity.

import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const resource = "https://ledger.example/";

const provider = new Provider(`http://localhost:${port}`, {
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig" }] },
  clients: [
    {
      client_id: "bench-site",
      client_secret: process.env.BENCH_SECRET,
      token_endpoint_auth_method: "client_secret_basic",
      redirect_uris: ["http://localhost:8080/signed-in"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      id_token_signed_response_alg: "ES256",
    },
    {
      client_id: "bench-service",
      client_secret: process.env.BENCH_SECRET,
      token_endpoint_auth_method: "client_secret_basic",
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
      id_token_signed_response_alg: "ES256",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["a key that only this bench uses"] },
  pkce: { required: () => true },
  async findAccount(_, id) {
    return { accountId: id, claims: () => ({ sub: id, email: `${id}@demo.example`, email_verified: true }) };
  },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx) => (ctx.oidc.client?.clientId === "bench-service" ? resource : undefined),
      getResourceServerInfo: () => ({
        scope: "ledger.read",
        audience: resource,
        accessTokenFormat: "jwt",
        accessTokenTTL: 600,
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

provider.listen(port, "127.0.0.1");
