// Back asks the server for the page anew: its form keeps the token it had, so that what was
// already sent is not sent as something new.
window.addEventListener("pageshow", () => {
  const token = document.querySelector('input[name="_once"]');
  // Noting its token would make an answer a page like another: loaded again, it would be asked
  // for without what was typed, instead of being sent again.
  if (!token || "answer" in token.dataset) {
    return;
  }
  const state = history.state || {};
  if (state.once) {
    token.value = state.once;
  } else {
    history.replaceState({ ...state, once: token.value }, "");
  }
});

// The second click of a double click would leave the answer to the first unseen.
const CLICKS_APART = 2000;
let sentAt = -CLICKS_APART;

document.addEventListener("submit", (event) => {
  if (!event.target.querySelector('input[name="_once"]')) {
    return;
  }
  if (event.timeStamp - sentAt < CLICKS_APART) {
    event.preventDefault();
  } else {
    sentAt = event.timeStamp;
  }
});
