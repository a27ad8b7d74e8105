// How does somebody get to the pictures of their papers, and how are specimens sent?

import assert from "node:assert/strict";
import { makeSignIn, readCode, submit } from "./own.mjs";

/** The made-up person on the specimens. */
const holder = { given_names: "Amelia", family_name: "Hartwell", born: "3", born_day: "14", born_year: "1986" };

/** Name, number, address: looked at by another journey. */
export async function toAddress(visitor, identity, { route, email, number, who = holder }) {
  const { page } = visitor;
  await makeSignIn(visitor, identity, email);
  await page.goto(`${identity}/prove/go-on`);
  await next(visitor, "/prove/start");
  await page.locator(`label[for=route-${route}]`).click();
  await next(visitor, "/prove/route");
  await fill(visitor, who);
  await next(visitor, "/prove/you");
  await fill(visitor, { tax_number: number });
  await next(visitor, "/prove/number");
  await fill(visitor, { street: "418 Bayberry Ct", city: "Fernhollow", region: "OR", postal_code: "00118" });
  await next(visitor, "/prove/address");
}

/** And then papers and telephone. */
export async function toPictures(visitor, identity, { phone, ...asked }) {
  const { page } = visitor;
  await toAddress(visitor, identity, asked);
  await page.locator("label[for=papers-drivers-license]").click();
  await next(visitor, "/prove/papers");
  await fill(visitor, { number: phone });
  await next(visitor, "/prove/phone");
  await page.locator("#code").waitFor();
  await page.locator("#code").fill(await readCode(visitor, identity, `+1${phone.replaceAll("-", "")}`));
  await submit(visitor);
}

/** Presses the first button of the step's own form. */
export async function next({ page }, path) {
  await page.locator(`form[action='${path}'] button[type=submit]`).first().click();
}

export async function fill({ page }, fields) {
  for (const [id, value] of Object.entries(fields)) {
    await page.locator(`#${id}`).fill(value);
  }
}

export async function open({ page }, base, paper) {
  await page.locator(`main a[href='/${base}/${paper}']`).click();
}

/** A specimen as the demonstration offers it. */
export async function specimen(account, paper) {
  const answer = await fetch(`${account}/sandbox/papers/demo-amelia/${paper}.png`);
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

export async function send({ page }, account, paper) {
  const buffer = await specimen(account, paper);
  await page.locator("#file").setInputFiles({ name: `${paper}.png`, mimeType: "image/png", buffer });
  if (paper === "selfie") {
    await page.locator("label[for=agreed]").click();
  }
  await page.locator("form[data-camera] button[type=submit]").click();
}
