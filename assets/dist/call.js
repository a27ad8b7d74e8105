// How do the two ends of a video call meet, and how is what they type shown? The browsers talk to each other; how they meet
// goes through the site, as does the text. Each loading of a page has a name of its own: the person says hello under it, the
// agent offers, the person answers (W3C WebRTC 1.0, with all candidates in one description).

const box = document.querySelector("[data-call]");
const said = box.dataset;
const isAgent = said.call === "agent";
const [theirs, own] = box.querySelectorAll("video");
const status = box.querySelector("[role=status]");
const log = document.querySelector("[role=log] ul");
const caption = box.querySelector(".call__caption");
const start = box.querySelector("[data-do=start]");
const mute = box.querySelector("[data-do=mute]");

// A description leaves when all candidates are there, or after so long with those that are.
const GATHERING = 3_000;
const PAUSE = 2_000;

let me = name();
let other = "";
let stream = null;
let link = null;
let after = Number(said.after);
let isOver = false;

function name() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function tell(what) {
  if (status.textContent !== said[what]) {
    status.textContent = said[what];
  }
}

function send(kind, text) {
  return fetch(said.messages, { method: "POST", body: new URLSearchParams({ csrf: said.csrf, kind, text }) });
}

async function signal(message) {
  const answer = await send("signal", JSON.stringify({ from: me, to: other, ...message }));
  if (!answer.ok) {
    tell("lost");
  }
}

function show(who, text) {
  const line = document.createElement("li");
  const from = document.createElement("strong");
  from.textContent = `${who}: `;
  line.append(from, text);
  log.append(line);
  line.scrollIntoView({ block: "nearest" });
}

function stop() {
  link?.close();
  link = null;
  stream?.getTracks().forEach((track) => track.stop());
  own.srcObject = null;
  theirs.srcObject = null;
}

function begin() {
  link?.close();
  const made = new RTCPeerConnection(JSON.parse(said.servers));
  link = made;
  stream.getTracks().forEach((track) => made.addTrack(track, stream));
  made.addEventListener("track", ({ streams: [first] }) => {
    theirs.srcObject = first;
    theirs.play().catch(() => {});
  });
  made.addEventListener("connectionstatechange", () => {
    if (made !== link) {
      return;
    }
    tell({ connected: "connected", disconnected: "lost", failed: "lost" }[made.connectionState] ?? "meeting");
    if (made.connectionState === "failed" && !isAgent) {
      hello();
    }
  });
}

async function described() {
  const gathered = new Promise((resolve) => {
    link.addEventListener("icegatheringstatechange", ({ target }) => {
      if (target.iceGatheringState === "complete") {
        resolve();
      }
    });
  });
  await Promise.race([gathered, pause(GATHERING)]);
  return link.localDescription;
}

// Under a new name, so that the agent offers anew.
async function hello() {
  me = isAgent ? me : name();
  other = "";
  await signal({ hello: true });
}

async function offer(to) {
  other = to;
  begin();
  await link.setLocalDescription();
  await signal({ description: await described() });
}

async function take({ kind, text }) {
  if (kind !== "signal") {
    if (kind === "caption") {
      caption.textContent = text;
    }
    show(kind === "caption" ? said.captioned : said.other, text);
    return;
  }
  const { from, to, hello: greets, description } = JSON.parse(text);
  if (greets && !isAgent && stream !== null) {
    await hello();
  } else if (greets && isAgent && from !== other) {
    other = from;
    if (stream !== null) {
      await offer(from);
    }
  } else if (description?.type === "offer" && !isAgent && to === me && stream !== null) {
    other = from;
    begin();
    await link.setRemoteDescription(description);
    await link.setLocalDescription();
    await signal({ description: await described() });
  } else if (description?.type === "answer" && isAgent && to === me && from === other) {
    await link.setRemoteDescription(description);
  }
}

function end() {
  isOver = true;
  stop();
  start.hidden = true;
  mute.hidden = true;
  tell("over");
  if (!isAgent) {
    location.assign(said.onward);
  }
}

async function listen() {
  while (!isOver) {
    try {
      const answer = await fetch(`${said.messages}?after=${after}&wait=1`);
      if (answer.status === 404 || answer.redirected) {
        end();
        return;
      }
      const { over, messages } = await answer.json();
      for (const message of messages) {
        after = message.number;
        await take(message).catch(() => tell("lost"));
      }
      if (over) {
        end();
      }
    } catch {
      // Out of reach for the moment.
      await pause(PAUSE);
    }
  }
}

start.addEventListener("click", async () => {
  try {
    const media = navigator.mediaDevices;
    stream = await media.getUserMedia({ video: true, audio: true }).catch(() => media.getUserMedia({ video: true }));
  } catch {
    tell("refused");
    return;
  }
  own.srcObject = stream;
  own.play().catch(() => {});
  start.hidden = true;
  mute.hidden = stream.getAudioTracks().length === 0;
  tell("meeting");
  await (isAgent && other !== "" ? offer(other) : hello());
});

mute.addEventListener("click", () => {
  const [track] = stream.getAudioTracks();
  track.enabled = !track.enabled;
  mute.setAttribute("aria-pressed", String(!track.enabled));
});

// Forms that need no new page: what is typed, and what the agent has seen.
for (const form of document.querySelectorAll("form[data-quiet]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const typed = form.querySelector("input[name=text]");
    if (typed !== null && typed.value.trim() === "") {
      return;
    }
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer === null || !(answer.ok || answer.type === "opaqueredirect")) {
      tell("unsent");
      return;
    }
    if (typed !== null) {
      show(said.own, typed.value);
      typed.value = "";
      return;
    }
    const done = document.createElement("strong");
    done.textContent = form.dataset.quiet;
    done.tabIndex = -1;
    form.replaceWith(done);
    done.focus();
  });
}

start.hidden = navigator.mediaDevices?.getUserMedia === undefined;
if (start.hidden) {
  tell("refused");
}
window.addEventListener("pagehide", stop);
listen();
