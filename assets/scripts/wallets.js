// How does a page ask a wallet by its browser (the Digital Credentials API)? The choice shows only where the browser can
// do it; the form asks with what the site signed and brings the answer back. Other browsers go by a link or a QR code.

const PROTOCOL = "openid4vp-v1-signed";

const isSupported =
  window.DigitalCredential !== undefined && (window.DigitalCredential.userAgentAllowsProtocol?.(PROTOCOL) ?? true);

async function ask(event) {
  const form = event.currentTarget;
  const tell = (what) => {
    form.querySelector("[role=status]").textContent = form.dataset[what];
  };
  event.preventDefault();
  if (!isSupported) {
    tell("failed");
    return;
  }
  tell("working");
  try {
    const requests = [{ protocol: PROTOCOL, data: { request: form.dataset.request } }];
    const { data } = await navigator.credentials.get({ mediation: "required", digital: { requests } });
    form.elements.answer.value = (typeof data === "string" ? JSON.parse(data) : data).response;
    form.submit();
  } catch ({ name }) {
    tell(name === "NotAllowedError" || name === "AbortError" ? "cancelled" : "failed");
  }
}

for (const choice of document.querySelectorAll("[data-wallets]")) {
  choice.hidden = !isSupported;
}
for (const form of document.querySelectorAll("form[data-request]")) {
  form.addEventListener("submit", ask);
}
