// How does a form get its picture from this device's camera? Shows what the camera sees, says what is wrong with it
// (too dark, glare, blur), and puts the picture that is taken into the form's file field. Without this script, or without
// a camera, the field takes a file, and on a phone opens the camera by itself.

const form = document.querySelector("form[data-camera]");
const field = form.querySelector("input[type=file]");
const box = form.querySelector(".camera");
const view = form.querySelector("video");
const status = form.querySelector("[role=status]");
const agreed = form.querySelector("[name=agreed]");
const origin = form.querySelector("[name=origin]");

// Judged on a small copy: so many columns.
const JUDGED = 320;

// Means of shades from 0 to 255, parts of all pixels, and the mean difference between neighbours: below or above these
// a person sees it too.
const DARK = 60;
const GLARING = 250;
const GLARE_PART = 0.04;
const SHARP = 5;

// No side of a picture that is sent is longer: small print stays legible, and it is sent quickly.
const LONGEST = 3000;
const QUALITY = 0.92;
const LARGE_BYTES = 3_000_000;

function tell(what) {
  const text = what === "" ? "" : form.dataset[what];
  if (status.textContent !== text) {
    status.textContent = text;
  }
}

function drawn(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function judged() {
  const canvas = drawn(view, view.videoWidth, view.videoHeight, JUDGED);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const count = data.length / 4;
  let [sum, bright, edges] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const shade = data[at + 1];
    sum += shade;
    bright += shade >= GLARING ? 1 : 0;
    edges += at >= 4 ? Math.abs(shade - data[at - 3]) : 0;
  }
  if (sum / count < DARK) {
    return "dark";
  }
  if (bright / count > GLARE_PART) {
    return "glare";
  }
  return edges / count < SHARP && form.dataset.camera !== "user" ? "blurred" : "good";
}

function put(canvas) {
  return new Promise((resolve) => {
    canvas.toBlob(
      (blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob], "picture.jpg", { type: "image/jpeg" }));
        field.files = files.files;
        resolve();
      },
      "image/jpeg",
      QUALITY,
    );
  });
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "usa-button usa-button--outline";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

async function start() {
  if (agreed?.checked === false) {
    tell("agree");
    agreed.focus();
    return;
  }
  try {
    const wanted = { facingMode: form.dataset.camera, width: { ideal: 1920 }, height: { ideal: 1080 } };
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch {
    tell("refused");
    return;
  }
  await view.play();
  box.hidden = false;
  begin.hidden = true;
  shoot.hidden = false;
  shoot.focus();
  const judging = setInterval(() => {
    if (view.srcObject === null) {
      clearInterval(judging);
    } else {
      tell(judged());
    }
  }, 700);
}

function stop() {
  view.srcObject?.getTracks().forEach((track) => track.stop());
  view.srcObject = null;
}

const begin = button(form.dataset.start, start);
const shoot = button(form.dataset.shoot, async () => {
  const canvas = drawn(view, view.videoWidth, view.videoHeight, LONGEST);
  stop();
  await put(canvas);
  origin.value = "camera";
  form.requestSubmit();
});
shoot.hidden = true;
if (navigator.mediaDevices?.getUserMedia !== undefined) {
  box.before(begin);
  box.after(shoot);
}

// A photograph of many megapixels is made smaller here, so that it is sent in seconds.
async function shrink() {
  const [file] = field.files;
  origin.value = "file";
  if (file === undefined || file.size < LARGE_BYTES) {
    return;
  }
  try {
    const image = await createImageBitmap(file);
    await put(drawn(image, image.width, image.height, LONGEST));
  } catch {
    // What this browser cannot open is sent as it is; the site says what is wrong with it.
  }
}

field.addEventListener("change", shrink);
form.addEventListener("submit", () => tell("sending"));
window.addEventListener("pagehide", stop);
