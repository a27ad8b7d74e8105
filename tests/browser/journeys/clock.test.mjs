// What does another day bring? The visit is over, the balance has grown as it was foretold.

import assert from "node:assert/strict";
import { visitor as visitorOf } from "../browser.mjs";
import { look } from "../look.mjs";
import { arrive, cents, figure, lookRefused, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

// The clock is the whole program's, so these walks have a program to themselves.
const here = world();

for (const [language, name, year] of [
  ["en", "Grace Okafor", 2024],
  ["es", "Lucía Fernández Rojas", 2025],
]) {
  journey(here, `thirty days later ${name} owes what was foretold (${language})`, languages[language], {}, async ({ visitor, account }) => {
    const { page, words } = visitor;
    const mover = await visitorOf(here.browser, words);
    await move(mover, account, "0");
    await signInAs(visitor, account, name);
    await page.goto(`${account}/balance/1040/${year}`);
    const foretold = page.locator("main table").first().locator("tbody tr").nth(1).locator("td");
    const expected = cents(await foretold.innerText(), words);

    await look(mover, "clock");
    await mover.page.getByLabel(words.clock.days, { exact: true }).fill("soon");
    await press(mover, words.clock.move);
    await lookRefused(mover, "clock-refused", "account", { problem: words.clock.range, field: "days" });
    await move(mover, account, "30");
    await mover.context.close();

    await page.goto(`${account}/home`);
    await arrive(visitor, words.ended);
    await look(visitor, "ended");
    assert.ok(!(await page.locator("body").innerText()).includes(name));
    await page.goto(`${account}/sign-in`);
    await arrive(visitor, words.signIn.title);
    await press(visitor, words.signIn.choose(name));
    await arrive(visitor, words.home.title);
    await page.goto(`${account}/balance/1040/${year}`);
    await arrive(visitor, words.balance.year(year));
    assert.equal(await figure(visitor), expected);
  });
}

async function move(visitor, account, days) {
  const { page, words } = visitor;
  await page.goto(`${account}/sandbox/clock?lang=${words.language}`);
  await arrive(visitor, words.clock.title);
  await page.getByLabel(words.clock.days, { exact: true }).fill(days);
  await press(visitor, words.clock.move);
  await page.waitForURL(/\/sandbox\/clock$/);
  await arrive(visitor, words.clock.title);
  assert.equal(await page.getByLabel(words.clock.days, { exact: true }).inputValue(), days);
}
