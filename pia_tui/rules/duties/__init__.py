"""What is to be done with published 評価書, and by when (規則14–16条), as pure functions over what is known of them."""
