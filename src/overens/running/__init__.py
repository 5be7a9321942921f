"""Starting an instance and keeping it running: its folder, its database, its processes."""
