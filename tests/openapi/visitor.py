"""A browser of sorts that signs in at the local tenant: cookies by origin, redirects, the tenant's forms. The standard library only."""

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
NAVIGATION = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
MAX_HOPS = 12


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Every hop is its own request here, since each origin has its own cookies."""

    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


def origin_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Visitor:
    def __init__(self, app):
        self.app = app
        self.cookies = {}

    def send(self, url, form=None, headers=NAVIGATION):
        """One request; its answer with the status, the headers and the text."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data, dict(headers))
        if cookies := self.of(origin_of(url)):
            request.add_header("Cookie", cookies)
        try:
            answer = opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        jar = self.cookies.setdefault(origin_of(url), {})
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            jar.pop(name, None)
            if "max-age=0" not in line.lower():
                jar[name] = rest.split(";")[0]
        return answer.status, answer.headers, answer.read().decode()

    def of(self, origin):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.get(origin, {}).items())

    def own(self):
        """The cookies of the application, as a browser sends them."""
        return self.of(self.app)

    def go(self, url, form=None):
        """Goes to an address, and on until a page is there."""
        for _ in range(MAX_HOPS):
            _, headers, text = self.send(url, form)
            if "Location" in headers:
                url, form = urllib.parse.urljoin(url, headers["Location"]), None
            elif posted := re.search(r'<form method="post" action="([^"]*/link/callback)"', text):
                # The tenant's answer by a form (`response_mode = form_post`), which posts itself.
                url, form = html.unescape(posted[1]), {name: html.unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', text)}
            else:
                return url, text
        raise RuntimeError("too many redirects")

    def post(self, path, **form):
        """As the page's script posts."""
        status, _, text = self.send(self.app + path, form, {**SAME_ORIGIN, "Accept": "application/json"})
        if status != 200:
            raise RuntimeError(f"{path}: {status} {text}")
        return json.loads(text)

    def get(self, path):
        return json.loads(self.send(self.app + path, headers={**SAME_ORIGIN, "Accept": "application/json"})[2])

    def submit(self, page, action, **form):
        """Sends a form of the tenant's page, with its hidden state."""
        url, text = page
        state = re.search(r'name="state" value="([^"]*)"', text)
        if state is None:
            raise RuntimeError(f"no form at {url}")
        return self.go(urllib.parse.urljoin(url, action), {"state": state[1], **form})

    def sign_in(self, person):
        page = self.go(self.app + "/login")
        self.submit(page, "/u/login", username=f"{person}@example.com", password=f"worthless-{person}")
        if "session=" not in self.own():
            raise RuntimeError(f"{person} was not let in")
        return self

    def leave_tenant(self):
        """Its session is gone; ours is not."""
        self.cookies = {self.app: self.cookies[self.app]}

    def prove(self, user_id):
        """Proves an account to link, which then waits for its review."""
        location = self.post("/link/start", connection=user_id.split("|")[0])["location"]
        self.submit(self.go(location), "/u/social", user_id=user_id)
        return self.get("/link/review")["review"]
