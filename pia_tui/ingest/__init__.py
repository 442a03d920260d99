"""Files into documents: our own JSON, PDF and sheets, and the text of published 評価書."""
