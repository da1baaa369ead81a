"""Pure functions: frame and frozen settings in, frozen result out."""
