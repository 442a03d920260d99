"""How Japanese text is broken into lines: one table of 禁則 and one set of rules, for screens and PDF alike."""
