// When does this visit end? Shows the dialog of the frame before it does, keeps the visit alive on
// request, and leaves the page when it is over. Tabs of one site tell each other.
// Without this script the frame's <meta http-equiv="refresh"> leads to a warning page instead.

const dialog = document.getElementById("ending");
const clock = document.getElementById("ending-clock");
const extendForm = document.getElementById("ending-extend");
const tabs = new BroadcastChannel(`counterfoil-${dialog.dataset.site}`);

let warningAt = 0;
let endsAt = 0;

// Wall-clock times, because timers stand still while a laptop sleeps.
function startCountdown(warningIn, endsIn) {
  warningAt = Date.now() + warningIn * 1000;
  endsAt = Date.now() + endsIn * 1000;
  if (dialog.open) {
    dialog.close();
  }
}

function leave() {
  window.location.assign("/session/ended");
}

function tick() {
  const left = Math.ceil((endsAt - Date.now()) / 1000);
  if (left <= 0) {
    leave();
    return;
  }
  if (Date.now() < warningAt) {
    return;
  }
  const minutes = Math.floor(left / 60);
  clock.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
  if (!dialog.open) {
    // showModal keeps the focus inside and gives it back on closing.
    dialog.showModal();
  }
}

async function extend(event) {
  event.preventDefault();
  try {
    const response = await fetch(extendForm.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(extendForm)),
    });
    if (!response.ok) {
      leave();
      return;
    }
    const { warning_in: warningIn, ends_in: endsIn } = await response.json();
    startCountdown(warningIn, endsIn);
    tabs.postMessage({ warningIn, endsIn });
  } catch {
    // No network: the plain form gives the browser's own message, and the page stays as it is.
    extendForm.submit();
  }
}

// The countdown of a page that comes back from the browser's memory is old.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});

tabs.addEventListener("message", ({ data }) => {
  if (data === "signed out") {
    leave();
  } else {
    startCountdown(data.warningIn, data.endsIn);
  }
});

for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
  form.addEventListener("submit", () => tabs.postMessage("signed out"));
}

// Escape means "I am here", the same as the first button, where staying is possible.
dialog.addEventListener("cancel", (event) => {
  if (extendForm) {
    extend(event);
  } else {
    event.preventDefault();
  }
});

if (extendForm) {
  extendForm.addEventListener("submit", extend);
}

const { warningIn, endsIn } = dialog.dataset;
startCountdown(Number(warningIn), Number(endsIn));
tabs.postMessage({ warningIn: Number(warningIn), endsIn: Number(endsIn) });
setInterval(tick, 1000);
tick();
