// Can somebody prove who they are with pictures alone: with files and without scripts; with a phone that a computer hands
// over to, by its camera?

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, visitor as newVisitor } from "../browser.mjs";
import { decide, openCase, signInAsAgent } from "../desk.mjs";
import { look } from "../look.mjs";
import { next, open, send, specimen, toPictures } from "../papers.mjs";
import { arrive } from "../steps.mjs";
import { journey, languages, world } from "../world.mjs";

const here = world();

const titles = {
  en: {
    list: "Pictures of your papers",
    front: "The front of your card",
    back: "The back of your card",
    selfie: "Your face",
    hand: "Take the pictures with your phone",
    arrived: "Go on with this phone",
    check: "Is everything right?",
    waiting: "We are looking at it",
    done: "You have proved who you are",
    agree: "Tick that you agree",
  },
  es: {
    list: "Fotos de sus documentos",
    front: "El frente de su tarjeta",
    back: "El dorso de su tarjeta",
    selfie: "Su rostro",
    hand: "Tome las fotos con su teléfono",
    arrived: "Seguir con este teléfono",
    check: "¿Está todo bien?",
    waiting: "Lo estamos revisando",
    done: "Usted demostró quién es",
    agree: "Marque que acepta",
  },
};

journey(
  here,
  "pictures are sent as files, without scripts (en, 360 px)",
  languages.en,
  { width: 360, javaScriptEnabled: false },
  async ({ visitor, account, identity }) => {
    await toPictures(visitor, identity, { route: "camera", email: "files.only@example.com", number: "900-12-5011", phone: "202-555-0171" });
    await at(visitor, "list");
    for (const paper of ["front", "back", "selfie"]) {
      await open(visitor, "prove/pictures", paper);
      await at(visitor, paper);
      await send(visitor, account, paper);
      await arrive(visitor, titles.en[paper === "selfie" ? "check" : "list"]);
    }
    await finish(visitor);
  },
);

journey(
  here,
  "a computer hands over to a phone with a camera, and follows along (es, 1280 px)",
  languages.es,
  { width: 1280 },
  async ({ visitor, account, identity }) => {
    await toPictures(visitor, identity, { route: "camera", email: "con.telefono@example.com", number: "900-12-5012", phone: "202-555-0172" });
    await at(visitor, "list");
    await visitor.page.locator("form[action='/prove/pictures/phone'] button").click();
    await at(visitor, "hand");
    assert.equal(await visitor.page.locator(".qr-code svg").count(), 1);
    const address = await visitor.page.getByRole("main").locator("code").innerText();
    await beforeCamera(visitor, await specimen(account, "back"), async (browser) => {
      const phone = await newVisitor(browser, languages.es, { width: 360 });
      await byPhone(phone, address, account);
      await phone.context.close();
    });
    // The computer's page goes on by itself.
    await arrive(visitor, titles.es.check);
    await finish(visitor);
  },
);

journey(here, "a face is taken by the camera (en, 360 px)", languages.en, {}, async ({ visitor, account, identity }) => {
  await beforeCamera(visitor, await specimen(account, "selfie"), async (browser) => {
    const person = await newVisitor(browser, languages.en, { width: 360 });
    await toPictures(person, identity, { route: "camera", email: "face.filmed@example.com", number: "900-12-5013", phone: "202-555-0183" });
    for (const paper of ["front", "back"]) {
      await open(person, "prove/pictures", paper);
      await send(person, account, paper);
      await arrive(person, titles.en.list);
    }
    await open(person, "prove/pictures", "selfie");
    await person.page.locator("label[for=agreed]").click();
    await person.page.getByRole("button", { name: "Use the camera of this device" }).click();
    await person.page.locator("video").waitFor();
    await person.page.getByRole("status").filter({ hasText: /./ }).waitFor();
    await look(person, "pictures-face", "identity");
    await person.page.getByRole("button", { name: "Take the picture now" }).click();
    await finish(person);
    await person.context.close();
  });
});

for (const [language, width, number] of [["en", 1280, "900-12-9994"], ["es", 360, "900-13-9994"]]) {
  const title = `a reviewer sees pictures beside what was typed, and compares the face (${language}, ${width} px)`;
  journey(here, title, languages[language], { width }, async ({ visitor, account, identity }) => {
    const phone = language === "en" ? "202-555-0173" : "202-555-0174";
    await toPictures(visitor, identity, { route: "camera", email: `reviewed.${language}@example.com`, number, phone });
    for (const paper of ["front", "back", "selfie"]) {
      await open(visitor, "prove/pictures", paper);
      await send(visitor, account, paper);
      await arrive(visitor, titles[language][paper === "selfie" ? "check" : "list"]);
    }
    await next(visitor, "/prove/check");
    await at(visitor, "waiting");
    const agent = await newVisitor(here.browser, languages[language], { width });
    try {
      await review(agent, identity);
    } finally {
      await agent.context.close();
    }
    await visitor.page.goto(`${identity}/prove/go-on`);
    await at(visitor, "done");
  });
}

/** Does something with a browser whose camera sees one picture and nothing else. */
async function beforeCamera(visitor, png, use) {
  const folder = mkdtempSync(join(tmpdir(), "counterfoil-camera-"));
  const stream = join(folder, "film.mjpeg");
  writeFileSync(stream, await filmed(visitor, png));
  const browser = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${stream}`,
  ]);
  try {
    await use(browser);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks at a picture, and finds paper and face good. */
async function review(agent, identity) {
  const { page } = agent;
  await signInAsAgent(agent, identity);
  await openCase(agent, identity);
  await page.waitForFunction(() => [...document.querySelectorAll(".paper-picture")].every((one) => one.complete));
  const shown = await page.locator(".paper-picture").evaluateAll((all) => all.map((one) => one.naturalWidth));
  assert.ok(shown.length === 3 && shown.every((width) => width > 400), `${shown}`);
  await look(agent, "desk-case-pictures", "identity");
  await magnify(page);
  await page.locator("label[for=choice-accept]").click();
  await page.locator("label[for=good-drivers-license]").click();
  await page.locator("label[for=same-yes]").click();
  await decide(agent);
}

/** Three times larger by the keyboard; the middle stays in the middle, and arrow keys move it. */
async function magnify(page) {
  const frame = page.locator(".paper-pictures__frame").first();
  const sizes = () => frame.evaluate((one) => [one.clientWidth, one.scrollWidth, one.scrollLeft]);
  await page.locator("#magnifier").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const [shown, whole, left] = await sizes();
  assert.ok(Math.abs(whole - 3 * shown) < 8, `${whole} of ${shown}`);
  assert.ok(Math.abs(left - shown) < 8, `the middle is at ${left + shown / 2} of ${whole}`);
  await frame.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(([one, before]) => one.scrollLeft > before, [await frame.elementHandle(), left]);
}

/** The phone takes the case over and takes the back by its camera, the others as files. */
async function byPhone(phone, address, account) {
  const { page } = phone;
  await page.goto(address);
  await at(phone, "arrived");
  await page.locator("main form button").click();
  await arrive(phone, titles.es.list);
  await look(phone, "pictures-phone-list", "identity");
  await open(phone, "phone/pictures", "back");
  await arrive(phone, titles.es.back);
  await page.getByRole("button", { name: "Usar la cámara de este dispositivo" }).click();
  await page.locator("video").waitFor();
  // What the camera sees is judged.
  await page.getByRole("status").filter({ hasText: /./ }).waitFor();
  await look(phone, "pictures-camera", "identity");
  await page.getByRole("button", { name: "Tomar la foto ahora" }).click();
  await arrive(phone, titles.es.list);
  await open(phone, "phone/pictures", "front");
  await send(phone, account, "front");
  await arrive(phone, titles.es.list);
  // Nothing of a face is taken before its owner agrees.
  await open(phone, "phone/pictures", "selfie");
  await page.getByRole("button", { name: "Usar la cámara de este dispositivo" }).click();
  await page.getByRole("status").filter({ hasText: titles.es.agree }).waitFor();
  assert.equal(await page.locator("video").isVisible(), false);
  await send(phone, account, "selfie");
  await page.getByText("Vuelva a su computadora", { exact: false }).waitFor();
}

async function finish(visitor) {
  await at(visitor, "check");
  await next(visitor, "/prove/check");
  await at(visitor, "done");
}

async function at(visitor, name) {
  await arrive(visitor, titles[visitor.words.language][name]);
  await look(visitor, `pictures-${name}`, "identity");
}

/** A film of one picture, as a camera shows it that holds still: JPEG after JPEG. */
async function filmed({ context }, png) {
  const page = await context.newPage();
  const jpeg = await page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    const canvas = new OffscreenCanvas(1920, 1080);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#555";
    pen.fillRect(0, 0, 1920, 1080);
    const scale = Math.min(1800 / image.width, 1000 / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    pen.drawImage(image, (1920 - width) / 2, (1080 - height) / 2, width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [...png]);
  await page.close();
  return Buffer.concat(Array.from({ length: 5 }, () => Buffer.from(jpeg)));
}
