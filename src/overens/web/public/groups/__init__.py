"""Working groups and meetings on the open site."""
