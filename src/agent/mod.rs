//! What each agent can read, and what its controls really stop.
