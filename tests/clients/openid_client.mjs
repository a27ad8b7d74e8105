// Does openid-client (npm), as others use it, get on with the provider? Sign-in, userinfo, refresh, logout: with pushed
// requests, DPoP and private_key_jwt if the test says `is_strict`, else as a public client.

import * as client from "openid-client";
import { hear, say, visit } from "./said.mjs";

const proof = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", proof.publicKey);
const kid = "of-openid-client";
say({ keys: [{ kty, crv, x, y, kid, alg: "ES256", use: "sig" }] });

const { issuer, client_id, redirect_uri, post_logout_redirect_uri, scope, is_strict } = await hear();
const authentication = is_strict ? client.PrivateKeyJwt({ key: proof.privateKey, kid }) : client.None();
const metadata = { id_token_signed_response_alg: "ES256" };
const config = await client.discovery(new URL(issuer), client_id, metadata, authentication, {
  execute: [client.allowInsecureRequests],
});
// It looks at the signature too, which it need not over a connection to the provider itself.
client.enableNonRepudiationChecks(config);
const options = is_strict ? { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256")) } : undefined;

// Sign-in.
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const expectedNonce = client.randomNonce();
const parameters = {
  redirect_uri,
  scope,
  state: expectedState,
  nonce: expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
};
const address = is_strict
  ? await client.buildAuthorizationUrlWithPAR(config, parameters, options)
  : client.buildAuthorizationUrl(config, parameters);
const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(config, await visit(address), checks, undefined, options);
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub, options);
say({ signed_in: { claims, userinfo, token_type: tokens.token_type, expires_in: tokens.expires_in } });

// Refresh.
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, options);
const again = await client.fetchUserInfo(config, refreshed.access_token, claims.sub, options);
const is_rotated = refreshed.refresh_token !== undefined && refreshed.refresh_token !== tokens.refresh_token;
say({ refreshed: { userinfo: again, token_type: refreshed.token_type, is_rotated } });

// A token that somebody else found is worth nothing without the key.
if (is_strict) {
  const thief = { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256")) };
  say({ stolen: await refusal(client.fetchUserInfo(config, refreshed.access_token, claims.sub, thief)) });
}

// Logout.
const hint = { post_logout_redirect_uri, id_token_hint: tokens.id_token, state: "bye" };
const after = await visit(client.buildEndSessionUrl(config, hint));
const refresh_token = refreshed.refresh_token ?? tokens.refresh_token;
say({
  signed_out: {
    came_to: String(after),
    userinfo: await refusal(client.fetchUserInfo(config, refreshed.access_token, claims.sub, options)),
    refresh: await refusal(client.refreshTokenGrant(config, refresh_token, undefined, options)),
  },
});

/** The error that a call is refused with; `null` if it is not. */
async function refusal(call) {
  try {
    await call;
    return null;
  } catch (error) {
    const challenge = error.cause?.[0]?.parameters?.error;
    return challenge ?? error.error ?? String(error);
  }
}
