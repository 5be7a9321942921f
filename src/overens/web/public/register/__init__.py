"""The registers as everyone reads them: pages, day lists, CSV and feed."""
