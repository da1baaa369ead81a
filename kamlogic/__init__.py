"""Key client management, computed without a screen."""
