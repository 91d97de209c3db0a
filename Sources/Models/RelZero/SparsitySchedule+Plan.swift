import Inspection

extension SparsitySchedule {
  /// What a run's settings plan, before or after it is trained; nil where they are no label-free run's.
  ///
  /// The first parts of the training read no row's text (`schema_warmup`, `graph_first`), the next hides
  /// all of it (`alignment`), then the schedule begins. Where a gated schedule goes up is known only
  /// afterwards.
  ///
  /// - Parameters:
  ///   - steps: planned steps of the training, for the published schedule.
  ///   - points: how many levels to tell.
  public static func plan(
    of configuration: [String: String], steps: Int, points: Int = 101
  ) -> ScheduleSummary? {
    guard configuration["sparsity.schedule"] != nil,
      let (schedule, lessons) = try? read(configuration)
    else { return nil }
    let levels = (0..<points).map { point -> Double? in
      let u = Double(point) / Double(max(1, points - 1))
      switch lessons.stage(at: u) {
      case .schema, .graph: return nil
      case .alignment: return 1
      case .refinement:
        let place = lessons.place(at: u)
        guard schedule.shape != .gated || place == 0 else { return nil }
        return schedule.sparsity(at: place, step: Int(u * Double(steps)))
      }
    }
    return ScheduleSummary(shape: schedule.shape.rawValue, levels: levels)
  }

  private static func read(
    _ configuration: [String: String]
  ) throws(SettingsError) -> (schedule: SparsitySchedule, lessons: LessonPlan) {
    var settings = try Settings(configuration)
    return (try SparsitySchedule(&settings), try LessonPlan(&settings, isCut: false))
  }
}
