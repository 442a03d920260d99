"""From the terminal's events to the screens: keys of one burst as one paste, and everything in the order it came."""
