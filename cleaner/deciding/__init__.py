"""Which lines of a document go, and what it becomes without them."""
