"""Letters by mail: queued in the transaction that causes them, sent once by the worker."""
