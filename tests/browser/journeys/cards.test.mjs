// Can a person pay by card: compare fees, go to the card company's page and come back, whatever the card does? In both
// languages, wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { join } from "node:path";
import { look } from "../look.mjs";
import { arrive, follow, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { name: "Marcus Ellison", year: 2019, language: "en", width: 1280 },
  { name: "Víctor Salinas Ortega", year: 2020, language: "es", width: 360 },
  { name: "Lucía Fernández Rojas", year: 2025, language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Grace Okafor", year: 2024, language: "en", width: 360 },
];

for (const { name, year, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} is declined, cancels and pays by card (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    const { page, words } = visitor;
    await signInAs(visitor, account, name);
    await ready(visitor, year, true);
    await lookAtPage(visitor);
    await enter(visitor, "4000 0000 0000 0002");
    await ended(visitor, words.cards.declined, words.cards.nothing, "card-declined");
    // Once more, from the page that says so.
    await press(visitor, words.payments.again);
    await toCard(visitor);
    await choose(visitor, page.getByRole("radio", { name: words.cards.wallet }));
    await onToPage(visitor);
    await press(visitor, words.cards.cancel);
    await ended(visitor, words.cards.byPayer, words.cards.nothing, "card-cancelled");
    await openTab(visitor, words.payments.tab);
    await ready(visitor, year, false);
    // The bank asks its holder first.
    await enter(visitor, "4000 0000 0000 3220");
    await arrive(visitor, words.cards.isIt);
    await press(visitor, words.cards.yes);
    await ended(visitor, words.cards.paid, words.cards.taken, "card-paid");
    await page.getByRole("main").locator("table a").click();
    await arrive(visitor, words.cards.one);
    await look(visitor, "card-payment");
    const receipt = await page.getByRole("main").innerText();
    assert.ok(receipt.includes("$41.50") && receipt.includes("$2.50"), receipt);
    await openTab(visitor, words.payments.tab);
    await arrive(visitor, words.payments.title);
    await look(visitor, "payments-with-cards");
  });
}

/** By its label, as a visitor does: the box itself is drawn elsewhere. */
async function choose({ page }, box) {
  await page.locator(`label[for="${await box.getAttribute("id")}"]`).click();
}

/** From the Payments tab to the card company's page, with 41.50 by credit card. */
async function ready(visitor, year, first) {
  const { page, words } = visitor;
  await openTab(visitor, words.payments.tab);
  await follow(visitor, words.payments.pay);
  await arrive(visitor, words.payments.pay);
  await choose(visitor, page.getByRole("radio", { name: words.payments.balance }));
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.several);
  for (const box of await page.locator("input[type=checkbox]:checked").all()) {
    await choose(visitor, box);
  }
  await choose(visitor, page.getByRole("checkbox", { name: new RegExp(`^${year}`) }));
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.when);
  await choose(visitor, page.getByRole("radio", { name: words.payments.today }));
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.amount);
  await choose(visitor, page.getByRole("radio", { name: words.payments.other }));
  await page.getByLabel(words.payments.amountFor(year), { exact: true }).fill("41.50");
  await press(visitor, words.payments.go);
  await toCard(visitor);
  if (first) {
    await look(visitor, "pay-card");
    const said = await page.getByRole("main").innerText();
    assert.ok(said.includes(words.cards.free) && said.includes(words.cards.fee), said);
  }
  await choose(visitor, page.getByRole("radio", { name: words.cards.credit }));
  await onToPage(visitor, first);
}

async function toCard(visitor) {
  const { words } = visitor;
  await arrive(visitor, words.payments.newBank);
  await follow(visitor, words.cards.instead);
  await arrive(visitor, words.cards.choose);
}

async function onToPage(visitor, first = false) {
  const { words } = visitor;
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.check);
  if (first) {
    await look(visitor, "pay-check-card");
  }
  await press(visitor, words.cards.submit);
  await arrive(visitor, words.cards.page);
}

/** The card company's page refuses what is no test card, and keeps what was typed but for the code. */
async function lookAtPage(visitor) {
  const { page, words } = visitor;
  await picture(visitor, "card-company");
  await enter(visitor, "4111 1111 1111 1111");
  await page.getByRole("alert").getByText(words.cards.wrong, { exact: true }).waitFor();
  await picture(visitor, "card-company-refused");
  assert.equal(await page.getByLabel(words.cards.number, { exact: true }).inputValue(), "4111 1111 1111 1111");
  assert.equal(await page.getByLabel(words.cards.code, { exact: true }).inputValue(), "");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "it fits into the window");
  assert.deepEqual(visitor.seen.complaints.splice(0), []);
}

async function picture({ page, words }, name) {
  const file = `${name}.${words.language}.${page.viewportSize().width}.png`;
  await page.screenshot({ path: join(import.meta.dirname, "../results", file), fullPage: true });
}

async function enter(visitor, number) {
  const { page, words } = visitor;
  await page.getByLabel(words.cards.number, { exact: true }).fill(number);
  await page.getByLabel(words.cards.expiry, { exact: true }).fill("12/99");
  await page.getByLabel(words.cards.code, { exact: true }).fill("123");
  await press(visitor, words.cards.pay);
}

/** Back at the account site: what happened, and whether money was taken. */
async function ended(visitor, title, taken, name) {
  const { page } = visitor;
  await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
  await look(visitor, name);
  const said = await page.getByRole("main").innerText();
  assert.ok(said.includes(taken), said);
}
