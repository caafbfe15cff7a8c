"""What the API, race and fault tests stand on: a server, a database, a contract and a client."""
