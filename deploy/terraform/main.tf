# The application, and the connections that it may use. With mode_client, the application for the Management API, too.

locals {
  management_api = "https://${var.tenant_domain}/api/v2/"
}

resource "auth0_client" "account_linking" {
  name                = "Account linking"
  app_type            = "regular_web"
  is_first_party      = true
  oidc_conformant     = true
  callbacks           = ["${var.base_url}/link/callback"]
  allowed_logout_urls = ["${var.base_url}/"]

  # No refresh token: none is ever asked for. The second grant is for passwordless = code and code_or_link only.
  grant_types = [
    "authorization_code",
    "http://auth0.com/oauth/grant-type/passwordless/otp",
  ]

  jwt_configuration {
    alg = "RS256"
  }
}

resource "auth0_client_credentials" "account_linking" {
  client_id             = auth0_client.account_linking.client_id
  authentication_method = "client_secret_post"
}

# Enables them for this application, and leaves other applications' as they are.
data "auth0_connection" "linked" {
  for_each             = var.connections
  name                 = each.value
  skip_enabled_clients = true
}

resource "auth0_connection_client" "linked" {
  for_each      = data.auth0_connection.linked
  connection_id = each.value.id
  client_id     = auth0_client.account_linking.client_id
}

resource "auth0_connection" "email" {
  count    = var.email_codes ? 1 : 0
  name     = "email"
  strategy = "email"

  options {
    name                   = "email"
    disable_signup         = false
    brute_force_protection = true
    syntax                 = "liquid"
    from                   = "{{ application.name }} <root@auth0.com>"
    subject                = "Your code for {{ application.name }}"
    template               = file("${path.module}/../auth0/connections/email.html")

    totp {
      time_step = 180
      length    = 6
    }
  }
}

resource "auth0_connection_client" "email" {
  count         = var.email_codes ? 1 : 0
  connection_id = auth0_connection.email[0].id
  client_id     = auth0_client.account_linking.client_id
}

resource "auth0_client_grant" "restricted" {
  count        = var.restricted ? 1 : 0
  client_id    = auth0_client.account_linking.client_id
  audience     = local.management_api
  subject_type = "user"
  scopes = [
    "read:current_user",
    "update:current_user_identities",
    "create:current_user_metadata",
    "update:current_user_metadata",
  ]
}

resource "auth0_client" "management" {
  count           = var.mode_client ? 1 : 0
  name            = "Account linking management"
  app_type        = "non_interactive"
  is_first_party  = true
  oidc_conformant = true
  grant_types     = ["client_credentials"]

  jwt_configuration {
    alg = "RS256"
  }
}

resource "auth0_client_credentials" "management" {
  count                 = var.mode_client ? 1 : 0
  client_id             = auth0_client.management[0].client_id
  authentication_method = "client_secret_post"
}

resource "auth0_client_grant" "management" {
  count        = var.mode_client ? 1 : 0
  client_id    = auth0_client.management[0].client_id
  audience     = local.management_api
  subject_type = "client"
  scopes       = var.management_scopes
}
