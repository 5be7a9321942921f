"""How one instance is set up: environment variables in, Django's settings out."""
