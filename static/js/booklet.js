/* The booklet in a browser: its contents say where one is, and fold once they have led there. */
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll('.contents a[href^="#"]')) {
    const key = link.hash.slice(1);
    links.set(key, [...(links.get(key) || []), link]);
  }
  const places = [...document.querySelectorAll("main [id]")].filter(({ id }) => links.has(id));
  let here = "";

  function follow() {
    const line = window.innerHeight / 3;
    let found = "";
    for (const place of places) {
      if (place.getBoundingClientRect().top > line) break;
      found = place.id;
    }
    if (found === here) return;
    for (const link of links.get(here) || []) link.removeAttribute("aria-current");
    here = found;
    for (const link of links.get(here) || []) {
      link.setAttribute("aria-current", "location");
      const frame = link.closest(".side-toc");
      if (frame && frame.offsetParent !== null) {
        const middle = link.offsetTop - frame.clientHeight / 2;
        if (Math.abs(middle - frame.scrollTop) > frame.clientHeight / 3) frame.scrollTop = middle;
      }
    }
  }

  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  };
  if (places.length) {
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    follow();
  }

  const folding = document.querySelector(".top-toc");
  if (folding) {
    folding.addEventListener("click", (event) => {
      if (event.target.closest("a")) folding.open = false;
    });
    folding.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        folding.open = false;
        folding.querySelector("summary").focus();
      }
    });
  }

  // A table wider than its frame is reached by a keyboard.
  const reach = () => {
    for (const frame of document.querySelectorAll(".scroll")) {
      if (frame.scrollWidth > frame.clientWidth + 1) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);
})();
