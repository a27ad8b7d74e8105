// Can somebody take the steps of proving who they are, up to the number for a desk and there, change their mind and come
// back?

import assert from "node:assert/strict";
import { visitor as newVisitor } from "../browser.mjs";
import { signInAsAgent } from "../desk.mjs";
import { look } from "../look.mjs";
import { makeSignIn, readCode, submit } from "../own.mjs";
import { fill, next, toAddress } from "../papers.mjs";
import { arrive } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const titles = {
  en: {
    start: "Prove who you are",
    route: "How do you want to prove who you are?",
    you: "Who are you?",
    number: "Your tax number",
    address: "Your address",
    papers: "Which papers will you show?",
    phone: "A phone in your name",
    check: "Is everything right?",
    visit: "Come to a desk",
  },
  es: {
    start: "Demuestre quién es",
    route: "¿Cómo quiere demostrar quién es?",
    you: "¿Quién es usted?",
    number: "Su número de impuestos",
    address: "Su dirección",
    papers: "¿Qué documentos va a mostrar?",
    phone: "Un teléfono a su nombre",
    check: "¿Está todo bien?",
    visit: "Venga a un mostrador",
    done: "Usted demostró quién es",
  },
};

const walks = [
  { language: "en", width: 1280, email: "proving.visitor@example.com", number: "900-12-5001", phone: "202-555-0161" },
  { language: "es", width: 360, email: "demuestra.visita@example.com", number: "900-12-5002", phone: "202-555-0162" },
  { language: "en", width: 360, email: "plain.proving@example.com", number: "900-12-5003", phone: "202-555-0163", javaScriptEnabled: false },
];

for (const { language, email, number, phone, ...options } of walks) {
  const scripts = options.javaScriptEnabled === false ? ", without scripts" : "";
  const title = `${email} gets a number for a desk (${language}, ${options.width} px${scripts})`;
  journey(here, title, languages[language], options, async ({ visitor, identity }) => {
    await makeSignIn(visitor, identity, email);
    await tell(visitor, identity, number);
    await show(visitor, identity, phone);
    await visit(visitor, identity);
  });
}

journey(here, "a clerk sees the papers at a desk, and the person is proved (es, 1280 px)", languages.es, { width: 1280 }, async ({ visitor, identity }) => {
  const { page } = visitor;
  await toAddress(visitor, identity, { route: "in-person", email: "con.cita@example.com", number: "900-12-5004" });
  await show(visitor, identity, "202-555-0164");
  await next(visitor, "/prove/check");
  await at(visitor, "visit");
  const digits = await page.locator(".shown-number").innerText();
  const clerk = await newVisitor(here.browser, languages.es, { width: 1280 });
  try {
    await signInAsAgent(clerk, identity, "clerk");
    await clerk.page.goto(`${identity}/desk/in-person`);
    await look(clerk, "desk-in-person", "identity");
    await clerk.page.locator("#number").fill(digits);
    await submit(clerk);
    await clerk.page.locator("label[for=paper-drivers-license]").waitFor();
    await look(clerk, "desk-visit", "identity");
    await clerk.page.locator("label[for=paper-drivers-license]").click();
    for (const tick of await clerk.page.locator("label[for^=check-]").all()) {
      await tick.click();
    }
    await clerk.page.locator("label[for=choice-complete]").click();
    await clerk.page.locator("#note").fill("Vino con su licencia");
    await clerk.page.locator("main form[action^='/desk/in-person/'] button").click();
    await clerk.page.waitForURL(/done=decided/);
  } finally {
    await clerk.context.close();
  }
  await page.goto(`${identity}/prove/go-on`);
  await at(visitor, "done");
});

async function at(visitor, name) {
  await arrive(visitor, titles[visitor.words.language][name]);
  await look(visitor, `prove-${name}`, "identity");
}

/** Route, name, number, address; each once wrong. */
async function tell(visitor, identity, number) {
  const { page } = visitor;
  await page.goto(`${identity}/prove/go-on`);
  await at(visitor, "start");
  await next(visitor, "/prove/start");
  await at(visitor, "route");
  await page.locator("label[for=route-in-person]").click();
  await next(visitor, "/prove/route");
  await at(visitor, "you");
  await fill(visitor, { given_names: "Ana María", family_name: "O’Hara", born: "2", born_day: "30", born_year: "1980" });
  await next(visitor, "/prove/you");
  assert.equal(visitor.seen.status, 422);
  await look(visitor, "prove-you-refused", "identity");
  assert.equal(await page.locator("#given_names").inputValue(), "Ana María", "what was typed is kept");
  await page.locator("#born_day").fill("29");
  await next(visitor, "/prove/you");
  await at(visitor, "number");
  await page.locator("#tax_number").fill(number);
  await next(visitor, "/prove/number");
  await at(visitor, "address");
  await fill(visitor, { street: "1 Elm St", city: "Springfield", region: "CA", postal_code: "94105" });
  await next(visitor, "/prove/address");
}

/** Papers, and a telephone whose code comes back. */
async function show(visitor, identity, phone) {
  const { page } = visitor;
  await at(visitor, "papers");
  await page.locator("label[for=papers-drivers-license]").click();
  await next(visitor, "/prove/papers");
  await at(visitor, "phone");
  await page.locator("#number").fill(phone);
  await next(visitor, "/prove/phone");
  await page.locator("#code").waitFor();
  await page.locator("#code").fill(await readCode(visitor, identity, `+1${phone.replaceAll("-", "")}`));
  await submit(visitor);
}

/** The last page, the number for the desk, another route, and back. */
async function visit(visitor, identity) {
  const { page } = visitor;
  await at(visitor, "check");
  const text = await page.getByRole("main").innerText();
  assert.match(text, /\*\*\*-\*\*-500\d/);
  assert.doesNotMatch(text, /900-?12-?500/);
  await next(visitor, "/prove/check");
  await at(visitor, "visit");
  assert.match(await page.getByRole("main").innerText(), /\d{4} \d{4} \d{4}/);
  assert.equal(await page.locator(".qr-code svg").count(), 1);
  await next(visitor, "/prove/change");
  await at(visitor, "route");
  // Somewhere else, later: the same place.
  await page.goto(`${identity}/security`);
  await page.goto(`${identity}/prove/go-on`);
  await at(visitor, "route");
}
