"""The shell around the desks: settings, addresses, navigation, home, search, health, the API's assembly, the server."""
