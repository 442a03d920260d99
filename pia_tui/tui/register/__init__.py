"""The register (計画管理書) as a screen: all documents, in pages read when they are looked at."""
