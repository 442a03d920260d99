"""しきい値判断, question by question, and its decision table."""
