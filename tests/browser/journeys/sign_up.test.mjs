// Can somebody make a sign-in, prove who they are, reach the account, and come back with password and code?

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "../authenticator.mjs";
import { look } from "../look.mjs";
import { arrive, follow, lookRefused, press, signOut } from "../steps.mjs";
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
    await begin(visitor, account, email);
    await confirmEmail(visitor, email);
    await choosePassword(visitor);
    await connectApp(visitor);
    const codes = await keepCodes(visitor);
    await prove(visitor);
    await signOut(visitor);
    await arrive(visitor, visitor.words.signedOut);
    await comeBack(visitor, account, email, codes[3]);
  });
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

async function choosePassword(visitor) {
  const { page, words } = visitor;
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
}

async function connectApp(visitor) {
  const { page, words } = visitor;
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
}

async function keepCodes(visitor) {
  const { page, words } = visitor;
  await arrive(visitor, words.recoveryCodes.title);
  await look(visitor, "recovery-codes", "identity");
  const codes = await page.getByRole("list", { name: words.recoveryCodes.list }).getByRole("listitem").allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  await press(visitor, words.recoveryCodes.go);
  await lookRefused(visitor, "recovery-codes-refused", "identity", {
    problem: words.recoveryCodes.keepFirst,
    field: "kept",
  });
  await page.getByText(words.recoveryCodes.kept, { exact: true }).click();
  await press(visitor, words.recoveryCodes.go);
  return codes;
}

/** The stand-in for a proof of identity offers made-up people; being one opens that person's record. */
async function prove(visitor) {
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

/** A wrong password, then the right one; a wrong code, then a recovery code, which works once. No consent again. */
async function comeBack(visitor, account, email, recoveryCode) {
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
  await page.getByLabel(words.code.code, { exact: true }).fill(recoveryCode);
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
