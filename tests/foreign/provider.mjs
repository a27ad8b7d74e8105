// A provider that others wrote, with people of its own and its own names for levels: node provider.mjs SETTINGS.
// SETTINGS is JSON: client (as registered), people by name (each with what is told of them). It says where it listens
// and what is asked of it, in lines of JSON.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const { client, people } = JSON.parse(process.argv[2]);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
// The library's own notices are not for the test to read.
console.info = console.log = console.warn = console.error;

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const page = (title, form) =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>${form}</body></html>`;

const provider = new Provider(issuer, {
  clients: [client],
  acrValues: ["urn:foreign:one", "urn:foreign:mfa"],
  claims: {
    openid: ["sub"],
    profile: ["given_name", "family_name"],
    social_security_number: ["social_security_number"],
    identity: ["identity_level"],
  },
  cookies: { keys: ["only in tests"] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => {
        const button = '<button type="submit" name="logout" value="yes">Yes, sign me out</button>';
        ctx.body = page("Sign out there too?", form.replace("</form>", `${button}</form>`));
      },
    },
  },
  // Its guard refuses addresses of this machine, where the account site's key is in a test.
  fetch: (address, options) => fetch(address, { ...options, dispatcher: undefined }),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id]?.told }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

/** Who it is, and how they show it: a button for each. */
function signInPage(uid) {
  const button = (name, acr, how) =>
    `<form method="post" action="/interaction/${uid}"><input type="hidden" name="person" value="${name}">` +
    `<input type="hidden" name="acr" value="${acr}"><button type="submit">${name} ${how}</button></form>`;
  const forms = Object.keys(people).flatMap((name) => [
    button(name, "urn:foreign:one", "with a password"),
    button(name, "urn:foreign:mfa", "with two steps"),
  ]);
  return page("Foreign sign-in", forms.join(""));
}

/** Grants what is missing, as a person would who agrees to all. */
async function agree({ prompt, params, session, grantId }) {
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  return { consent: { grantId: await grant.save() } };
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (details.prompt.name === "consent") {
    return provider.interactionFinished(request, response, await agree(details), { mergeWithLastSubmission: true });
  }
  if (request.method === "POST") {
    const chosen = await body(request);
    const acr = chosen.get("acr");
    const login = { accountId: chosen.get("person"), acr, amr: acr.endsWith("mfa") ? ["mfa"] : ["pwd"] };
    return provider.interactionFinished(request, response, { login });
  }
  const { acr_values, max_age, prompt, scope } = details.params;
  say({ asked: { acr_values, max_age, prompt, scope } });
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(signInPage(details.uid));
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/interaction/")) {
    return answer(request, response);
  }
  interact(request, response).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end("it failed");
  });
});
for (const event of ["server_error", "pushed_authorization_request.error", "grant.error"]) {
  provider.on(event, (_, error) => console.error(event, error));
}
say({ issuer });
