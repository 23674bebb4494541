// As much of a browser's XMLHttpRequest as superagent asks for, by way of fetch; and a window to find it in.
class XMLHttpRequest extends EventTarget {
  readyState = 0;
  status = 0;
  statusText = "";
  responseType = "";
  responseText = "";
  #method;
  #url;
  #sent = new Headers();
  #received = new Headers();

  open(method, url) {
    [this.#method, this.#url] = [method, url];
  }

  setRequestHeader(name, value) {
    this.#sent.append(name, value);
  }

  getResponseHeader(name) {
    return this.#received.get(name);
  }

  getAllResponseHeaders() {
    return [...this.#received].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }

  abort() {}

  send(body) {
    this.#answer(body)
      .catch(() => {
        this.status = 0;
      })
      .finally(() => {
        this.readyState = 4;
        this.dispatchEvent(new Event("readystatechange"));
      });
  }

  async #answer(body) {
    const response = await fetch(this.#url, { method: this.#method, headers: this.#sent, body });
    this.responseText = await response.text();
    this.#received = response.headers;
    [this.status, this.statusText] = [response.status, response.statusText];
  }
}

globalThis.window = { XMLHttpRequest, location: new URL("http://localhost:3000/") };
