"""Many documents: which files, under which settings, by how many processes, and what was found in them."""
