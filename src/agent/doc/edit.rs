//! Changes to a JSON document that leave every other byte alone.
