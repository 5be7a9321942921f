"""Groups at the desk."""
