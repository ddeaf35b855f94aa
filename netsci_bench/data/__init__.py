"""Where data sets come from, and how we know that they are the right ones."""
