"""The API under schemathesis: a town with something of everything, and who asks."""
