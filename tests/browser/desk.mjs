// How does a test become one of the agency's people, and how do they open a case?

import { submit } from "./own.mjs";

/** Signs in as the demonstration's agent of a role. */
export async function signInAsAgent({ page, words }, identity, role = "reviewer") {
  const place = ["reviewer", "clerk", "investigator", "supervisor"].indexOf(role);
  await page.goto(`${identity}/sign-in?lang=${words.language}`);
  await page.locator("main details > summary").last().click();
  await page.locator("form[action='/sign-in/demonstration/agent'] button").nth(place).click();
  await page.waitForURL(/\/security|\/desk/);
}

/** Opens the case that has waited longest, with a reason. */
export async function openCase(agent, identity) {
  const { page } = agent;
  await page.goto(`${identity}/desk/cases`);
  await page.locator("main table a").first().click();
  await page.locator("label[for=reason-case]").click();
  await page.locator("#note").fill("Its turn");
  await submit(agent);
  await page.locator(".paper-picture").first().waitFor();
}

/** Sends what was chosen. */
export async function decide({ page }) {
  await page.locator("main form[action^='/desk/cases/'] button").last().click();
  await page.waitForURL(/done=decided/);
}
