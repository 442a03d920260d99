"""What the screens are drawn with: widths and line breaks of Japanese, signs, colours, runs of styled text."""
