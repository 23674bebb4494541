# The settings that follow from it. The secrets stand in Terraform's state: keep that as you keep secrets.

output "client_id" {
  value = auth0_client.account_linking.client_id
}

output "client_secret" {
  value     = auth0_client_credentials.account_linking.client_secret
  sensitive = true
}

output "management_client_id" {
  value = one(auth0_client.management[*].client_id)
}

output "management_client_secret" {
  value     = one(auth0_client_credentials.management[*].client_secret)
  sensitive = true
}
