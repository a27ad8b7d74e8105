// How does somebody look closely at pictures of papers? One slider sizes them all; each moves in a frame of its own, by
// wheel, finger or arrow keys. Without this script a picture opens by itself, as large as it was taken.

for (const slider of document.querySelectorAll("[data-magnifies]")) {
  const frames = document.getElementById(slider.dataset.magnifies).querySelectorAll(".paper-pictures__frame");
  slider.closest("[hidden]").hidden = false;
  slider.addEventListener("input", () => {
    for (const frame of frames) {
      // What is in the middle stays there.
      const across = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
      const down = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight;
      frame.dataset.times = slider.value;
      frame.tabIndex = slider.value > 1 ? 0 : -1;
      frame.scrollTo(across * frame.scrollWidth - frame.clientWidth / 2, down * frame.scrollHeight - frame.clientHeight / 2);
    }
  });
}
