"""The policies desk: what is allowed, in versions, as a tree of clauses."""
