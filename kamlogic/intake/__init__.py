"""Any sales export becomes sales lines, with every row accounted for."""
