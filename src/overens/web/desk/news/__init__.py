"""News and pages at the desk: written by several people, given pictures, published and archived."""
