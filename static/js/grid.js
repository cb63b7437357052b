// A grid filled with the keyboard alone. Without this file it is a plain form: what is checked
// here while typing is checked by the server in any case.
"use strict";

const table = document.querySelector("table[data-check]");
const form = table.closest("form");
const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
const FIELDS = ":is(td:not(.told), th) :is(input:not([type=hidden]), select)";
const fieldsOf = (row) => [...row.querySelectorAll(FIELDS)];
const columnOf = (field) => field.name.slice(field.closest("tr").dataset.row.length);
const rowsOf = () => [...table.querySelectorAll("tr[data-row]")];

async function ask(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer.json();
}

// -- moving and copying

function beside(field, step) {
  const row = field.closest("tr");
  const other = rowsOf()[rowsOf().indexOf(row) + step];
  return other && fieldsOf(other).find((each) => columnOf(each) === columnOf(field));
}

function go(field) {
  field?.focus();
  field?.select?.();
}

function goDown(field) {
  const isFull = rowsOf().length >= Number(table.dataset.most);
  if (!beside(field, 1) && !isFull && table.querySelector("[data-picker]")) {
    addRow();
  }
  go(beside(field, 1));
}

function addRow() {
  const last = rowsOf().at(-1);
  const before = last.dataset.row;
  const prefix = `r${Number(before.slice(1)) + 1}`;
  const row = last.cloneNode(true);
  row.dataset.row = prefix;
  row.querySelector("input[name=row]").value = prefix;
  const head = row.querySelector("th").lastChild;
  if (head.nodeType === Node.TEXT_NODE) {
    head.textContent = rowsOf().length + 1;
  }
  for (const field of fieldsOf(row)) {
    field.name = field.name.replace(before, prefix);
    field.id = field.id.replace(before, prefix);
    if (field.type === "checkbox") {
      field.checked = false;
    } else if (field.tagName === "SELECT") {
      field.selectedIndex = [...field.options].findIndex((option) => option.defaultSelected);
    } else {
      field.value = "";
    }
  }
  tell(row, { told: "", faults: [] });
  last.after(row);
}

function changed(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function copyDown(field) {
  const above = beside(field, -1);
  if (above) {
    field.value = above.value;
    field.checked = above.checked;
    changed(field);
  }
}

// -- one key for a choice, and what usually goes with it

function choose(select, option) {
  select.value = option.value;
  changed(select);
}

function fillUsual(select) {
  for (const [name, drawn] of Object.entries(select.selectedOptions[0].dataset)) {
    const value = name === "takes_effect_on" && drawn ? form.elements.effect.value : drawn;
    const field = select.form.elements[`${select.closest("tr").dataset.row}-${name}`];
    if (field && (!field.value || field.value === field.dataset.usual)) {
      field.value = field.dataset.usual = value;
    }
  }
}

// The day of all rows follows in those that took it and kept it.
form.elements.effect?.addEventListener("change", (event) => {
  for (const field of table.querySelectorAll("[name$=-takes_effect_on]")) {
    if (field.value && field.value === field.dataset.usual) {
      field.value = field.dataset.usual = event.target.value;
      check(field.closest("tr"));
    }
  }
});

// -- what each row says

const asked = new WeakMap();

async function check(row) {
  const body = new FormData();
  for (const field of form.querySelectorAll("[name=day], [name=effect]")) {
    body.append(field.name, field.value);
  }
  for (const field of row.querySelectorAll("[name]")) {
    if (field.type !== "checkbox" || field.checked) {
      body.append(field.name, field.value);
    }
  }
  const turn = {};
  asked.set(row, turn);
  const said = await ask(table.dataset.check, body);
  if (asked.get(row) === turn) {
    tell(row, said[row.dataset.row] || { told: "", faults: [] });
  }
}

function tell(row, said) {
  row.querySelector(".told").innerHTML = said.told;
  for (const field of fieldsOf(row)) {
    const isAtFault = said.faults.includes(field.name);
    field.parentElement.classList.toggle("at-fault", isAtFault);
    field.setAttribute("aria-invalid", isAtFault);
  }
}

// -- choosing somebody by name

const list = document.createElement("ul");
list.id = "choices";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Personnes trouvées");
list.className = "choices";
list.hidden = true;
document.body.append(list);
let picking = null;
// Each field waits for its own answer: one goes on to the next line before it has come.
const waiting = new WeakMap();

function close() {
  list.hidden = true;
  picking?.setAttribute("aria-expanded", "false");
  picking?.removeAttribute("aria-activedescendant");
  picking = null;
}

async function suggest(field) {
  const body = new FormData();
  const source = { term: field.value, app_label: "actions", model_name: "participation" };
  for (const [name, value] of Object.entries({ ...source, field_name: "person" })) {
    body.append(name, value);
  }
  const typed = field.value;
  const { results } = await ask(table.dataset.people, body);
  if (field.value !== typed) {
    return;
  }
  if (document.activeElement !== field) {
    complete(field, results);
    return;
  }
  picking = field;
  list.replaceChildren(...results.slice(0, 8).map(({ text }, number) => {
    const choice = document.createElement("li");
    choice.id = `choice-${number}`;
    choice.textContent = text;
    choice.setAttribute("role", "option");
    return choice;
  }));
  const place = field.getBoundingClientRect();
  list.style.left = `${place.left + window.scrollX}px`;
  list.style.top = `${place.bottom + window.scrollY}px`;
  list.hidden = !results.length;
  field.setAttribute("aria-expanded", String(!list.hidden));
  mark(list.firstElementChild);
}

// Left before the list came: somebody who answers alone is taken, and the row tells who it is.
function complete(field, results) {
  if (results.length === 1) {
    field.value = results[0].text;
    changed(field);
  }
}

function mark(choice) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  choice?.setAttribute("aria-selected", "true");
  if (choice) {
    picking.setAttribute("aria-activedescendant", choice.id);
  }
}

function pick(choice) {
  const field = picking;
  clearTimeout(waiting.get(field));
  field.value = choice.textContent;
  close();
  changed(field);
  return field;
}

list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  pick(event.target);
});

// -- the keyboard

const KEYS = {
  Enter: (field) => goDown(field),
  ArrowDown: (field) => go(beside(field, 1)),
  ArrowUp: (field) => go(beside(field, -1)),
};

function pressedInList(event) {
  const marked = list.querySelector("[aria-selected=true]");
  if (event.key === "Escape") {
    close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = event.key === "ArrowDown" ? marked?.nextSibling : marked?.previousSibling;
    mark(next || marked);
  } else if (event.key === "Enter" && marked) {
    goDown(pick(marked));
  } else {
    if (event.key === "Tab" && marked) {
      pick(marked);
    }
    return;
  }
  event.preventDefault();
}

table.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches(FIELDS)) {
    return;
  }
  if (picking === field && !list.hidden) {
    pressedInList(event);
    return;
  }
  const isChord = event.ctrlKey || event.metaKey;
  const option = isChord || field.tagName !== "SELECT" ? null
    : field.querySelector(`option[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  const isOpenedByArrows = field.tagName === "SELECT" && event.key.startsWith("Arrow");
  if (isChord && event.key.toLowerCase() === "d") {
    copyDown(field);
  } else if (option) {
    choose(field, option);
    goDown(field);
  } else if (!isChord && !event.altKey && !isOpenedByArrows && KEYS[event.key]) {
    KEYS[event.key](field);
  } else {
    return;
  }
  event.preventDefault();
});

form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit();
  }
});

table.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-picker]")) {
    return;
  }
  close();
  clearTimeout(waiting.get(field));
  if (field.value.trim().length > 1) {
    waiting.set(field, setTimeout(suggest, 120, field));
  }
});

table.addEventListener("change", (event) => {
  if (event.target.matches("select:has([data-key])")) {
    fillUsual(event.target);
  }
  check(event.target.closest("tr"));
});

table.addEventListener("focusout", (event) => {
  if (event.target === picking) {
    close();
  }
});

// Several lines pasted in a cell are a list.
table.addEventListener("paste", (event) => {
  const pasted = event.clipboardData.getData("text");
  const whole = form.querySelector("textarea[name=text]");
  if (whole && /[\n\t]/.test(pasted.trim())) {
    event.preventDefault();
    whole.value = pasted;
    form.requestSubmit();
  }
});

for (const field of table.querySelectorAll("[data-picker]")) {
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
}
