// A choice in a list is asked at once. A day is asked once it is typed whole: its field changes
// with each of its parts, and a page drawn in between would take the field away.
document.addEventListener("change", (event) => {
  if (event.target.matches(".filters select")) {
    event.target.form.requestSubmit();
  }
});

document.addEventListener("focusout", (event) => {
  const field = event.target;
  const isTyped = field.matches('.filters input[type="date"]') && field.value !== field.defaultValue;
  // The button asks by itself.
  if (isTyped && field.validity.valid && !event.relatedTarget?.matches("button")) {
    field.form.requestSubmit();
  }
});

// Figures and choice must agree: without an answer, the choice is again that of the figures shown.
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const form = event.detail.elt;
    if (form.matches(".filters")) {
      form.reset();
      form.querySelector(".unanswered").hidden = false;
    }
  });
}
