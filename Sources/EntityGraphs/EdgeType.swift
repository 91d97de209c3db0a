import Relational

/// One foreign key followed in one direction.
///
/// Directions are those of messages: `toParent` carries from child rows to the parent row they refer
/// to, `toChildren` from the parent to its child rows.
public struct EdgeType: Hashable, Sendable {
  public enum Direction: Hashable, Sendable { case toParent, toChildren }

  /// Place in `schema.relations`.
  public let relation: Int
  public let direction: Direction

  public init(relation: Int, direction: Direction) {
    self.relation = relation
    self.direction = direction
  }
}
