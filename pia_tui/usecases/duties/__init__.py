"""What the body is to do with its 評価書, and by when: over a store."""
