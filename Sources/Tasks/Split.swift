/// A part of a task's seeds, cut by time: train before the validation cutoff, test from the test
/// cutoff on.
public enum Split: String, CaseIterable, Codable, Sendable {
  case train, val, test
}
