"""The findings of 点検 on the screen: read, gone to, set aside with a reason, and taken back."""
