"""Files and texts that come in: choosing, pasting, and the preview of what they bring."""
