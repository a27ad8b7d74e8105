// Signs a browser in at a provider through its forms and returns its cookies: what the bench's sign-ins begin with.

/** Cookies by name, as the header sends them. */
class Browser {
  constructor(origin) {
    this.origin = origin;
    this.cookies = new Map();
  }

  header() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async send(address, fields) {
    const answer = await fetch(new URL(address, this.origin), {
      method: fields ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: this.header(), "user-agent": "bench", ...(fields && { origin: this.origin }) },
      body: fields && new URLSearchParams(fields),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/s);
      if (value === "" || /max-age=0|1970/i.test(cookie)) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
    return answer;
  }

  /** Follows redirects on the provider; the page at the end, or the address elsewhere. */
  async follow(address, fields) {
    let answer = await this.send(address, fields);
    for (let step = 0; step < 12 && answer.headers.has("location"); step += 1) {
      const next = new URL(answer.headers.get("location"), this.origin);
      if (next.origin !== this.origin) {
        return { away: next.href };
      }
      answer = await this.send(next.href);
    }
    return { status: answer.status, page: await answer.text() };
  }
}

const decode = (text) => text.replaceAll("&amp;", "&").replaceAll("&#38;", "&").replaceAll("&#x2f;", "/");

/** The fields a form has filled in already: hidden ones, and boxes that are ticked or can be. */
function filled(page, form) {
  const fields = [];
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const value = (name) => input.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
    if (value("type") === "hidden" || value("type") === "checkbox") {
      fields.push([value("name"), decode(value("value") ?? "on")]);
    }
  }
  return fields;
}

/** The form whose action holds a word. */
function formOf(page, word) {
  for (const [form, action] of page.matchAll(/<form\b[^>]*\baction="([^"]*)"[\s\S]*?<\/form>/g)) {
    if (action.includes(word)) {
      return { action: decode(action), fields: filled(page, form) };
    }
  }
  return undefined;
}

/** Walks from an address to the site it came from. `answers` says what to add to which form. */
export async function visit(origin, address, answers) {
  const browser = new Browser(origin);
  let at = await browser.follow(address);
  for (let step = 0; step < 8 && at.page !== undefined; step += 1) {
    const found = answers
      .map(([word, fields, only]) => [formOf(at.page, word), fields, only])
      .find(([form, , only]) => form && (only === undefined || at.page.includes(only)));
    if (!found) {
      throw new Error(`no form to answer (${at.status}): ${at.page.slice(0, 2000)}`);
    }
    const [form, fields] = found;
    at = await browser.follow(form.action, [...form.fields, ...fields]);
  }
  if (!at.away?.includes("code=")) {
    throw new Error(`no code: ${at.away}`);
  }
  return browser.header();
}
