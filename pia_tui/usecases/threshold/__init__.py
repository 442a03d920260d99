"""しきい値判断: the judgement kept, the documents made from it, the body's own rule, and the slip."""
