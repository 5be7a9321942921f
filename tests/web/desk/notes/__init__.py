"""Notes and files at the desk."""
