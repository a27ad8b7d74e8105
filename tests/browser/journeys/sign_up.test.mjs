// Can somebody make a sign-in, prove who they are, reach the account, and come back with password and code?

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "../authenticator.mjs";
import { choosePassword, connectApp, createUntilHow, prove } from "../creating.mjs";
import { look } from "../look.mjs";
import { arrive, lookRefused, press, signOut } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();
const password = "ocean ladder pencil harvest";

const walks = [
  { language: "en", width: 1280, email: "first.visitor@example.com" },
  { language: "es", width: 360, email: "second.visitor@example.com" },
  { language: "en", width: 360, email: "third.visitor@example.com", javaScriptEnabled: false },
];

test("the codes are those of RFC 6238", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 59_000 });
  assert.equal(codeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "287082");
});

for (const { language, email, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${email} makes a sign-in and comes back with it (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    await createUntilHow(visitor, account, email);
    await choosePassword(visitor, password);
    await look(visitor, "set-up", "identity");
    const key = await connectApp(visitor);
    await look(visitor, "set-up", "identity");
    await press(visitor, visitor.words.setUp.skip);
    await prove(visitor);
    await signOut(visitor);
    await arrive(visitor, visitor.words.signedOut);
    await comeBack(visitor, account, email, key);
  });
}

journey(here, "a short password alone cannot go on (en, 360 px)", languages.en, { width: 360 }, async ({ visitor, account, identity }) => {
  const { page, words } = visitor;
  await createUntilHow(visitor, account, "short.password@example.com");
  await choosePassword(visitor, "xK9#mQ2$vL");
  assert.equal(await page.getByRole("button", { name: words.setUp.skip, exact: true }).count(), 0);
  await page.goto(`${identity}/continue`);
  await arrive(visitor, words.setUp.title);
  await connectApp(visitor);
  await press(visitor, words.setUp.skip);
  await arrive(visitor, words.proof.title);
});

/** A wrong password, then the right one; a wrong code, then the app's next one. No consent again. */
async function comeBack(visitor, account, email, key) {
  const { page, words } = visitor;
  await toPassword(visitor, account, email, "not the password");
  await page.getByRole("alert").waitFor();
  assert.ok((await page.getByRole("alert").innerText()).includes(words.signIn.wrong));
  await look(visitor, "sign-in-refused", "identity");
  await toPassword(visitor, account, email, password);
  await arrive(visitor, words.code.title);
  await look(visitor, "code", "identity");
  await page.getByLabel(words.code.code, { exact: true }).fill("AAAA-AAAA-AAAA");
  await press(visitor, words.code.go);
  await lookRefused(visitor, "code-refused", "identity", { problem: words.wrongCode, field: "code" });
  // The code of the step before was used to connect the app.
  await page.getByLabel(words.code.code, { exact: true }).fill(codeOf(key, 1));
  await press(visitor, words.code.go);
  await arrive(visitor, words.home.title);
}

async function toPassword(visitor, account, email, typed) {
  const { page, words } = visitor;
  await page.goto(`${account}/sign-in`);
  await arrive(visitor, words.signIn.title);
  await page.getByLabel(words.signIn.email, { exact: true }).fill(email);
  await page.getByLabel(words.signIn.password, { exact: true }).fill(typed);
  await press(visitor, words.signIn.go);
}
