// Can a person get from the first page to an explained balance, in both languages, wide and narrow, and without
// scripts? Every page on the way is looked at.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { look } from "../look.mjs";
import {
  arrive,
  cents,
  decimalCents,
  figure,
  follow,
  lookRefused,
  openTab,
  press,
  signOut,
} from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

// Each walk has a person of its own, so that each is asked for consent once; and a year in which that person owes.
const walks = [
  { name: "Amelia Hartwell", year: 2023, language: "en", width: 1280 },
  { name: "Grace Okafor", year: 2024, language: "en", width: 360 },
  { name: "Marcus Ellison", year: 2019, language: "es", width: 1280 },
  { name: "Víctor Salinas Ortega", year: 2020, language: "es", width: 360 },
  { name: "Denise Holloway", year: 2024, language: "en", width: 1280, javaScriptEnabled: false },
  { name: "Lucía Fernández Rojas", year: 2025, language: "es", width: 360, javaScriptEnabled: false },
];

for (const { name, year, language, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} finds out what ${year} costs and why (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    await enter(visitor, account, name);
    const owed = await lookAtHome(visitor);
    await lookAtBalance(visitor, owed);
    await follow(visitor, String(year));
    await lookAtYear(visitor, year);
    await lookAtTheRest(visitor, account, year);
    await leave(visitor, name);
  });
}

async function enter(visitor, account, name) {
  const { page, words } = visitor;
  await page.goto(`${account}/`);
  if ((await page.locator("html").getAttribute("lang")) !== words.language) {
    await page.getByRole("banner").getByRole("link", { name: /^(English|Español)$/ }).click();
  }
  await arrive(visitor, words.front.title);
  await look(visitor, "front");
  await follow(visitor, words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await look(visitor, "sign-in", "identity");
  await press(visitor, words.signIn.choose(name));
  await arrive(visitor, words.consent.title);
  await look(visitor, "consent", "identity");
  await press(visitor, words.consent.agree);
}

async function lookAtHome(visitor) {
  const { page, words } = visitor;
  await arrive(visitor, words.home.title);
  await look(visitor, "home");
  const tasks = page.locator(".tasks li");
  assert.ok((await tasks.count()) > 0, "somebody who owes has something to do");
  return figure(visitor);
}

/** The table's debts add up to what Home says. */
async function lookAtBalance(visitor, owed) {
  const { page, words } = visitor;
  await openTab(visitor, words.balance.tab);
  await arrive(visitor, words.balance.title);
  const current = page.getByRole("navigation").locator("[aria-current=page]");
  assert.equal((await current.textContent()).trim(), words.balance.tab);
  await look(visitor, "balance");
  const balances = await page.locator("table tbody tr td:last-child").allInnerTexts();
  const debts = balances.map((text) => cents(text.trim().split("\n").at(-1), words)).filter((amount) => amount > 0);
  assert.equal(debts.reduce((sum, amount) => sum + amount, 0), owed);
  assert.equal(await figure(visitor), owed);
}

/** The year today, on a day that is none, on another day, and how that figure came about. */
async function lookAtYear(visitor, year) {
  const { page, words } = visitor;
  await arrive(visitor, words.balance.year(year));
  await look(visitor, "year");
  const today = await figure(visitor);
  assert.ok(today > 0, "the person owes for this year");

  await ask(visitor, { month: "2", day: "30", year: "2027" });
  await lookRefused(visitor, "year-no-such-day", "account", { problem: words.balance.noSuchDay, field: "on" });
  assert.equal(await page.getByLabel(words.day, { exact: true }).inputValue(), "30", "what was typed is kept");

  const later = new Date(Date.now() + 100 * 86_400_000);
  const [fullYear, month, day] = later.toISOString().slice(0, 10).split("-");
  await ask(visitor, { month, day, year: fullYear });
  await arrive(visitor, words.balance.year(year));
  const then = await figure(visitor);
  assert.ok(then > today, `${then} in 100 days is not more than ${today} today`);
  await look(visitor, "year");

  await follow(visitor, words.balance.how);
  await arrive(visitor, words.balance.explanation(year));
  await look(visitor, "explanation");
  await compareFiles(visitor, `${fullYear}-${month}-${day}`, then);
  await switchLanguageAndBack(visitor);
}

async function ask({ page, words }, { month, day, year }) {
  await page.getByLabel(words.month, { exact: true }).fill(month);
  await page.getByLabel(words.day, { exact: true }).fill(day);
  await page.getByLabel(words.year, { exact: true }).fill(year);
  await page.getByRole("main").getByRole("button", { name: words.balance.lookUp, exact: true }).click();
}

/** The files hold the page's day and figure, and their parts add up. */
async function compareFiles(visitor, day, owed) {
  const { words } = visitor;
  const answer = JSON.parse(await download(visitor, words.balance.json));
  assert.equal(answer.as_of, day);
  assert.equal(decimalCents(answer.balance), owed);
  const parts = ["tax", "credits_and_payments", "failure_to_file", "failure_to_pay", "other_penalties", "interest"];
  assert.equal(parts.map((part) => decimalCents(answer[part])).reduce((sum, part) => sum + part, 0), owed);
  const table = (await download(visitor, words.balance.csv)).trim().split(/\r?\n/);
  assert.equal(table.length, answer.spans.length + 1, "a row for each span, and the names of the columns");
}

async function download({ page }, name) {
  const arriving = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  const file = await arriving;
  return readFileSync(await file.path(), "utf8");
}

/** The switch keeps the page and the day that was asked for. */
async function switchLanguageAndBack({ page, words }) {
  const before = new URL(page.url());
  const other = words.language === "en" ? languages.es : languages.en;
  const link = (name) => page.getByRole("banner").getByRole("link", { name, exact: true });
  assert.equal(await link(words.otherLanguage).getAttribute("lang"), other.language);
  await link(words.otherLanguage).click();
  await page.locator(`html[lang=${other.language}]`).waitFor();
  const there = new URL(page.url());
  assert.equal(there.pathname, before.pathname);
  assert.equal(there.searchParams.get("on"), before.searchParams.get("on"));
  await link(other.otherLanguage).click();
  await page.locator(`html[lang=${words.language}]`).waitFor();
}

async function lookAtTheRest(visitor, account, year) {
  const { page, words } = visitor;
  await openTab(visitor, words.payments.tab);
  await arrive(visitor, words.payments.title);
  await look(visitor, "payments");
  await openTab(visitor, words.records.tab);
  await arrive(visitor, words.records.title);
  await look(visitor, "records");
  await follow(visitor, words.records.filed(year));
  await arrive(visitor, words.records.filed(year));
  await look(visitor, "return");
  await page.getByRole("complementary").getByRole("link", { name: words.help }).click();
  await arrive(visitor, words.help);
  await look(visitor, "help");
  await page.goto(`${account}/no/such/page`);
  await arrive(visitor, words.notFound);
  assert.equal(visitor.seen.status, 404);
  await look(visitor, "not-found");
  await openTab(visitor, words.home.tab);
  await arrive(visitor, words.home.title);
}

/** Afterwards neither the Back button nor the address shows anything personal. */
async function leave(visitor, name) {
  const { page, words } = visitor;
  assert.ok((await page.locator("body").innerText()).includes(name), "Home names the person");
  await signOut(visitor);
  await arrive(visitor, words.signedOut);
  await look(visitor, "signed-out");
  await page.goBack();
  await page.waitForLoadState();
  assert.ok(!(await page.locator("body").innerText()).includes(name), "Back shows the person's name");
}
