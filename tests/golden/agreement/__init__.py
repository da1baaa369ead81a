"""One module per topic: the pairs of figures, the oracle's and the package's, of one random data set."""
