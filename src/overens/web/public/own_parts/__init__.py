"""What single parties have published of what is not agreed, each its own part."""
