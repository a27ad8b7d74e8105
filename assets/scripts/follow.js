// How does a page notice what happens on another device? It asks for itself every few seconds: led on, it goes there; in
// another state, it is loaded anew. Without this script it is loaded anew in any case, unless its visitor turned that off.

const SECONDS = 5;

const shown = document.querySelector("[data-follow]").outerHTML.match(/data-follow="[^"]*"/)[0];

async function look() {
  try {
    const answer = await fetch(location.href);
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    if (answer.ok && !(await answer.text()).includes(shown)) {
      location.reload();
      return;
    }
  } catch {
    // Out of reach for the moment.
  }
  setTimeout(look, SECONDS * 1000);
}

setTimeout(look, SECONDS * 1000);
