// Can a person answer the check of an offer in compromise page by page, leave it, come back from another visit, see what it comes
// to, and throw it away? In both languages, wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { look } from "../look.mjs";
import { arrive, cents, choose, follow, lookRefused, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { name: "Theo Marchetti", language: "en", width: 360 },
  { name: "Lucía Fernández Rojas", language: "es", width: 1280, javaScriptEnabled: false },
  { name: "Denise Holloway", language: "es", width: 360 },
];

for (const { name, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} checks an offer (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    await signInAs(visitor, account, name);
    await begin(visitor);
    await aboutThem(visitor);
    await leaveAndComeBack(visitor, account);
    await whatThereIs(visitor);
    await eachMonth(visitor);
    await result(visitor);
    await send(visitor);
    await payTheFee(visitor);
    await sendPapers(visitor);
    await takeBack(visitor);
  });
}

async function begin(visitor) {
  const { words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await follow(visitor, words.offers.link);
  await arrive(visitor, words.offers.title);
  await look(visitor, "offer");
  await follow(visitor, words.offers.begin);
}

/** The page of a section, looked at. */
async function section(visitor, name) {
  await arrive(visitor, visitor.words.offers.pages[name]);
  await look(visitor, `offer-${name}`);
}

async function save(visitor) {
  await press(visitor, visitor.words.offers.save);
}

async function fill({ page }, label, value) {
  await page.getByLabel(label, { exact: true }).first().fill(value);
}

async function aboutThem(visitor) {
  const { page, words } = visitor;
  await section(visitor, "standing");
  await choose(visitor, page.getByRole("checkbox", { name: words.offers.audit, exact: true }));
  await save(visitor);
  await section(visitor, "household");
  await choose(visitor, page.getByRole("radio", { name: words.offers.alone, exact: true }));
  await fill(visitor, words.offers.people, "1");
  await fill(visitor, words.offers.state, "CO");
  await page.getByLabel(words.offers.place, { exact: true }).selectOption("Denver");
  await save(visitor);
}

async function leaveAndComeBack(visitor, account) {
  const { page, words } = visitor;
  await arrive(visitor, words.offers.pages.bank);
  await page.goto(`${account}/home`);
  await arrive(visitor, words.home.title);
  await page.goto(`${account}/payments/offer`);
  await arrive(visitor, words.offers.title);
  await look(visitor, "offer");
  await follow(visitor, words.offers.goOn);
}

async function whatThereIs(visitor) {
  const { page, words } = visitor;
  await section(visitor, "bank");
  await fill(visitor, words.offers.bank, "much");
  await save(visitor);
  await lookRefused(visitor, "offer-bank-refused", "account", { problem: words.offers.wrongAmount, field: "bank" });
  await fill(visitor, words.offers.bank, "1500");
  await save(visitor);
  await section(visitor, "investments");
  await fill(visitor, words.offers.value, "90");
  await press(visitor, words.offers.more);
  await page.getByText(words.offers.secondInvestment, { exact: true }).waitFor();
  await look(visitor, "offer-investments");
  await page.getByLabel(words.offers.value, { exact: true }).nth(1).fill("10");
  await save(visitor);
  for (const name of ["retirement", "insurance", "property"]) {
    await section(visitor, name);
    await save(visitor);
  }
  await section(visitor, "vehicles");
  await fill(visitor, words.offers.value, "20000");
  await fill(visitor, words.offers.loan, "13000");
  await save(visitor);
  for (const name of ["belongings", "business", "tools"]) {
    await section(visitor, name);
    await save(visitor);
  }
}

async function eachMonth(visitor) {
  const { words } = visitor;
  await section(visitor, "income");
  await fill(visitor, words.offers.wages, "4000");
  await save(visitor);
  await section(visitor, "housing");
  await fill(visitor, words.offers.housing, "3035");
  await save(visitor);
  for (const name of ["transport", "health", "other"]) {
    await section(visitor, name);
    await save(visitor);
  }
}

/** 500 + 90 + 10 and nothing for the car are 600; 4,000 - 867 - 3,035 - 90 are 8; 12 and 24 months of it. */
async function result(visitor) {
  const { page, words } = visitor;
  await arrive(visitor, words.offers.result);
  const main = page.getByRole("main");
  assert.ok((await main.innerText()).includes(words.offers.auditAdvice));
  const least = page.locator(".cards .facts__row--total").filter({ hasText: words.offers.least }).locator("dd");
  const found = (await least.allInnerTexts()).map((text) => cents(text, words));
  assert.deepEqual(found, [60_000 + 12 * 800, 60_000 + 24 * 800]);
  await main.getByText(words.offers.sources, { exact: true }).click();
  await main.getByText("Collection Financial Standards of 29 June 2026").first().waitFor();
  await look(visitor, "offer-result");
  await follow(visitor, words.offers.change);
  await arrive(visitor, words.offers.title);
  await main.getByRole("link", { name: words.offers.seeResult, exact: true }).waitFor();
}

async function send(visitor) {
  const { page, words } = visitor;
  await page.getByRole("main").getByRole("link", { name: words.offers.pages.standing, exact: true }).click();
  await arrive(visitor, words.offers.pages.standing);
  await choose(visitor, page.getByRole("checkbox", { name: words.offers.audit, exact: true }));
  await save(visitor);
  await arrive(visitor, words.offers.result);
  await follow(visitor, words.offers.toSend);
  await arrive(visitor, words.offers.sendTitle);
  await look(visitor, "offer-send");
  await choose(visitor, page.getByRole("radio", { name: words.offers.inFew }));
  await page.getByLabel(words.offers.amount, { exact: true }).fill("697");
  await press(visitor, words.offers.send);
  await lookRefused(visitor, "offer-send-refused", "account", { problem: words.offers.mustAgree, field: "agree" });
  await choose(visitor, page.getByRole("checkbox", { name: words.offers.agree, exact: true }));
  await press(visitor, words.offers.send);
  await arrive(visitor, words.offers.sentTitle);
  await look(visitor, "offer-sent");
}

async function payTheFee(visitor) {
  const { page, words } = visitor;
  const fee = page.getByRole("button", { name: words.offers.payFee, exact: true });
  await fee.click();
  await arrive(visitor, words.payments.newBank);
  await page.getByLabel(words.payments.routing, { exact: true }).fill("019999995");
  await page.getByLabel(words.payments.number, { exact: true }).fill("00123456789");
  await choose(visitor, page.getByRole("radio", { name: words.payments.checking }));
  await press(visitor, words.payments.go);
  await arrive(visitor, words.payments.check);
  await look(visitor, "offer-fee");
  await page.getByRole("button", { name: words.payments.submit }).click();
  await arrive(visitor, words.payments.made);
  await openTab(visitor, words.payments.tab);
  await follow(visitor, words.offers.link);
  await arrive(visitor, words.offers.title);
  await look(visitor, "offer");
  await page.getByRole("main").getByRole("link", { name: words.offers.sent }).click();
  await arrive(visitor, words.offers.sentTitle);
  assert.equal(await fee.count(), 0, "the fee is under way");
}

async function sendPapers(visitor) {
  const { page, words } = visitor;
  const file = page.getByLabel(words.offers.file, { exact: true });
  await follow(visitor, words.offers.papers);
  await arrive(visitor, words.offers.papersTitle);
  await look(visitor, "offer-papers");
  await choose(visitor, page.getByRole("radio", { name: words.offers.bankStatements, exact: true }));
  await file.setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("no paper at all") });
  await press(visitor, words.offers.sendPaper);
  await lookRefused(visitor, "offer-papers-refused", "account", { problem: words.offers.wrongPaper, field: "file" });
  const acting = Buffer.from("%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>\n%%EOF\n");
  await file.setInputFiles({ name: "a.pdf", mimeType: "application/pdf", buffer: acting });
  await press(visitor, words.offers.sendPaper);
  await lookRefused(visitor, "offer-papers-refused", "account", { problem: words.offers.actingPaper, field: "file" });
  await file.setInputFiles({ name: "b.bin", mimeType: "", buffer: Buffer.from("%PDF-1.7\nmade up\n%%EOF\n") });
  await press(visitor, words.offers.sendPaper);
  const sent = page.getByRole("link", { name: `1: ${words.offers.bankStatements}`, exact: true });
  await sent.waitFor();
  await look(visitor, "offer-papers");
  const [kept] = await Promise.all([page.waitForEvent("download"), sent.click()]);
  assert.equal(kept.suggestedFilename(), "paper-1.pdf");
  // A picture is made anew, whatever it was.
  await choose(visitor, page.getByRole("radio", { name: words.offers.bankStatements, exact: true }));
  await file.setInputFiles({ name: "page.png", mimeType: "image/png", buffer: await page.screenshot() });
  await press(visitor, words.offers.sendPaper);
  const picture = page.getByRole("link", { name: `2: ${words.offers.bankStatements}`, exact: true });
  await picture.waitFor();
  const [made] = await Promise.all([page.waitForEvent("download"), picture.click()]);
  assert.equal(made.suggestedFilename(), "paper-2.jpeg");
  await page.locator(".back a").click();
  await arrive(visitor, words.offers.sentTitle);
  await sent.waitFor();
}

async function takeBack(visitor) {
  const { page, words } = visitor;
  await follow(visitor, words.offers.withdraw);
  await arrive(visitor, words.offers.withdrawTitle);
  await look(visitor, "offer-withdraw");
  await press(visitor, words.offers.withdrawYes);
  await arrive(visitor, words.offers.sentTitle);
  assert.ok((await page.getByRole("main").innerText()).includes(words.offers.takenBack));
  await look(visitor, "offer-sent");
}
