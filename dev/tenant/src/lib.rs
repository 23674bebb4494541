//! A local Auth0 tenant as a value.
