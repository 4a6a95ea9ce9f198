"""Webhooks: events of the log brought to other systems, in the Standard Webhooks format."""
