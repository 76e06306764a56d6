//! The YAML readers, named here and nowhere else.
