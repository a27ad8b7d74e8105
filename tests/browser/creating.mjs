// How is a sign-in begun? The steps up to the choice between passkey and password, and those after it was made.

import assert from "node:assert/strict";
import { codeOf } from "./authenticator.mjs";
import { look } from "./look.mjs";
import { arrive, follow, lookRefused, press } from "./steps.mjs";

/** From the first page to the page that asks how to sign in. */
export async function createUntilHow(visitor, account, email) {
  await begin(visitor, account, email);
  await confirmEmail(visitor, email);
  await arrive(visitor, visitor.words.how.title);
  await look(visitor, "how", "identity");
}

async function begin(visitor, account, email) {
  const { page, words } = visitor;
  await page.goto(`${account}/?lang=${words.language}`);
  await follow(visitor, words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await follow(visitor, words.signIn.create);
  await arrive(visitor, words.create.title);
  await look(visitor, "create", "identity");
  const field = page.getByLabel(words.create.email, { exact: true });
  await field.fill("no address");
  await press(visitor, words.create.go);
  await lookRefused(visitor, "create-refused", "identity", { problem: words.create.malformed, field: "email" });
  assert.equal(await field.inputValue(), "no address", "what was typed is kept");
  await field.fill(email);
  await press(visitor, words.create.go);
}

async function confirmEmail(visitor, email) {
  const { page, words } = visitor;
  await arrive(visitor, words.confirm.title);
  await look(visitor, "confirm", "identity");
  const field = page.getByLabel(words.confirm.code, { exact: true });
  await field.fill("000000");
  await press(visitor, words.confirm.go);
  await lookRefused(visitor, "confirm-refused", "identity", { problem: words.wrongCode, field: "code" });
  const code = await readCode(visitor, email);
  await follow(visitor, words.outbox.back);
  await arrive(visitor, words.confirm.title);
  // Codes are copied with spaces around them.
  await field.fill(` ${code.slice(0, 3)} ${code.slice(3)} `);
  await press(visitor, words.confirm.go);
}

/** The message leaves by the worker, so it may take a moment until it is there, among those of others. */
async function readCode(visitor, email) {
  const { page, words } = visitor;
  await follow(visitor, words.confirm.outbox);
  await arrive(visitor, words.outbox.title);
  for (let tries = 0; tries < 50; tries += 1) {
    const messages = await page.getByRole("article").filter({ hasText: email }).allInnerTexts();
    const found = messages.map((message) => message.match(words.outbox.body)).find((match) => match !== null);
    if (found !== undefined) {
      await look(visitor, "outbox", "identity");
      return found[1];
    }
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error("no message with a code was sent");
}

/** Chooses a password; the sign-in is made then. */
export async function choosePassword(visitor, password) {
  const { page, words } = visitor;
  await follow(visitor, words.how.password);
  await arrive(visitor, words.newPassword.title);
  await look(visitor, "password", "identity");
  const field = page.getByLabel(words.newPassword.password, { exact: true });
  await field.fill("short");
  await press(visitor, words.newPassword.go);
  await lookRefused(visitor, "password-refused", "identity", {
    problem: words.newPassword.short,
    field: "new_password",
  });
  assert.equal(await field.getAttribute("autocomplete"), "new-password");
  await field.fill(password);
  await press(visitor, words.newPassword.go);
  await arrive(visitor, words.setUp.title);
}

/** Connects an authenticator app and comes back to protecting the sign-in: the app's key. */
export async function connectApp(visitor) {
  const { page, words } = visitor;
  await press(visitor, words.setUp.app);
  await arrive(visitor, words.app.title);
  await look(visitor, "app", "identity");
  const key = await page.getByRole("main").locator("code").first().innerText();
  const field = page.getByLabel(words.app.code, { exact: true });
  await field.fill(codeOf(key) === "123456" ? "654321" : "123456");
  await press(visitor, words.app.go);
  await lookRefused(visitor, "app-refused", "identity", { problem: words.wrongCode, field: "code" });
  assert.equal(await page.getByRole("main").locator("code").first().innerText(), key, "the key stays the same");
  await field.fill(codeOf(key));
  await press(visitor, words.app.go);
  await arrive(visitor, words.setUp.title);
  return key;
}

/** The stand-in for a proof of identity offers made-up people; being one opens that person's record. */
export async function prove(visitor) {
  const { page, words } = visitor;
  await arrive(visitor, words.proof.title);
  await look(visitor, "proof", "identity");
  await page.getByRole("main").getByRole("button", { name: words.proof.choose }).first().click();
  await arrive(visitor, words.consent.title);
  await look(visitor, "consent", "identity");
  await press(visitor, words.consent.agree);
  await arrive(visitor, words.home.title);
  await look(visitor, "home-of-new-sign-in");
}
