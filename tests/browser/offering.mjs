// The way to an offer in compromise that is sent and paid, for journeys about what becomes of it: nothing is looked at.

import { arrive, choose, follow, openTab, press } from "./steps.mjs";

const sections = [
  "standing",
  "household",
  "bank",
  "investments",
  "retirement",
  "insurance",
  "property",
  "vehicles",
  "belongings",
  "business",
  "tools",
  "income",
  "housing",
  "transport",
  "health",
  "other",
];

/** What is typed where; a section that is not here stays empty. 500 and 12 times 13 a month come to 656. */
const typed = {
  household: (words) => [
    [words.people, "1"],
    [words.state, "CO"],
  ],
  bank: (words) => [[words.bank, "1500"]],
  income: (words) => [[words.wages, "4000"]],
  housing: (words) => [[words.housing, "3030"]],
};

/** The check, answered from its first page to its result. */
export async function check(visitor) {
  const { page, words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await follow(visitor, words.offers.link);
  await arrive(visitor, words.offers.title);
  await follow(visitor, words.offers.begin);
  for (const section of sections) {
    await arrive(visitor, words.offers.pages[section]);
    if (section === "household") {
      await choose(visitor, page.getByRole("radio", { name: words.offers.alone, exact: true }));
      await page.getByLabel(words.offers.place, { exact: true }).selectOption("Denver");
    }
    for (const [label, value] of typed[section]?.(words.offers) ?? []) {
      await page.getByLabel(label, { exact: true }).first().fill(value);
    }
    await press(visitor, words.offers.save);
  }
  await arrive(visitor, words.offers.result);
}

/** An offer of whole dollars, to be paid in a few payments. */
export async function send(visitor, dollars) {
  const { page, words } = visitor;
  await follow(visitor, words.offers.toSend);
  await arrive(visitor, words.offers.sendTitle);
  await choose(visitor, page.getByRole("radio", { name: words.offers.inFew }));
  await page.getByLabel(words.offers.amount, { exact: true }).fill(dollars);
  await choose(visitor, page.getByRole("checkbox", { name: words.offers.agree, exact: true }));
  await press(visitor, words.offers.send);
  await arrive(visitor, words.offers.sentTitle);
}

/** The fee and what comes with the offer, from one bank account. Gives the offer's address. */
export async function payForIt(visitor) {
  const { page, words } = visitor;
  const [offer] = page.url().split("#");
  for (const due of [words.offers.payFee, words.offers.payFirst]) {
    await page.goto(offer);
    await arrive(visitor, words.offers.sentTitle);
    await page.getByRole("main").getByRole("button", { name: due }).click();
    const saved = page.getByRole("heading", { level: 1, name: words.payments.bank, exact: true });
    const first = page.getByRole("heading", { level: 1, name: words.payments.newBank, exact: true });
    await saved.or(first).waitFor();
    if ((await saved.count()) > 0) {
      await choose(visitor, page.getByRole("radio").first());
    } else {
      await page.getByLabel(words.payments.routing, { exact: true }).fill("019999995");
      await page.getByLabel(words.payments.number, { exact: true }).fill("00123456789");
      await choose(visitor, page.getByRole("radio", { name: words.payments.checking }));
    }
    await press(visitor, words.payments.go);
    await arrive(visitor, words.payments.check);
    await page.getByRole("button", { name: words.payments.submit }).click();
    await arrive(visitor, words.payments.made);
  }
  return offer;
}
