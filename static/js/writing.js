// The page beside the text follows what is typed. Without this file it shows what is saved.
const form = document.querySelector("form[data-preview]");
const area = form.querySelector("textarea");
const page = document.querySelector("[data-page]");
const told = form.querySelector("[data-told]");
const WAIT = 300; // milliseconds without a key
let turn = 0;

function place() {
  return page?.contentDocument?.querySelector(`[data-text="${form.dataset.key}"]`);
}

async function follow(mine) {
  const body = new FormData(form);
  body.set("text", area.value);
  const answer = await fetch(form.dataset.preview, { method: "POST", body });
  const html = await answer.text();
  if (mine !== turn) {
    return;
  }
  if (answer.status === 422) {
    told.innerHTML = html;
  } else if (answer.ok) {
    told.replaceChildren();
    place()?.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  } else {
    told.textContent = "L’aperçu ne répond pas : votre texte n’est pas perdu, enregistrez-le.";
  }
}

area.addEventListener("input", () => {
  const mine = ++turn;
  setTimeout(() => mine === turn && follow(mine), WAIT);
});

// Its contents lead to pages that no frame shows.
function leaveText() {
  page.contentDocument?.querySelectorAll(".side-toc, .top-toc").forEach((each) => each.remove());
}

// A version taken up is not what the page shows yet.
page?.addEventListener("load", () => {
  leaveText();
  place()?.scrollIntoView({ block: "center" });
  follow(++turn);
});
