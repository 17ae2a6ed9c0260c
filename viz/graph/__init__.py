"""A drawing as plain data (`graph`), its text (`words`), equal boxes in a row (`rows`), two drawings compared (`matching`)."""
