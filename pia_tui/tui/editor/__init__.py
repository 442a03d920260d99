"""The editor of a document: the screen, its page with the place to write, the contents and 未配置."""
