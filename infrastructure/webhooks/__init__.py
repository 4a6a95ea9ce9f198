"""Webhooks on PostgreSQL and over HTTP."""
