"""Notes, minutes and files at the desk."""
