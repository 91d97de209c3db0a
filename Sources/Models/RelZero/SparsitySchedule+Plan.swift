import Inspection

extension SparsitySchedule {
  /// What a run's settings plan, before or after it is trained; nil where they are no label-free run's.
  ///
  /// The first part of the training reads no text (`graph_first`), the next hides all of it
  /// (`alignment`), then the schedule begins. Where a gated schedule goes up is known only afterwards.
  ///
  /// - Parameters:
  ///   - steps: planned steps of the training, for the published schedule.
  ///   - points: how many levels to tell.
  public static func plan(
    of configuration: [String: String], steps: Int, points: Int = 101
  ) -> ScheduleSummary? {
    guard configuration["sparsity.schedule"] != nil,
      let plan = try? Self.read(configuration)
    else { return nil }
    let begin = plan.alone + plan.aligning
    let levels = (0..<points).map { point -> Double? in
      let u = Double(point) / Double(max(1, points - 1))
      guard u >= plan.alone else { return nil }
      guard u >= begin else { return 1 }
      let place = (u - begin) / max(1e-9, 1 - begin)
      guard plan.schedule.shape != .gated || place == 0 else { return nil }
      return plan.schedule.sparsity(at: place, step: Int(u * Double(steps)))
    }
    return ScheduleSummary(shape: plan.schedule.shape.rawValue, levels: levels)
  }

  private static func read(
    _ configuration: [String: String]
  ) throws(SettingsError) -> (schedule: SparsitySchedule, alone: Double, aligning: Double) {
    var settings = try Settings(configuration)
    let schedule = try SparsitySchedule(&settings)
    let pool = try settings.integer("question_pool", 4096, in: 0...100_000)
    let alone = try settings.number("graph_first", 0.5, in: 0...1)
    return (
      schedule, pool > 0 ? alone : 0, try settings.number("alignment", 0.05, in: 0...1)
    )
  }
}
