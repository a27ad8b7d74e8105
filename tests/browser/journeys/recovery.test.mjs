// Can somebody who lost everything but their email get back in after waiting, and can the owner stop it by the link?

import assert from "node:assert/strict";
import { visitor as visitorOf } from "../browser.mjs";
import { choosePassword, connectApp, createUntilHow } from "../creating.mjs";
import { look } from "../look.mjs";
import { arrive, lookRefused, press } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

// The clock is the whole program's, so these walks have a program to themselves.
const here = world();
const password = "ocean ladder pencil harvest";
const newPassword = "velvet anchors under nine rains";

const walks = [
  { language: "en", width: 1280, email: "lost.everything@example.com" },
  { language: "es", width: 360, email: "perdido.todo@example.com" },
];

for (const { language, email, ...options } of walks) {
  const title = `${email} waits and gets back in, after it was stopped once (${language}, ${options.width} px)`;
  journey(here, title, languages[language], options, async ({ visitor, account, identity }) => {
    await createUntilHow(visitor, account, email);
    await choosePassword(visitor, password);
    await connectApp(visitor);
    await keepCode(visitor, identity);
    await lookAround(visitor, identity, email);
    await beginToWait(visitor);
    await stopByLink(visitor, identity, email);
    await showMail(visitor, identity, email);
    await arrive(visitor, visitor.words.recovery.ways);
    await beginToWait(visitor);
    await moveClock(account, visitor.words, 2);
    await showMail(visitor, identity, email);
    await finish(visitor, identity);
    await moveClock(account, visitor.words, 0);
  });
}

/** The recovery code, shown once and kept. */
async function keepCode(visitor, identity) {
  const { page, words } = visitor;
  await page.goto(`${identity}/security/recovery`);
  await arrive(visitor, words.recovery.own);
  await look(visitor, "recovery-code", "identity");
  await press(visitor, words.recovery.make);
  await arrive(visitor, words.recovery.keep);
  await look(visitor, "recovery-code-new", "identity");
  await page.locator("label[for=kept]").click();
  await press(visitor, words.recovery.goOn);
}

/** Every page on the way to what else can be shown. */
async function lookAround(visitor, identity, email) {
  const { page, words } = visitor;
  await page.context().clearCookies();
  await page.goto(`${identity}/recover?lang=${words.language}`);
  await arrive(visitor, words.recovery.title);
  await look(visitor, "recover", "identity");
  await page.locator("#email").fill("no address");
  await press(visitor, words.recovery.send);
  await lookRefused(visitor, "recover-refused", "identity", { problem: words.create.malformed, field: "email" });
  await showMail(visitor, identity, email, async () => {
    await look(visitor, "recover-code", "identity");
    await page.goto(`${identity}/recover/ways`);
    await arrive(visitor, words.recovery.other);
    await look(visitor, "recover-other", "identity");
    await page.goto(`${identity}/recover/help`);
    await arrive(visitor, words.recovery.help);
    await look(visitor, "recover-help", "identity");
    await page.goto(`${identity}/recover/code`);
  });
  await arrive(visitor, words.recovery.ways);
  await look(visitor, "recover-ways", "identity");
  for (const [picture, field, problem] of [
    ["saved", "code", words.recovery.wrongSaved],
    ["password", "password", words.recovery.wrongPassword],
    ["app", "code", words.wrongCode],
  ]) {
    await page.goto(`${identity}/recover/${picture}`);
    await look(visitor, `recover-${picture}`, "identity");
    await page.locator(`#${field}`).fill("0000");
    await press(visitor, words.recovery.goOn);
    await lookRefused(visitor, `recover-${picture}-refused`, "identity", { problem, field });
  }
  await page.goto(`${identity}/recover/ways`);
}

/** Asks for a code, and types the one that was mailed. */
async function showMail(visitor, identity, email, between = async () => {}) {
  const { page, words } = visitor;
  const before = await newest(identity, email, /#(\d{8})\b/);
  await page.goto(`${identity}/recover?lang=${words.language}`);
  await page.locator("#email").fill(email);
  await press(visitor, words.recovery.send);
  await arrive(visitor, words.recovery.code);
  await between();
  const code = await newest(identity, email, /#(\d{8})\b/, before ?? "");
  await page.locator("#code").fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await press(visitor, words.recovery.goOn);
}

async function beginToWait(visitor) {
  const { page, words } = visitor;
  await page.getByRole("main").getByRole("link", { name: words.recovery.wait, exact: true }).click();
  await arrive(visitor, words.recovery.waitTitle);
  await look(visitor, "recover-wait", "identity");
  await press(visitor, words.recovery.waitBegin);
  await arrive(visitor, words.recovery.waiting);
  await look(visitor, "recover-waiting", "identity");
}

/** The owner, elsewhere and not signed in, opens the link of the letter. */
async function stopByLink(visitor, identity, email) {
  const { words } = visitor;
  const address = await newest(identity, email, /(https?:\/\/\S+\/recover\/stop\?token=\S+)/, "");
  const owner = await visitorOf(here.browser, words, { width: visitor.page.viewportSize().width });
  try {
    await owner.page.goto(`${address}&lang=${words.language}`);
    await arrive(owner, words.recovery.stop);
    await look(owner, "recover-stop", "identity");
    await press(owner, words.recovery.stopIt);
    await arrive(owner, words.recovery.stopped);
    await look(owner, "recover-stopped", "identity");
    await owner.page.goto(`${address}&lang=${words.language}`);
    await arrive(owner, words.recovery.nothing);
    await look(owner, "recover-stop-over", "identity");
  } finally {
    await owner.context.close();
  }
}

async function finish(visitor, identity) {
  const { page, words } = visitor;
  await arrive(visitor, words.recovery.finish);
  await look(visitor, "recover-finish", "identity");
  await page.getByLabel(words.newPassword.password, { exact: true }).fill("short");
  await press(visitor, words.recovery.back);
  await lookRefused(visitor, "recover-finish-refused", "identity", {
    problem: words.newPassword.short,
    field: "new_password",
  });
  await page.getByLabel(words.newPassword.password, { exact: true }).fill(newPassword);
  await press(visitor, words.recovery.back);
  await arrive(visitor, words.setUp.title);
  await look(visitor, "recovered", "identity");
  await page.goto(`${identity}/security`);
  await arrive(visitor, words.security.title);
  await look(visitor, "security-recovered", "identity");
}

/** What the newest message to somebody holds, but not what was read before; nothing yet, if none is waited for. */
async function newest(identity, to, pattern, before) {
  const reader = await visitorOf(here.browser, languages.en);
  try {
    for (let tries = 0; tries < 75; tries += 1) {
      await reader.page.goto(`${identity}/outbox`);
      const messages = await reader.page.getByRole("article").filter({ hasText: to }).allInnerTexts();
      const found = messages.map((message) => message.match(pattern)).find((match) => match !== null);
      if (found !== undefined && found[1] !== before) {
        return found[1];
      }
      if (before === undefined) {
        return undefined;
      }
      await reader.page.waitForTimeout(200);
    }
    throw new Error(`no message to ${to} holds ${pattern}`);
  } finally {
    await reader.context.close();
  }
}

async function moveClock(account, words, days) {
  const mover = await visitorOf(here.browser, words);
  try {
    await mover.page.goto(`${account}/sandbox/clock?lang=${words.language}`);
    await mover.page.getByLabel(words.clock.days, { exact: true }).fill(String(days));
    await press(mover, words.clock.move);
    await mover.page.waitForURL(/\/sandbox\/clock$/);
    assert.equal(await mover.page.getByLabel(words.clock.days, { exact: true }).inputValue(), String(days));
  } finally {
    await mover.context.close();
  }
}
