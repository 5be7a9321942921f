"""The agreement's year, the quiet months, and the order of what waits. Pure."""
