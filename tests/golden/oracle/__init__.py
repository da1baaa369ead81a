"""Every figure once more, from METHOD alone: plain Python, fractions, one client after the other, slow."""
