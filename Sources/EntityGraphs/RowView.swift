struct RowViewCache: Sendable {}
