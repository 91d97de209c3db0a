struct SchemaFacts: Sendable {}
