"""Working groups at the desk: a room that the parties share, and each page says so."""
