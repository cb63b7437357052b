// « / » leads to the search of the band, from anywhere but a field.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("recherche");
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || !field) {
    return;
  }
  event.preventDefault();
  field.focus();
  field.select();
});
