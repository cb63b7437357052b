// Names for what Django and its widgets leave without one: the cells of a grid of rows, the lists
// that search, the head of an empty column. A screen reader says them; nothing else changes.
const textOf = (element) => element?.textContent.trim().replace(/\s*[:*]+$/, "");

function nameRows(group) {
  const heads = [...group.querySelectorAll("thead th")];
  for (const head of heads.filter((each) => !textOf(each))) {
    const told = document.createElement("span");
    told.className = "visually-hidden";
    told.textContent = head.classList.contains("original") ? "Ligne" : "Retirer";
    head.append(told);
  }
  for (const cell of group.querySelectorAll("tbody td")) {
    const head = heads[cell.cellIndex - cell.parentElement.cells.length + heads.length];
    for (const field of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (!field.labels?.length && !field.ariaLabel) {
        field.ariaLabel = textOf(head) || "Choisir";
      }
    }
  }
}

function nameLists(place) {
  for (const list of place.querySelectorAll("select.select2-hidden-accessible")) {
    const name = list.ariaLabel || textOf(list.labels?.[0]);
    const drawn = list.nextElementSibling;
    if (!name || !drawn) {
      continue;
    }
    const box = drawn.querySelector("[role=combobox]");
    const chosen = drawn.querySelector(".select2-selection__rendered");
    if (box) {
      box.removeAttribute("aria-labelledby");
      box.ariaLabel = [name, chosen?.title].filter(Boolean).join(" : ");
    }
    if (chosen) {
      chosen.removeAttribute("role");
      chosen.removeAttribute("aria-readonly");
    }
    // It stands in a list without being one of its items.
    const clear = drawn.querySelector("ul > .select2-selection__clear");
    if (clear) {
      const item = document.createElement("li");
      clear.replaceWith(item);
      item.append(clear);
    }
    const typed = drawn.querySelector(".select2-search__field");
    if (typed) {
      typed.ariaLabel = name;
    }
  }
}

function nameAll() {
  for (const group of document.querySelectorAll(".tabular.inline-related")) {
    group.tabIndex = 0;
    nameRows(group);
  }
  nameLists(document);
}

nameAll();
// A list is drawn when its own script is ready, and again for each row added.
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  if (added.some((node) => node.matches?.(".select2-container, ul > .select2-selection__clear"))) {
    nameLists(document);
  }
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener("formset:added", () => setTimeout(nameAll));
document.addEventListener("change", (event) => {
  if (event.target.matches("select.select2-hidden-accessible")) {
    nameLists(event.target.parentElement);
  }
});
