"""What an artifact says about itself: typed claims, never trusted."""
