"""What every room stands on: trail, languages, countries, municipalities, papers, consents."""
