// Stands in the page itself, before its style: asks for the drawn page at once, and leads to it where nothing else can.
{
  const own = ["ask", "step", "unlink", "suggestion", "outcome", "wait"];
  /** The part of an address's query that the edge is asked with; the rest may come from anywhere. */
  const handOn = (search) => {
    const query = new URLSearchParams(
      [...new URLSearchParams(search)].filter(([name]) => own.includes(name)),
    );
    return `/settings?${query}`.replace(/\?$/, "");
  };
  const request = new XMLHttpRequest();
  request.open("GET", handOn(location.search));
  request.responseType = "document";
  request.timeout = 20_000;
  request.setRequestHeader("Accept", "text/html");
  const send = () => request.send();
  if (document.prerendering) document.addEventListener("prerenderingchange", send, { once: true });
  else send();
  Object.assign(globalThis, { handOn, drawn: request });
  const leave = () => location.replace(handOn(location.search));
  addEventListener("error", ({ target }) => target.localName === "script" && leave(), true);
  if (!("noModule" in HTMLScriptElement.prototype)) leave();
}
