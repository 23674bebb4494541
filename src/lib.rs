//! Account linking for Auth0, at the edge.
