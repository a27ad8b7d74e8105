// How does a visit end, who may come in, and does the browser's own language count?

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, follow, press, signInAs, signOut } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

for (const [language, name] of [
  ["en", "Theo Marchetti"],
  ["es", "Henry Lindqvist"],
]) {
  journey(here, `a visit is about to end, is kept, and ends (${language})`, languages[language], {}, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await page.clock.install();
    await signInAs(visitor, account, name);
    const dialog = page.getByRole("dialog", { name: words.staying.title });
    assert.equal(await dialog.isVisible(), false);
    await page.clock.fastForward("12:40");
    await dialog.waitFor();
    const inside = await dialog.evaluate((element) => element.contains(document.activeElement));
    assert.ok(inside, "the dialog has the focus");
    await dialog.getByRole("button", { name: words.staying.stay, exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.clock.fastForward("12:20");
    assert.equal(await dialog.isVisible(), false, "the visit was kept, so the count begins anew");
    await page.clock.fastForward("03:00");
    await arrive(visitor, words.signedOut);
    assert.ok(!(await page.locator("body").innerText()).includes(name));
  });
}

journey(here, "without scripts a page warns before a visit ends (en)", languages.en, { javaScriptEnabled: false }, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await signInAs(visitor, account, "Naomi Sawyer");
  const refresh = await page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").getAttribute("content");
  assert.match(refresh, /^7\d\d; url=\/session\/warning\?return_to=/, "after 15 minutes less 150 seconds");
  await page.goto(`${account}/session/warning?return_to=/balance`);
  await arrive(visitor, words.staying.title);
  await look(visitor, "warning");
  await press(visitor, words.staying.stay);
  await arrive(visitor, words.balance.title);
});

journey(here, "signing out in one tab signs out the other (en)", languages.en, {}, async ({ visitor, account, context }) => {
  await signInAs(visitor, account, "Robert Ellery");
  const second = await context.newPage();
  await second.goto(`${account}/balance`);
  await second.getByRole("heading", { level: 1, name: visitor.words.balance.title }).waitFor();
  await signOut(visitor);
  await arrive(visitor, visitor.words.signedOut);
  await second.getByRole("heading", { level: 1, name: visitor.words.signedOut }).waitFor();
  await second.goto(`${account}/balance`);
  await second.getByRole("heading", { level: 1, name: visitor.words.signIn.title }).waitFor();
});

journey(here, "who does not share comes back with nothing (en)", languages.en, {}, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await page.goto(account);
  await follow(visitor, words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await press(visitor, words.signIn.choose("Samuel Okafor"));
  await arrive(visitor, words.consent.title);
  await press(visitor, words.consent.refuse);
  await arrive(visitor, words.cancelled);
  await look(visitor, "cancelled");
  await page.goto(`${account}/home`);
  assert.ok(!(await page.locator("body").innerText()).includes("Samuel Okafor's"));
  assert.notEqual(await page.locator("h1").innerText(), words.home.title);
});

journey(here, "a browser that speaks Spanish gets Spanish (es)", languages.es, {}, async ({ visitor, account, identity }) => {
  const { page, words } = visitor;
  await page.goto(account);
  await arrive(visitor, words.front.title);
  await page.goto(`${identity}/sign-in`);
  await arrive(visitor, words.signIn.title);
});
