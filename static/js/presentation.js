// Keys of a presentation, those of a remote control included. Without them its links lead on.
const LINKS = {
  ArrowRight: "a[rel=next]",
  PageDown: "a[rel=next]",
  " ": "a[rel=next]",
  ArrowLeft: "a[rel=prev]",
  PageUp: "a[rel=prev]",
  Home: "a[rel=first]",
  End: "a[rel=last]",
  Escape: "a.leave",
};

document.addEventListener("keydown", (event) => {
  const link = LINKS[event.key];
  if (!link || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  document.querySelector(`.screens ${link}`)?.click();
});
