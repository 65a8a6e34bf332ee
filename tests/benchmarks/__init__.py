"""How fast, beside whom? Every engine gets the same terms and the same queries in one run."""
