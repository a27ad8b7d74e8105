// Can a person pay from a bank account, call it off, and learn why a payment came back? In both languages, wide and
// narrow, and without scripts.

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, choose, follow, lookRefused, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, moveClock, world } from "../world.mjs";

// The clock is the whole program's, so these walks have a program to themselves, one after the other.
const here = world();
let daysAhead = 0;

const walks = [
  { name: "Marcus Ellison", year: 2019, language: "en", width: 1280 },
  { name: "Víctor Salinas Ortega", year: 2020, language: "es", width: 360 },
  { name: "Lucía Fernández Rojas", year: 2025, language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Grace Okafor", year: 2024, language: "en", width: 360 },
];

for (const { name, year, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} pays, cancels and is told of a return (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    // From an account that the simulated bank finds empty, today.
    await begin(visitor);
    await chooseYear(visitor, year);
    await chooseToday(visitor);
    await enterAmount(visitor, year);
    await enterBank(visitor, "9900000001");
    await submit(visitor);
    const returned = await number(visitor);
    // From the same account, on a day that leaves time to call it off.
    await openTab(visitor, words.payments.tab);
    await begin(visitor, false);
    await chooseYear(visitor, year, false);
    await chooseDay(visitor, daysAhead + 90);
    await enterAmount(visitor, year, false);
    await arrive(visitor, words.payments.bank);
    await look(visitor, "pay-bank");
    await choose(visitor, page.getByRole("radio").first());
    await press(visitor, words.payments.go);
    await submit(visitor, false);
    await cancel(visitor, await number(visitor));
    await lookAtBanks(visitor);
    await comeBack(visitor, account, name);
    await lookAtReturn(visitor, returned);
  });
}

async function lookFirst(visitor, first, name) {
  if (first) {
    await look(visitor, name);
  }
}

async function begin(visitor, first = true) {
  const { page, words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await lookFirst(visitor, first, "payments");
  await follow(visitor, words.payments.pay);
  await arrive(visitor, words.payments.pay);
  await lookFirst(visitor, first, "pay-reason");
  await choose(visitor, page.getByRole("radio", { name: words.payments.balance }));
  await press(visitor, words.payments.go);
}

async function chooseYear(visitor, year, first = true) {
  const { page, words } = visitor;
  await arrive(visitor, words.payments.several);
  for (const box of await page.locator("input[type=checkbox]:checked").all()) {
    await choose(visitor, box);
  }
  await lookFirst(visitor, first, "pay-years");
  await choose(visitor, page.getByRole("checkbox", { name: new RegExp(`^${year}`) }));
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.when);
}

async function chooseToday(visitor) {
  const { page, words } = visitor;
  await look(visitor, "pay-days");
  await choose(visitor, page.getByRole("radio", { name: words.payments.today }));
  await press(visitor, words.payments.go);
}

async function chooseDay(visitor, days) {
  const { page, words } = visitor;
  const day = new Date(Date.now() + days * 86_400_000);
  await choose(visitor, page.getByRole("radio", { name: words.payments.onDay }));
  await page.getByLabel(words.month, { exact: true }).fill(String(day.getMonth() + 1));
  await page.getByLabel(words.day, { exact: true }).fill(String(day.getDate()));
  await page.getByLabel(words.year, { exact: true }).fill(String(day.getFullYear()));
  await press(visitor, words.payments.go);
}

async function enterAmount(visitor, year, first = true) {
  const { page, words } = visitor;
  await arrive(visitor, words.payments.amount);
  await lookFirst(visitor, first, "pay-amount");
  await choose(visitor, page.getByRole("radio", { name: words.payments.other }));
  const field = page.getByLabel(words.payments.amountFor(year), { exact: true });
  if (first) {
    await field.fill("ten");
    await press(visitor, words.payments.go);
    await lookRefused(visitor, "pay-amount-refused", "account", { problem: words.payments.wrongAmount, field: "amount0" });
  }
  await field.fill("41.50");
  await press(visitor, words.payments.go);
}

async function enterBank(visitor, digits) {
  const { page, words } = visitor;
  await arrive(visitor, words.payments.newBank);
  await look(visitor, "pay-new-bank");
  await page.getByLabel(words.payments.routing, { exact: true }).fill("019999959");
  await page.getByLabel(words.payments.number, { exact: true }).fill(digits);
  await choose(visitor, page.getByRole("radio", { name: words.payments.checking }));
  await press(visitor, words.payments.go);
  await lookRefused(visitor, "pay-new-bank-refused", "account", { problem: words.payments.wrongDigit, field: "routing" });
  assert.equal(await page.getByLabel(words.payments.number, { exact: true }).inputValue(), digits);
  await page.getByLabel(words.payments.routing, { exact: true }).fill("0199 9999 5");
  await press(visitor, words.payments.go);
}

async function submit(visitor, first = true) {
  const { page, words } = visitor;
  await arrive(visitor, words.payments.check);
  await lookFirst(visitor, first, "pay-check");
  const facts = await page.getByRole("main").innerText();
  assert.ok(facts.includes("$41.50") && facts.includes("First Bank of Fernhollow"), facts);
  await page.getByRole("button", { name: words.payments.submit }).click();
  await arrive(visitor, words.payments.made);
  await lookFirst(visitor, first, "pay-made");
}

/** The confirmation number of the payment that was just made; opens its page. */
async function number(visitor) {
  const { page, words } = visitor;
  const link = page.getByRole("main").locator("table a").first();
  const found = await link.innerText();
  assert.match(found, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  await link.click();
  await arrive(visitor, words.payments.one);
  return found;
}

async function cancel(visitor, confirmation) {
  const { page, words } = visitor;
  await look(visitor, "payment");
  await follow(visitor, words.payments.change);
  await arrive(visitor, words.payments.changeTitle);
  await look(visitor, "payment-change");
  await page.getByRole("link", { name: words.back, exact: true }).click();
  await arrive(visitor, words.payments.one);
  await follow(visitor, words.payments.cancel);
  await arrive(visitor, words.payments.cancelTitle);
  await look(visitor, "payment-cancel");
  await press(visitor, words.payments.cancelYes);
  await arrive(visitor, words.payments.one);
  const said = await page.getByRole("main").innerText();
  assert.ok(said.includes(confirmation) && said.toLowerCase().includes(words.payments.cancelled.toLowerCase()), said);
}

async function lookAtBanks(visitor) {
  const { words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await follow(visitor, words.payments.banks);
  await arrive(visitor, words.payments.banksTitle);
  await look(visitor, "payments-banks");
}

/** A week later: the visit is over, the bank has answered. */
async function comeBack(visitor, account, name) {
  const { page, words } = visitor;
  daysAhead += 7;
  await moveClock(here, words, daysAhead);
  await page.goto(`${account}/sign-in`);
  await arrive(visitor, words.signIn.title);
  await press(visitor, words.signIn.choose(name));
  await arrive(visitor, words.home.title);
}

async function lookAtReturn(visitor, confirmation) {
  const { page, words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  const link = page.getByRole("main").getByRole("link", { name: words.payments.showReturned, exact: true });
  const rows = page.getByRole("main").locator("table tbody tr a[href^='/payments/one/']");
  for (let tries = 0; tries < 40; tries += 1) {
    await link.click();
    await page.waitForURL(/show=returned/);
    if ((await rows.count()) > 0) {
      break;
    }
    // The simulated bank looks once a second.
    await page.waitForTimeout(250);
    await page.goto(page.url().replace("returned", "all"));
  }
  await rows.first().click();
  await arrive(visitor, words.payments.returnedTitle);
  await look(visitor, "payment-returned");
  const said = await page.getByRole("main").innerText();
  assert.ok(said.includes(confirmation) && said.includes(words.payments.noMoney), said);
  await press(visitor, words.payments.again);
  await arrive(visitor, words.payments.bank);
}
