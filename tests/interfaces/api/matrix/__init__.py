"""Matrix C over HTTP: how every route is asked, a file for each family of routes."""
