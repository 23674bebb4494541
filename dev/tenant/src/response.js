// Sends an authorization response on its way: by the page's form, or as a message to the window that waits
// for it.
const message = document.getElementById("message");
if (message) {
  const waiting = window.opener ?? window.parent;
  waiting.postMessage(JSON.parse(message.dataset.message), message.dataset.origin);
} else {
  document.forms[0].submit();
}
