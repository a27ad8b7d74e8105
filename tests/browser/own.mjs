// How does a test get a sign-in of its own, without looking at each page on the way?

import { codeOf } from "./authenticator.mjs";

export const password = "ocean ladder pencil harvest";

export async function submit({ page }) {
  await page.locator("main form button[type=submit]").first().click();
}

/** The code of the newest message to somebody, but not one that was read before. */
export async function readCode({ page }, identity, to, before = "") {
  const back = page.url();
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(`${identity}/outbox`);
    const messages = await page.getByRole("article").filter({ hasText: to }).allInnerTexts();
    const found = messages.map((message) => message.match(/#(\d{6})/)).find((match) => match !== null);
    if (found !== undefined && found[1] !== before) {
      await page.goto(back);
      return found[1];
    }
    await page.waitForTimeout(200);
  }
  throw new Error("no message with a code was sent");
}

/** With email, password and authenticator app. */
export async function makeSignIn(visitor, identity, email) {
  const { page, words } = visitor;
  await page.goto(`${identity}/create?lang=${words.language}`);
  await page.locator("#email").fill(email);
  await submit(visitor);
  await page.locator("#code").waitFor();
  await page.locator("#code").fill(await readCode(visitor, identity, email));
  await submit(visitor);
  await page.goto(`${identity}/create/password`);
  await page.locator("#new_password").fill(password);
  await submit(visitor);
  await page.waitForURL(/\/(create\/app|set-up)$/);
  if (page.url().endsWith("/set-up")) {
    await page.locator("form[action='/security/apps/start'] button").click();
  }
  const key = await page.getByRole("main").locator("code").first().innerText();
  await page.locator("#code").fill(codeOf(key));
  await submit(visitor);
  await page.waitForURL(/\/(create\/recovery-codes|set-up)$/);
  if (page.url().endsWith("/create/recovery-codes")) {
    await page.locator("label[for=kept]").click();
    await page.locator("main form button[type=submit]").last().click();
  }
}
