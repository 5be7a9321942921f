"""The year of cooperation, from the agreement to the yearly dialogue that changes it."""
