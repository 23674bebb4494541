// Stands in the page itself, before its style: asks for the drawn page, and leads to it if nothing else can.
{
  /** What the edge is asked with of an address's query; the rest may come from anywhere. */
  const handOn = (search) => {
    const own = /^(ask|step|unlink|suggestion|outcome|wait)$/;
    const told = [...new URLSearchParams(search)].filter(([name]) => own.test(name));
    return String(new URLSearchParams(Object.fromEntries(told)));
  };
  const address = `/settings?${handOn(location.search)}`;
  const drawn = Object.assign(new XMLHttpRequest(), { responseType: "document", timeout: 20_000 });
  drawn.open("GET", address);
  drawn.setRequestHeader("Accept", "text/html");
  if (document.prerendering)
    document.addEventListener("prerenderingchange", () => drawn.send(), { once: true });
  else drawn.send();
  Object.assign(globalThis, { handOn, drawn });
  addEventListener("error", ({ target }) => target.localName === "script" && location.replace(address), true);
}
