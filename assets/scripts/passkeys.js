// How does a form get its passkey? Asks the site for the options, the browser for the passkey, and sends the form with
// the answer in its field "credential". Without this script, or in a browser without passkeys, the form says so.
// What it says stands in the form's data attributes, in the language of the page.

// A little shorter than a challenge lives, so that autofill never offers one that is over.
const AUTOFILL_MILLISECONDS = 270_000;

const isSupported = window.PublicKeyCredential !== undefined && navigator.credentials !== undefined;

let autofill = null;

function tell(form, what) {
  form.querySelector("[role=status]").textContent = what === "" ? "" : form.dataset[what];
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Browsers before Level 3 have no reader for JSON.
function read(ceremony, options) {
  const withBytes = (key) => ({ ...key, id: bytesOf(key.id) });
  if (ceremony === "create") {
    return (
      window.PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? {
        ...options,
        challenge: bytesOf(options.challenge),
        user: withBytes(options.user),
        excludeCredentials: options.excludeCredentials.map(withBytes),
      }
    );
  }
  return (
    window.PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? {
      ...options,
      challenge: bytesOf(options.challenge),
      allowCredentials: options.allowCredentials.map(withBytes),
    }
  );
}

function write({ id, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const there = parts.filter((part) => response[part] instanceof ArrayBuffer && response[part].byteLength > 0);
  return JSON.stringify({
    id,
    rawId: id,
    type,
    response: Object.fromEntries(there.map((part) => [part, textOf(response[part])])),
  });
}

async function ask(form, others = {}) {
  const { passkey: ceremony, options: address } = form.dataset;
  const answer = await fetch(address, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ csrf: form.elements.csrf.value }),
    signal: others.signal,
  });
  if (!answer.ok) {
    throw new DOMException("", answer.status === 429 ? "wait" : "failed");
  }
  const publicKey = read(ceremony, await answer.json());
  const credential = await navigator.credentials[ceremony]({ publicKey, ...others });
  form.elements.credential.value = write(credential);
  form.submit();
}

function problem(form, { name }) {
  if (name === "NotAllowedError" || name === "AbortError") {
    return "cancelled";
  }
  if (name === "InvalidStateError") {
    return "known";
  }
  return name === "wait" ? "wait" : "failed";
}

async function press(event) {
  const form = event.currentTarget;
  event.preventDefault();
  if (!isSupported) {
    tell(form, "unsupported");
    return;
  }
  if (form.ariaBusy === "true") {
    return;
  }
  // A browser serves one request at a time.
  autofill?.abort();
  form.ariaBusy = "true";
  tell(form, "working");
  try {
    await ask(form);
    tell(form, "");
  } catch (error) {
    tell(form, problem(form, error));
    offer(form);
  } finally {
    form.ariaBusy = "false";
  }
}

// Offers passkeys where the browser fills in the email address. Nothing is said if nobody takes one.
async function offer(form) {
  if (form.dataset.autofill === undefined) {
    return;
  }
  const mine = new AbortController();
  autofill = mine;
  if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) {
    return;
  }
  const renewal = setTimeout(() => {
    mine.abort();
    offer(form);
  }, AUTOFILL_MILLISECONDS);
  try {
    await ask(form, { mediation: "conditional", signal: mine.signal });
  } catch {
    // Put off, or not available after all: the button remains.
  } finally {
    clearTimeout(renewal);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", press);
  if (isSupported) {
    offer(form);
  } else {
    tell(form, "unsupported");
  }
}

// Whoever sends another form leaves: a question still under way would meet the session that the form begins.
document.addEventListener("submit", ({ target }) => {
  if (target.dataset.passkey === undefined) {
    autofill?.abort();
  }
});

// The challenge of a page that comes back from the browser's memory is old.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});
