"""What schemathesis sends with every request: what a browser says of our own page, and, where the run is of somebody who is signed in, their cookies. Each operation has a person of its own, so that one that ends sessions or reviews takes nothing from the others."""

import itertools
import json
import os
import urllib.request

import schemathesis
from visitor import NAVIGATION, SAME_ORIGIN, Visitor

APP, TENANT = os.environ["APP"], os.environ["TENANT"]
SIGNED_IN, WANTS_JSON = os.environ["WHO"] == "in", os.environ["ACCEPT"] == "application/json"

#: What an example of the document says where a real id must stand.
STANDS_FOR_REVIEW = "kPzq1Q"
STANDS_FOR_CODE = "123456"
STANDS_FOR_SWITCH = "switch-id"
#: Nobody else of these sends a code there: few are allowed.
PHONE = "+15550142"

numbers = itertools.count(1)


def tell(method, path, body=None):
    """Asks the tenant for something that no visitor could."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{TENANT}/__tenant/{path}", data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or "null")


class Prepared:
    """A person in the state that an operation is about, and what stands for what in its examples."""

    def __init__(self, visitor, **stands):
        self.cookies, self.stands = visitor.own(), stands


def plain():
    return Prepared(Visitor(APP).sign_in("joan"))


def reviewing():
    """A new account, proved and waiting for its review."""
    user_id = f"github|{9000 + next(numbers)}"
    tell("PUT", "users", {"user_id": user_id, "name": "Ada G.", "email": "ada.g@example.com", "email_verified": True, "user_metadata": {"theme": "dark"}})
    visitor = Visitor(APP).sign_in("ada")
    return Prepared(visitor, review=(STANDS_FOR_REVIEW, visitor.prove(user_id)))


def linked():
    visitor = Visitor(APP).sign_in("grace")
    visitor.post("/link/confirm", review=visitor.prove("github|2001"))
    return Prepared(visitor)


def asked_for_a_code():
    visitor = Visitor(APP).sign_in("ada")
    visitor.post("/link/passwordless/start", connection="sms", phone_number=PHONE)
    code = [message["code"] for message in tell("GET", "messages") if message["to"] == PHONE][-1]
    return Prepared(visitor, otp=(STANDS_FOR_CODE, code))


def between_two():
    visitor = Visitor(APP).sign_in("joan")
    visitor.leave_tenant()
    visitor.sign_in("linus")
    return Prepared(visitor, switch=(STANDS_FOR_SWITCH, visitor.get("/me")["switch"]["id"]))


#: How the person of an operation is made, and whether another one is made once a request of theirs succeeded.
PREPARE = {
    "POST /link/cancel": (reviewing, True),
    "POST /link/confirm": (reviewing, True),
    "GET /link/review": (reviewing, False),
    "POST /link/passwordless/verify": (asked_for_a_code, False),
    "POST /login/switch": (between_two, True),
    "POST /logout": (plain, True),
    "POST /unlink": (linked, False),
}
people = {}


def person(label):
    if label not in people:
        people[label] = PREPARE.get(label, (plain, False))[0]()
    return people[label]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The document cannot know which connections the settings list; here they are known."""
    listed = {"enum": os.environ["LISTED"].split(",")}
    for path in ("/link/start", "/link/passwordless/start"):
        form = raw_schema["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        form["schema"]["properties"]["connection"] = listed
    raw_schema["paths"]["/link/start"]["get"]["parameters"][0]["schema"] = listed


@schemathesis.hook
def before_call(context, case, kwargs):
    navigates = case.operation.definition.raw.get("x-sender") == "navigation" or not WANTS_JSON
    headers = {**(case.headers or {}), "Accept": os.environ["ACCEPT"]}
    headers.update({**NAVIGATION, "Sec-Fetch-Site": "same-origin"} if navigates else SAME_ORIGIN)
    # One that is not ours keeps the client from adding what earlier answers set.
    headers["Cookie"] = "theme=dark"
    if SIGNED_IN:
        prepared = person(case.operation.label)
        headers["Cookie"] = prepared.cookies
        for field, (example, real) in prepared.stands.items():
            if isinstance(case.body, dict) and case.body.get(field) == example:
                case.body = {**case.body, field: real}
    case.headers = headers
    # The answer to look at is ours.
    kwargs["allow_redirects"] = False


@schemathesis.hook
def after_call(context, case, response):
    label = case.operation.label
    if PREPARE.get(label, (None, False))[1] and response.status_code == 200:
        people.pop(label, None)


@schemathesis.check
def nothing_private_for_a_stranger(ctx, response, case):
    """What needs a session succeeds for nobody without one. The schema's security cannot be tried otherwise, as the cookie is no value that could be generated."""
    private = case.operation.definition.raw.get("security")
    if private and not SIGNED_IN and WANTS_JSON and response.status_code < 400:
        raise AssertionError(f"{case.operation.label} answers {response.status_code} to somebody who is not signed in")


@schemathesis.check
def a_script_is_not_redirected(ctx, response, case):
    """What asks for JSON is answered in JSON, a refusal with its own status."""
    if WANTS_JSON and case.operation.definition.raw.get("x-sender") == "own-page" and response.status_code == 303:
        raise AssertionError(f"{case.operation.label} leads a script to {response.headers.get('location')}")
