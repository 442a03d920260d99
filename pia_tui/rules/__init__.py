"""What the 番号法, the 規則 and the 指針 say, as pure functions over data files."""
