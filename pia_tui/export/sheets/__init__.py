"""A document as an Excel workbook to be filled in by a department."""
