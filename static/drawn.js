// The drawn page before it is put in place. build.rs adds `spoken`: what is said if the edge cannot be heard.
export const home = new URL("/", import.meta.url);

export const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** Asks for a page, unless `request` was sent. Gives `page` and `wait`, or `code` if it is not ours. */
export const fetchPage = (path, body, request = new XMLHttpRequest()) =>
  new Promise((resolve) => {
    request.ontimeout = () => resolve({ code: "timeout" });
    request.onloadend = () => {
      const { status, response: page } = request;
      const wait = status === 429 ? request.getResponseHeader("retry-after") : Infinity;
      // Anybody in between may answer in the edge's place.
      resolve(page?.documentElement.dataset.page ? { page, wait } : { code: status ? "timeout" : "offline" });
    };
    if (request.readyState === 4) request.onloadend();
    if (request.readyState) return;
    const timeout = body ? 60_000 : 20_000;
    Object.assign(request, { responseType: "document", withCredentials: true, timeout });
    request.open(body ? "POST" : "GET", new URL(path, home));
    request.setRequestHeader("Accept", "text/html");
    request.send(body);
  });

/** All that a view says, but not times, sealed values, what is typed or open, or what is in a status. */
export function sayingOf(view) {
  const copy = view.cloneNode(true);
  for (const it of copy.querySelectorAll("*")) {
    if (it.matches("[data-left], [data-hold], [role=status]")) it.textContent = "";
    if (it.matches(".field, [type=hidden]")) it.removeAttribute("value");
    for (const name of ["open", "autofocus", "hidden", "data-left", "aria-invalid", "class"])
      it.removeAttribute(name);
  }
  return copy.innerHTML;
}

/** Fits a page in here: whole addresses, as the page around may have another base, and days in words. */
export function fit(page) {
  for (const it of page.links) it.setAttribute("href", it.href);
  for (const it of page.forms) it.setAttribute("action", it.action);
  const { lang } = page.documentElement;
  for (const it of page.querySelectorAll("time"))
    it.textContent = new Date(it.dateTime).toLocaleDateString(lang, { dateStyle: "long" });
  return page;
}
