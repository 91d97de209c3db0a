import Testing

@testable import Tasks

/// Values marked "scikit-learn" were printed by scikit-learn 1.9.1; the others are worked out here.
@Suite("Metrics equal scikit-learn's")
struct MetricTests {
  // Scores in order: .1(0) .35(1) .4(0) .4(1) .8(0) .8(1).
  let labels: [Double] = [0, 0, 1, 1, 1, 0]
  let scores = [0.1, 0.4, 0.4, 0.35, 0.8, 0.8]

  @Test("AUROC counts pairs in order, and ties for half")
  func rocAUC() throws {
    // The 1s beat: .35 → one 0; .4 → one 0 and a tie; .8 → two 0s and a tie.
    // (1 + 1½ + 2½) / (3 · 3) = 5/9; scikit-learn 0.5555555555555556.
    #expect(try Metric.rocAUC.value(of: scores, labels: labels) == 5.0 / 9)
    #expect(try Metric.rocAUC.value(of: [0.5, 0.5, 0.5], labels: [0, 1, 1]) == 0.5)
    #expect(try Metric.rocAUC.value(of: [-3, 2, 7], labels: [1, 0, 0]) == 0)
  }

  @Test("average precision adds the precision at each threshold, ties together")
  func averagePrecision() throws {
    // From the top: .8 → 1 of 2; .4 → 2 of 4; .35 → 3 of 5: (½ + ½ + 3/5) / 3 = 8/15.
    let value = try Metric.averagePrecision.value(of: scores, labels: labels)
    #expect(abs(value - 8.0 / 15) < 1e-15)
    let tied = try Metric.averagePrecision.value(of: [0.5, 0.5, 0.5], labels: [0, 1, 1])
    #expect(abs(tied - 2.0 / 3) < 1e-15)
  }

  @Test("accuracy guesses 1 above ½, F1 from ½ up, as RelBench's")
  func thresholds() throws {
    // Guesses of 1: the two .8, one of them right; 3 of 6 rows right; F1 = 2·1 / (2·1 + 1 + 2).
    #expect(try Metric.accuracy.value(of: scores, labels: labels) == 0.5)
    #expect(try Metric.f1.value(of: scores, labels: labels) == 0.4)
    #expect(try Metric.accuracy.value(of: [0.5, 0.5], labels: [0, 1]) == 0.5)
    #expect(try Metric.f1.value(of: [0.5, 0.5], labels: [0, 1]) == 2.0 / 3)
  }

  @Test("errors of regression in the target's unit")
  func regression() throws {
    // Errors −.5, .5, 0, 1: mean |e| = 2/4; mean e² = 1.5/4.
    let labels = [3, -0.5, 2, 7]
    let guesses = [2.5, 0, 2, 8]
    #expect(try Metric.mae.value(of: guesses, labels: labels) == 0.5)
    #expect(try Metric.rmse.value(of: guesses, labels: labels) == 0.375.squareRoot())
    // Mean 2.875: Σ (y − mean)² = 29.1875; 1 − 1.5/29.1875; scikit-learn 0.9486081370449679.
    let r2 = try Metric.r2.value(of: guesses, labels: labels)
    #expect(abs(r2 - 0.9486081370449679) < 1e-15)
    // Train labels 1, 2, 3, 4: s² = 5/3.
    let scale = try #require(Metric.deviation(of: [1, 2, 3, 4]))
    let nmae = try Metric.nmae.value(of: guesses, labels: labels, scale: scale)
    #expect(abs(nmae - 0.3872983346207417) < 1e-15)
  }

  @Test("500 rows with many ties")
  func many() throws {
    var state: UInt64 = 12_345
    func draw() -> Double {
      state = (state * 1_103_515_245 + 12_345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    var scores: [Double] = []
    var labels: [Double] = []
    for _ in 0..<500 {
      let u = draw()
      let v = draw()
      scores.append((u * 20).rounded(.down) / 20)
      labels.append(v < 0.2 + 0.5 * u ? 1 : 0)
    }
    // scikit-learn
    let binary: [Metric: Double] = [
      .rocAUC: 0.669421219780932, .averagePrecision: 0.5725594795123821, .accuracy: 0.636,
      .f1: 0.594017094017094,
    ]
    for (metric, expected) in binary {
      #expect(abs(try metric.value(of: scores, labels: labels) - expected) < 1e-14, "\(metric)")
    }
    let targets = zip(labels, scores).map { 3 * $0 + $1 }
    let guesses = scores.map { 2 * $0 + 1 }
    let regression: [Metric: Double] = [
      .mae: 1.4158, .rmse: 1.440850443314642, .r2: 0.1826967880946323, .nmae: 0.8874417920921841,
    ]
    for (metric, expected) in regression {
      let value = try metric.value(
        of: guesses, labels: targets, scale: Metric.deviation(of: targets))
      #expect(abs(value - expected) < 1e-12, "\(metric)")
    }
  }

  @Test("one class: AUROC is undefined, the others are scikit-learn's", arguments: [0.0, 1.0])
  func oneClass(label: Double) throws {
    let labels = [label, label]
    let scores = [0.2, 0.7]
    #expect(throws: UndefinedMetric.oneClass(label: label)) {
      try Metric.rocAUC.value(of: scores, labels: labels)
    }
    #expect(try Metric.averagePrecision.value(of: scores, labels: labels) == label)
    #expect(try Metric.accuracy.value(of: scores, labels: labels) == 0.5)
    #expect(try Metric.f1.value(of: scores, labels: labels) == (label == 0 ? 0 : 2.0 / 3))
  }

  @Test("F1 is 0 when there is neither a 1 nor a guess of 1")
  func noPositives() throws {
    #expect(try Metric.f1.value(of: [0.1, 0.2], labels: [0, 0]) == 0)
  }

  @Test("R² of labels that are all alike is 1 or 0, and of one row undefined")
  func constantLabels() throws {
    #expect(try Metric.r2.value(of: [2, 2], labels: [2, 2]) == 1)
    #expect(try Metric.r2.value(of: [2, 3], labels: [2, 2]) == 0)
    #expect(throws: UndefinedMetric.tooFew(rows: 1, needed: 2)) {
      try Metric.r2.value(of: [1], labels: [1])
    }
  }

  @Test("nMAE without spread of the train labels is undefined", arguments: [nil, 0, Double.nan])
  func noScale(scale: Double?) {
    #expect(throws: UndefinedMetric.noScale) {
      try Metric.nmae.value(of: [1], labels: [2], scale: scale)
    }
    #expect(Metric.deviation(of: [1]) == nil)
  }

  @Test("no rows and numbers that are not finite are undefined", arguments: Metric.allCases)
  func undefined(metric: Metric) {
    #expect(throws: UndefinedMetric.empty) { try metric.value(of: [], labels: [], scale: 1) }
    for bad in [Double.nan, .infinity] {
      #expect(throws: UndefinedMetric.notFinite(place: 1)) {
        try metric.value(of: [0.5, bad], labels: [0, 1], scale: 1)
      }
    }
  }

  @Test("which values are better")
  func direction() {
    #expect(Metric.rocAUC.isBetter(0.8, than: 0.7))
    #expect(Metric.mae.isBetter(3.9, than: 4.0))
    #expect(!Metric.mae.isBetter(4.0, than: 4.0))
  }
}
