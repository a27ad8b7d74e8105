// Can a person elect for a child's account: page by page, with a problem said beside its field, an answer changed on the page that
// checks all, a child refused that somebody elected for before, signed, saved as PDF, corrected and taken back? In both languages,
// wide and narrow, and without scripts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { look } from "../look.mjs";
import { arrive, choose, follow, lookRefused, openTab, press, signInAs } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const walks = [
  { name: "Henry Lindqvist", language: "en", width: 1280, child: "999-12-0001" },
  { name: "Lucía Fernández Rojas", language: "es", width: 360, child: "999-12-0002", javaScriptEnabled: false },
  { name: "Claire Winslow", language: "en", width: 360, child: "999-12-0003", abroad: true },
  { name: "Robert Ellery", language: "es", width: 1280, child: "999-12-0004" },
];

/** The number of a child for whom Grace Okafor elected before. */
const TAKEN = "999-11-0301";

for (const { name, language, child, abroad, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${name} elects for a child (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, account }) => {
    await signInAs(visitor, account, name);
    await begin(visitor);
    await aboutThem(visitor, abroad);
    await aboutTheChild(visitor);
    await refusedForAnother(visitor, child);
    await send(visitor, name);
    await onPaper(visitor);
    await correct(visitor, name);
    await takeBack(visitor);
  });
}

async function fill({ page }, label, value) {
  await page.getByLabel(label, { exact: true }).first().fill(value);
}

async function pick(visitor, label) {
  await choose(visitor, visitor.page.getByRole("radio", { name: label, exact: true }));
}

async function born({ page, words }, legend, [month, day, year]) {
  const group = page.getByRole("group", { name: legend, exact: true });
  await group.getByLabel(words.forms.month, { exact: true }).fill(month);
  await group.getByLabel(words.forms.day, { exact: true }).fill(day);
  await group.getByLabel(words.forms.year, { exact: true }).fill(year);
}

async function save(visitor) {
  await press(visitor, visitor.words.forms.save);
}

async function begin(visitor) {
  const { words } = visitor;
  await openTab(visitor, words.forms.tab);
  await arrive(visitor, words.forms.title);
  await look(visitor, "forms");
  await follow(visitor, words.forms.election);
  await arrive(visitor, words.forms.election);
  await look(visitor, "forms-election");
  await press(visitor, words.forms.begin);
}

async function aboutThem(visitor, abroad) {
  const { words } = visitor;
  await arrive(visitor, words.forms.you);
  await look(visitor, "forms-you");
  await save(visitor);
  await arrive(visitor, words.forms.place);
  await save(visitor);
  await visitor.page.getByRole("alert").getByRole("link", { name: words.forms.placeMissing, exact: true }).waitFor();
  await look(visitor, "forms-place-refused");
  await pick(visitor, abroad ? words.forms.abroad : words.forms.here);
  await save(visitor);
  if (abroad) {
    await arrive(visitor, words.forms.addressAbroad);
    await fill(visitor, words.forms.country, "Spain");
    await look(visitor, "forms-address-abroad");
  } else {
    await arrive(visitor, words.forms.address);
    await look(visitor, "forms-address");
  }
  await save(visitor);
  await arrive(visitor, words.forms.reach);
  await save(visitor);
}

async function aboutTheChild(visitor) {
  const { words } = visitor;
  await arrive(visitor, words.forms.child);
  await look(visitor, "forms-child");
  await fill(visitor, words.forms.firstName, "Nora");
  await fill(visitor, words.forms.lastName, "Vale");
  await fill(visitor, words.forms.number, TAKEN);
  await born(visitor, words.forms.born, ["5", "4", "2001"]);
  await save(visitor);
  await lookRefused(visitor, "forms-child-refused", "account", { problem: words.forms.tooOld, field: "child_born_on" });
  await born(visitor, words.forms.born, ["5", "4", "2026"]);
  await save(visitor);
  await arrive(visitor, words.forms.relationship);
  await look(visitor, "forms-relationship");
  await pick(visitor, words.forms.grandparent);
  await save(visitor);
  await arrive(visitor, words.forms.priority);
  await pick(visitor, words.forms.nobody);
  await save(visitor);
  await arrive(visitor, words.forms.home);
  await pick(visitor, words.forms.same);
  await save(visitor);
  await arrive(visitor, words.forms.pilot);
  await pick(visitor, words.forms.no);
  await save(visitor);
  await arrive(visitor, words.forms.children);
  await look(visitor, "forms-children");
  await pick(visitor, words.forms.no);
  await save(visitor);
  await arrive(visitor, words.forms.check);
  await look(visitor, "forms-check");
}

async function sign(visitor, name) {
  const { page, words } = visitor;
  await follow(visitor, words.forms.toSign);
  await arrive(visitor, words.forms.sign);
  await choose(visitor, page.getByRole("checkbox", { name: words.forms.agree, exact: true }));
  await fill(visitor, words.forms.name, name);
  await press(visitor, words.forms.sign);
}

/** Somebody elected for this child before: that is said, and nothing is sent. */
async function refusedForAnother(visitor, child) {
  const { page, words } = visitor;
  await follow(visitor, words.forms.toSign);
  await arrive(visitor, words.forms.sign);
  await look(visitor, "forms-sign");
  await press(visitor, words.forms.sign);
  await lookRefused(visitor, "forms-sign-refused", "account", { problem: words.forms.agreeMissing, field: "agree" });
  await page.getByRole("link", { name: words.back, exact: true }).click();
  await arrive(visitor, words.forms.check);
  await sign(visitor, "Somebody");
  await page.getByRole("alert").getByText(words.forms.claimed).waitFor();
  await look(visitor, "forms-sign-refused");
  await follow(visitor, words.forms.change);
  await arrive(visitor, words.forms.children);
  await follow(visitor, words.forms.changeChild);
  await arrive(visitor, words.forms.child);
  await fill(visitor, words.forms.number, child);
  await save(visitor);
  await arrive(visitor, words.forms.check);
}

async function send(visitor, name) {
  const { words } = visitor;
  await sign(visitor, name);
  await arrive(visitor, words.forms.sentTitle);
  await visitor.page.getByRole("main").getByText(words.forms.received, { exact: true }).first().waitFor();
  await look(visitor, "forms-sent");
}

async function onPaper(visitor) {
  const { page, words } = visitor;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("main").getByRole("link", { name: words.forms.paper, exact: true }).click(),
  ]);
  const bytes = readFileSync(await download.path());
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
}

async function correct(visitor, name) {
  const { page, words } = visitor;
  await press(visitor, words.forms.amend);
  await arrive(visitor, words.forms.check);
  await sign(visitor, name);
  await arrive(visitor, words.forms.sentTitle);
  await openTab(visitor, words.forms.tab);
  await arrive(visitor, words.forms.title);
  await page.getByRole("main").getByText(words.forms.replaced, { exact: true }).waitFor();
  await look(visitor, "forms");
  await follow(visitor, words.forms.election);
}

async function takeBack(visitor) {
  const { page, words } = visitor;
  await arrive(visitor, words.forms.sentTitle);
  await follow(visitor, words.forms.withdraw);
  await arrive(visitor, words.forms.withdrawTitle);
  await look(visitor, "forms-withdraw");
  await press(visitor, words.forms.withdrawYes);
  await arrive(visitor, words.forms.sentTitle);
  await page.getByRole("main").getByText(words.forms.withdrawn, { exact: true }).first().waitFor();
}
