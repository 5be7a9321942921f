"""Papers, frozen."""
