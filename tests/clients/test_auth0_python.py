"""PyPI auth0-python: its Management API client, whose models check the shape of every answer, and its passwordless login."""

import datetime
import json
import os
import ssl
import unittest
import urllib.parse
import urllib.request

from auth0.authentication import GetToken, Passwordless, Users
from auth0.authentication.exceptions import Auth0Error
from auth0.authentication.token_verifier import AsymmetricSignatureVerifier, TokenVerifier
from auth0.management import ManagementClient
from auth0.management.core.parse_error import ParsingError
from auth0.management.errors import BadRequestError, ConflictError, ForbiddenError, NotFoundError, TooManyRequestsError

TENANT = os.environ["TENANT"]
DOMAIN = urllib.parse.urlsplit(TENANT).netloc
AUDIENCE = f"https://{DOMAIN}/api/v2/"
APP = {"client_id": "local-app", "client_secret": "local-app-worthless-secret"}
ONCE = {"max_retries": 0}

client = ManagementClient(domain=DOMAIN, **APP)
passwordless = Passwordless(DOMAIN, **APP)
tokens = GetToken(DOMAIN, **APP)
verifier = TokenVerifier(AsymmetricSignatureVerifier(f"{TENANT}/.well-known/jwks.json"), f"{TENANT}/", APP["client_id"])


def tell(method, path, body=None):
    """Asks the tenant for something that no client could."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{TENANT}/__tenant/{path}", data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, context=ssl.create_default_context()) as response:
        return json.loads(response.read() or "null")


def prove(connection, to, scope="openid profile email", audience=AUDIENCE):
    """Tokens of whoever has that number or address."""
    if connection == "sms":
        passwordless.sms(to)
    else:
        passwordless.email(to, send="code")
    code = [message["code"] for message in tell("GET", "messages") if message["to"] == to][-1]
    return tokens.passwordless_login(to, code, connection, scope, audience)


def ids(identities):
    return [f"{identity.provider}|{identity.user_id}" for identity in identities]


class Reading(unittest.TestCase):
    def test_a_user(self):
        ada = client.users.get("auth0|ada")
        self.assertEqual((ada.email, ada.email_verified, ids(ada.identities)), ("ada@example.com", True, ["auth0|ada"]))
        self.assertIsInstance(ada.created_at, datetime.datetime)
        self.assertEqual(client.users.get("github|2002").identities[0].user_id, 2002)
        self.assertEqual(client.users.get("samlp|okta|grace@corp.example").user_id, "samlp|okta|grace@corp.example")
        with self.assertRaises(NotFoundError):
            client.users.get("auth0|nobody")

    def test_the_users_with_an_e_mail_address(self):
        found = client.users.list_users_by_email(email="ada@example.com", fields="user_id")
        self.assertIn("google-oauth2|1001", [user.user_id for user in found])
        self.assertEqual({user.email for user in found}, {None})
        self.assertEqual(client.users.list_users_by_email(email="nobody+1@example.com"), [])

    def test_an_answer_of_another_shape_is_noticed(self):
        odd = {"identities": "none"}
        tell("POST", "faults", {"when": {"path": "/api/v2/*"}, "then": {"status": 200, "body": odd}})
        with self.assertRaises(ParsingError):
            client.users.get("auth0|ada", request_options=ONCE)

    def test_refusals(self):
        with self.assertRaises(ForbiddenError):
            client.users.roles.list("auth0|ada", request_options=ONCE)
        tell("POST", "rate-limit", {"per_second": 0})
        with self.assertRaises(TooManyRequestsError):
            client.users.get("auth0|ada", request_options=ONCE)
        tell("POST", "rate-limit", {"per_second": None})


class Changing(unittest.TestCase):
    def setUp(self):
        tell("PUT", "users", {"user_id": "github|7001", "email": "zoe@example.com", "email_verified": True})
        tell("PUT", "users", {"user_id": "google-oauth2|7002", "email": "zoe@example.com", "email_verified": True, "user_metadata": {"a": 1}})

    def test_metadata(self):
        client.users.update("google-oauth2|7002", user_metadata={"b": 2}, app_metadata={"plan": "small"})
        user = client.users.update("google-oauth2|7002", user_metadata={"a": None})
        self.assertEqual((user.user_metadata, user.app_metadata), ({"b": 2}, {"plan": "small"}))

    def test_link_by_provider_and_id_and_unlink(self):
        link = {"id": "github|7001", "provider": "google-oauth2", "user_id": "7002"}
        self.assertEqual(ids(client.users.identities.link(**link)), ["github|7001", "google-oauth2|7002"])
        with self.assertRaises(ConflictError) as refused:
            client.users.identities.link(**link)
        self.assertEqual(refused.exception.status_code, 409)
        with self.assertRaises(NotFoundError):
            client.users.get("google-oauth2|7002")
        self.assertEqual(client.users.get("github|7001").identities[1].profile_data.email, "zoe@example.com")

        rest = client.users.identities.delete("github|7001", "google-oauth2", "7002")
        self.assertEqual(ids(rest), ["github|7001"])
        self.assertIsNone(client.users.get("google-oauth2|7002").user_metadata)
        with self.assertRaises(BadRequestError):
            client.users.identities.delete("github|7001", "github", "7001")

    def test_link_by_an_id_token(self):
        token = prove("sms", "+15550127001")["id_token"]
        linked = client.users.identities.link("github|7001", link_with=token)
        self.assertEqual((len(linked), linked[1].provider, linked[1].connection), (2, "sms", "sms"))
        with self.assertRaises(ConflictError):
            client.users.identities.link("github|7001", link_with=token)
        with self.assertRaises(BadRequestError):
            client.users.identities.link("github|7001", link_with=token[:-4] + "AAAA")
        self.assertEqual(len(client.users.identities.delete("github|7001", "sms", linked[1].user_id)), 1)


class Passwordlessly(unittest.TestCase):
    def test_a_number_and_an_address_are_proved(self):
        for connection, to, kind in [("sms", "+15550127002", "phone_number phone_verified"), ("email", "python@example.com", "email email_verified")]:
            user_id = verifier.verify(prove(connection, to)["id_token"])["sub"]
            user = client.users.get(user_id).model_dump()
            self.assertEqual([user_id.split("|")[0], *(user[name] for name in kind.split())], [connection, to, True])

    def test_a_linked_number_signs_in_as_the_user_it_is_linked_to(self):
        first = verifier.verify(prove("sms", "+15550127003")["id_token"])["sub"]
        client.users.identities.link("auth0|linus", provider="sms", user_id=first.split("|")[1])
        again = prove("sms", "+15550127003", audience="")
        self.assertEqual(verifier.verify(again["id_token"])["sub"], "auth0|linus")
        self.assertEqual(Users(DOMAIN).userinfo(again["access_token"])["sub"], "auth0|linus")

    def test_a_user_links_another_account_of_his_own(self):
        scope = "openid read:current_user update:current_user_identities"
        mine, other = prove("email", "own@example.com", scope), prove("sms", "+15550127004")
        user_id = verifier.verify(mine["id_token"])["sub"]
        himself = ManagementClient(domain=DOMAIN, token=mine["access_token"])
        self.assertEqual(len(himself.users.identities.link(user_id, link_with=other["id_token"])), 2)
        self.assertEqual(len(himself.users.get(user_id).identities), 2)
        with self.assertRaises(ForbiddenError):
            himself.users.get("auth0|ada")

    def test_a_wrong_code_and_a_wrong_secret_are_refused(self):
        passwordless.sms("+15550127005")
        with self.assertRaises(Auth0Error) as refused:
            tokens.passwordless_login("+15550127005", "no code", "sms", "openid", "")
        self.assertEqual((refused.exception.status_code, refused.exception.error_code), (403, "invalid_grant"))
        with self.assertRaises(Auth0Error):
            Passwordless(DOMAIN, "local-app", "worthless").sms("+15550127005")
