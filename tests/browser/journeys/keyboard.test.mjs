// Can everything on the way to the explanation be reached and used by keyboard alone, with the focus always in sight?

import assert from "node:assert/strict";
import { arrive } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

journey(here, "Claire Winslow finds her balance by keyboard (en, 1280 px)", languages.en, {}, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await page.goto(account);
  await use(visitor, "link", words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await use(visitor, "button", words.signIn.choose("Claire Winslow"));
  await arrive(visitor, words.consent.title);
  await use(visitor, "button", words.consent.agree, "Space");
  await arrive(visitor, words.home.title);
  await use(visitor, "link", words.balance.tab);
  await arrive(visitor, words.balance.title);
  await use(visitor, "link", "2024");
  await arrive(visitor, words.balance.year(2024));
  for (const [label, text] of [
    [words.month, "1"],
    [words.day, "15"],
    [words.year, "2027"],
  ]) {
    await tabTo(visitor, "textbox", label);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/on_month=1/);
  await arrive(visitor, words.balance.year(2024));
  await use(visitor, "link", words.balance.how);
  await arrive(visitor, words.balance.explanation(2024));
  await scrollTable(visitor);
  const arriving = page.waitForEvent("download");
  await use(visitor, "link", words.balance.json);
  assert.match((await arriving).suggestedFilename(), /^balance-2024-as-of-2027-01-15\.json$/);
  await use(visitor, "button", words.signOut);
  await arrive(visitor, words.signedOut);
});

journey(here, "the menu of a narrow window opens and closes by keyboard (es, 360 px)", languages.es, { width: 360 }, async ({ visitor, account }) => {
  const { page, words } = visitor;
  await page.goto(account);
  await use(visitor, "link", words.front.signIn);
  await arrive(visitor, words.signIn.title);
  await use(visitor, "button", words.signIn.choose("Walter Brandt"));
  await arrive(visitor, words.consent.title);
  await use(visitor, "button", words.consent.agree);
  await arrive(visitor, words.home.title);
  const tab = page.getByRole("navigation").getByRole("link", { name: words.records.tab, exact: true });
  assert.equal(await tab.isVisible(), false, "a narrow window hides the tabs");
  await tabToElement(visitor, (element, text) => element.matches("summary") && element.innerText.trim() === text, words.menu);
  await page.keyboard.press("Enter");
  await tab.waitFor();
  await use(visitor, "link", words.records.tab);
  await arrive(visitor, words.records.title);
});

async function use(visitor, role, name, key = "Enter") {
  await tabTo(visitor, role, name);
  await visitor.page.keyboard.press(key);
}

/** Presses Tab until the named control has the focus. */
async function tabTo(visitor, role, name) {
  const goal = visitor.page.getByRole(role, { name, exact: true });
  await goal.first().waitFor();
  await goal.evaluateAll((elements) => elements.forEach((element) => element.setAttribute("data-goal", "")));
  await tabToElement(visitor, (element) => element.hasAttribute("data-goal"), name);
  await goal.evaluateAll((elements) => elements.forEach((element) => element.removeAttribute("data-goal")));
}

async function tabToElement({ page }, isGoal, name) {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(readFocus);
    assert.ok(focus.isShown, `the focus cannot be seen on ${focus.html}`);
    assert.ok(focus.isOnTop, `something covers the focused ${focus.html}`);
    if (await page.evaluate(`(${isGoal})(document.activeElement, ${JSON.stringify(name)})`)) {
      return;
    }
  }
  assert.fail(`Tab does not reach ${name}`);
}

/** Runs in the page: is the focused element marked, and is its middle not covered (WCAG 2.4.7, 2.4.11)? */
async function readFocus() {
  // The skip link slides into sight.
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
  const element = document.activeElement;
  if (element === document.body) {
    return { isShown: true, isOnTop: true, html: "the page" };
  }
  // The mark of a radio button or a box is drawn on its label.
  const marked = element.matches("[type=radio], [type=checkbox]") ? element.labels[0] : element;
  const marks = ["", "::before"].map((part) => getComputedStyle(marked, part));
  const isShown = marks.some(
    ({ outlineStyle, outlineWidth, boxShadow }) =>
      // "auto" is the browser's own ring, whatever width it tells.
      outlineStyle === "auto" || (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none",
  );
  const { left, top, width, height } = marked.getClientRects()[0] ?? marked.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  const isOnTop = found !== null && (marked.contains(found) || found.contains(marked));
  return { isShown, isOnTop, html: element.outerHTML.slice(0, 100) };
}

/** A table that is wider than the window can be scrolled by arrow keys once it has the focus. */
async function scrollTable(visitor) {
  const { page } = visitor;
  const region = page.getByRole("region").filter({ has: page.getByRole("table") }).first();
  await region.evaluate((element) => element.setAttribute("data-table", ""));
  await tabToElement(visitor, (element) => element.hasAttribute("data-table"), "the first table");
}
