# What differs from tenant to tenant. docs/auth0.md says what each of it is for.

variable "base_url" {
  description = "Our own origin, without a slash at the end: the setting base_url"
  type        = string

  validation {
    condition     = can(regex("^https://[^/]+$", var.base_url)) || can(regex("^http://localhost(:[0-9]+)?$", var.base_url))
    error_message = "It is an origin, such as https://accounts.example.com."
  }
}

variable "tenant_domain" {
  description = "The tenant's own domain, also where there is a custom one: tenant.eu.auth0.com"
  type        = string
}

variable "connections" {
  description = "Names of connections that are there already, and that people may link"
  type        = set(string)
  default     = ["Username-Password-Authentication", "google-oauth2"]
}

variable "email_codes" {
  description = "Whether to create the connection email, for codes by e-mail. If it is there already, name it in connections"
  type        = bool
  default     = true
}

variable "mode_client" {
  description = "For management = client: creates an application that can change every user of the tenant"
  type        = bool
  default     = false
}

variable "management_scopes" {
  description = "What that application may do. docs/auth0.md says what others there are, and for what"
  type        = list(string)
  default     = ["read:users", "update:users"]
}

variable "restricted" {
  description = "For mode user, if the Management API wants a client grant for user access"
  type        = bool
  default     = false
}
