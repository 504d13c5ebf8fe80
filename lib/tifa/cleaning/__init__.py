"""From the bytes of a page to the article that the newspaper printed, every character traced to its place."""
