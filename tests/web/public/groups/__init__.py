"""The open pages of groups and meetings."""
