"""Records to (path, bytes). Pure as well; `files.py` at the end writes."""
