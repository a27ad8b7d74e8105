// Can somebody make a sign-in with a passkey alone and come back with it, and is one that checks nobody not enough?

import assert from "node:assert/strict";
import { choosePassword, createUntilHow, prove } from "../creating.mjs";
import { look } from "../look.mjs";
import { addAuthenticator } from "../passkeys.mjs";
import { arrive, follow, press, signOut } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();
const password = "ocean ladder pencil harvest";

const walks = [
  { language: "en", width: 1280, email: "first.passkey@example.com" },
  { language: "es", width: 360, email: "second.passkey@example.com" },
];

for (const { language, email, ...options } of walks) {
  const title = `${email} makes a sign-in with a passkey and comes back with it (${language}, ${options.width} px)`;
  journey(here, title, languages[language], options, async ({ visitor, account, identity }) => {
    const { page, words } = visitor;
    const authenticator = await addAuthenticator(visitor);
    await createUntilHow(visitor, account, email);
    await press(visitor, words.how.passkey);
    await arrive(visitor, words.setUp.title);
    await look(visitor, "set-up", "identity");
    const [made] = await authenticator.credentials();
    assert.ok(made.isResidentCredential && made.rpId === "localhost" && made.backupEligibility);
    assert.equal(Buffer.from(made.userHandle, "base64").length, 32, "the handle is random, not an address");
    await press(visitor, words.setUp.skip);
    await prove(visitor);
    await signOut(visitor);
    await arrive(visitor, words.signedOut);
    await authenticator.touch(false);
    await page.goto(`${account}/sign-in`);
    await arrive(visitor, words.signIn.title);
    await look(visitor, "sign-in", "identity");
    await signInByPasskey(visitor, authenticator, words.home.title);
    await manage(visitor, identity);
  });
}

/**
 * Presses the button and arrives at a page. The start page also waits for a passkey chosen in its field; that may be
 * answered before the button is pressed.
 */
async function signInByPasskey(visitor, authenticator, title) {
  await authenticator.touch(true);
  const pressed = press(visitor, visitor.words.signIn.passkey).catch(() => undefined);
  await Promise.race([pressed, arrive(visitor, title)]);
  await arrive(visitor, title);
}

/** Adds a security key, renames it and removes it; the passkey, the last way in, stays. */
async function manage(visitor, identity) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security/passkeys`);
  await arrive(visitor, words.passkeys.title);
  await look(visitor, "passkeys", "identity");
  await page.getByRole("main").getByRole("link").filter({ hasText: "Chrome" }).click();
  await page.getByText(words.passkeys.last, { exact: true }).waitFor();
  await look(visitor, "passkey-last", "identity");
  await page.goto(`${identity}/security/passkeys`);
  const key = await addAuthenticator(visitor, { verifies: false, external: true });
  await follow(visitor, words.passkeys.addKeyLink);
  await arrive(visitor, words.passkeys.addKey);
  await look(visitor, "key-add", "identity");
  await page.getByLabel(words.passkeys.name).fill("Blue key");
  await press(visitor, words.passkeys.addKeyButton);
  await arrive(visitor, words.passkeys.title);
  assert.equal((await key.credentials()).length, 1);
  await page.getByRole("link", { name: "Blue key", exact: true }).click();
  await arrive(visitor, "Blue key");
  await page.getByLabel(words.passkeys.name).fill("Green key");
  await press(visitor, words.passkeys.rename);
  await page.getByRole("link", { name: "Green key", exact: true }).click();
  await arrive(visitor, "Green key");
  await look(visitor, "passkey", "identity");
  await press(visitor, words.passkeys.remove);
  await arrive(visitor, words.passkeys.title);
  assert.equal(await page.getByRole("link", { name: "Green key", exact: true }).count(), 0);
}

journey(here, "a passkey that checks nobody needs the password too (en, 1280 px)", languages.en, {}, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await createUntilHow(visitor, account, "unverified@example.com");
  await choosePassword(visitor, password);
  const authenticator = await addAuthenticator(visitor);
  await follow(visitor, words.setUp.passkey);
  await arrive(visitor, words.passkeys.add);
  await press(visitor, words.passkeys.addButton);
  await arrive(visitor, words.setUp.title);
  await press(visitor, words.setUp.skip);
  await prove(visitor);
  await signOut(visitor);
  await arrive(visitor, words.signedOut);
  await authenticator.stopVerifying();
  await authenticator.touch(false);
  await page.goto(`${account}/sign-in`);
  await arrive(visitor, words.signIn.title);
  await signInByPasskey(visitor, authenticator, words.secondPassword.title);
  await look(visitor, "second-password", "identity");
  await page.getByLabel(words.signIn.password, { exact: true }).fill(password);
  await press(visitor, words.code.go);
  await arrive(visitor, words.home.title);
  await signOut(visitor);
  await arrive(visitor, words.signedOut);
  // The other way round: the password first, then the same passkey.
  await authenticator.touch(false);
  await page.goto(`${account}/sign-in`);
  await arrive(visitor, words.signIn.title);
  await page.getByLabel(words.signIn.email, { exact: true }).fill("unverified@example.com");
  await page.getByLabel(words.signIn.password, { exact: true }).fill(password);
  await press(visitor, words.signIn.go);
  await arrive(visitor, words.key.title);
  // Not sooner: the page before offers passkeys by itself, and a touch would answer that offer.
  await authenticator.touch(true);
  await look(visitor, "key", "identity");
  await press(visitor, words.key.go);
  await arrive(visitor, words.home.title);
});

journey(here, "a browser without passkeys, or without scripts, says so (es, 360 px)", languages.es, { width: 360 }, async ({ visitor, identity }) => {
  const { page, words } = visitor;
  await page.addInitScript(() => delete window.PublicKeyCredential);
  await page.goto(`${identity}/sign-in?lang=es`);
  await page.getByRole("status").getByText(words.passkeys.unsupported, { exact: true }).waitFor();
  await look(visitor, "sign-in-unsupported", "identity");
});

journey(here, "a passkey that is cancelled is told and nothing is lost (en, 360 px)", languages.en, { width: 360 }, async ({ visitor, account, identity }) => {
  const { page, words } = visitor;
  await addAuthenticator(visitor);
  await page.goto(`${identity}/sign-in?lang=en`);
  await arrive(visitor, words.signIn.title);
  await page.getByLabel(words.signIn.email, { exact: true }).fill("kept@example.com");
  // Nothing is on the authenticator.
  await press(visitor, words.signIn.passkey);
  await page.getByRole("status").getByText(words.passkeys.cancelled, { exact: true }).waitFor();
  assert.equal(await page.getByLabel(words.signIn.email, { exact: true }).inputValue(), "kept@example.com");
  await look(visitor, "sign-in-cancelled", "identity");
  assert.ok(account);
});
