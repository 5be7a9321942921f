"""May and must in working groups. Pure."""
