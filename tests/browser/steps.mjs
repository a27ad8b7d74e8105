// Which steps do several journeys share?

import assert from "node:assert/strict";
import { look } from "./look.mjs";

/** Waits until the page with this main heading is there, whole. */
export async function arrive({ page }, heading) {
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  await page.waitForLoadState("domcontentloaded");
}

export async function follow({ page }, name) {
  await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
}

export async function press({ page }, name) {
  await page.getByRole("main").getByRole("button", { name, exact: true }).click();
}

/** By its label, as a visitor does: the box itself is drawn elsewhere. */
export async function choose({ page }, box) {
  await page.locator(`label[for="${await box.getAttribute("id")}"]`).click();
}

/** A tab of the main navigation, which narrow windows hide behind a menu. */
export async function openTab({ page, words }, name) {
  const link = page.getByRole("navigation").getByRole("link", { name, exact: true });
  if (!(await link.isVisible())) {
    await page.getByRole("navigation").getByText(words.menu, { exact: true }).click();
  }
  await link.click();
}

/** From the first page through the identity site to Home, as a demonstration person. */
export async function signInAs(visitor, account, name) {
  const { page, words } = visitor;
  await page.goto(`${account}/?lang=${words.language}`);
  await arrive(visitor, words.front.title);
  await follow(visitor, words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await press(visitor, words.signIn.choose(name));
  await arrive(visitor, words.consent.title);
  await press(visitor, words.consent.agree);
  await arrive(visitor, words.home.title);
}

export async function signOut({ page, words }) {
  await page.getByRole("banner").getByRole("button", { name: words.signOut, exact: true }).click();
}

/** The one figure a page is about, in cents; a credit is below zero. */
export async function figure({ page, words }) {
  return cents(await page.locator(".summary-figure__amount").first().innerText(), words);
}

export function cents(text, words) {
  const match = text.trim().match(/^\$(\d{1,3}(?:,\d{3})*)\.(\d{2})(.*)$/);
  assert.ok(match, `${text} is no amount`);
  const [, dollars, rest, ending] = match;
  assert.ok(ending === "" || ending === words.credit, `${text} ends strangely`);
  const amount = Number(dollars.replaceAll(",", "") + rest);
  return ending === "" ? amount : -amount;
}

/** Decimal text of a file, in cents. */
export function decimalCents(text) {
  assert.match(text, /^-?\d+\.\d{2}$/);
  return Number(text.replace(".", ""));
}

/** What a refused form shows: the title, a summary that has the focus and leads to the field, the field's own words. */
export async function lookRefused(visitor, name, site, { problem, field }) {
  const { page, words } = visitor;
  const summary = page.getByRole("alert");
  await summary.getByText(words.problem, { exact: true }).waitFor();
  assert.ok((await page.title()).startsWith(words.errorTitle), await page.title());
  assert.equal(visitor.seen.status, 422);
  // The browser gives the focus with the first picture it draws, which may come after the words.
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "alert", null, { timeout: 10_000 });
  await look(visitor, name, site);
  await summary.getByRole("link", { name: problem, exact: true }).click();
  const reached = await page.evaluate(() => ({
    id: document.activeElement.id,
    invalid: document.activeElement.getAttribute("aria-invalid"),
    described: (document.activeElement.getAttribute("aria-describedby") ?? document.activeElement.closest("fieldset")?.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent.trim()),
  }));
  assert.equal(reached.id, field);
  assert.equal(reached.invalid, "true");
  assert.ok(reached.described.includes(problem), `the field is described by ${reached.described}`);
}
