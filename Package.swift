// swift-tools-version: 6.2
import PackageDescription

// The targets are the stops of the journey in Sources/README.md, in the same order.
// Which target may import which is written here once; ArrowTests holds the sources to it.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A module of the journey: its sources in `Sources/NAME`, its tests in `Tests/NAMETests`.
func module(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(
  of name: String, _ more: [Target.Dependency] = [], excluding: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "FixtureSupport"] + more,
    exclude: excluding,
    swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "relzero",
  products: [
    .executable(name: "relzero", targets: ["relzero"]),
    // what Benchmarks measures
    .library(name: "Engine", targets: ["Tensors", "Neural"]),
    .library(
      name: "Feed",
      targets: [
        "Relational", "EntityGraphs", "Tasks", "Sampling", "Text", "Features", "Randomness",
      ]),
    .library(name: "Learning", targets: ["Training", "RunLogs"]),
    .library(name: "Language", targets: ["LanguageModels", "LanguageTraining", "Text"]),
    .library(name: "Decoding", targets: ["LanguageModels", "Text", "Randomness"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // C below
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CKernels"),

    // Stand alone
    module("Inspection", []),
    module("Randomness", []),

    // Numbers
    module("Tensors", ["CKernels", "COpenBLAS", "Inspection", "Randomness"]),
    module("Neural", ["Tensors", "Inspection", "Randomness"]),

    // Rows
    module("Relational", [grdb, yams, "Inspection"]),
    module("EntityGraphs", ["Relational", "Inspection"]),
    module("Tasks", ["Relational", yams, "Inspection"]),
    module("Sampling", ["EntityGraphs", "Tasks", "Relational", "Randomness", "Inspection"]),

    // Where rows become numbers
    module("Text", ["Neural", "Tensors", "Inspection"]),
    module("Prompts", ["Relational", "Text", "Inspection"]),
    module(
      "LanguageModels", ["Text", "Neural", "Tensors", "Randomness", "Inspection"],
      resources: [.copy("BuiltIn")]),
    module(
      "LanguageTraining",
      [
        "LanguageModels", "Prompts", "Relational", "Text", "Neural", "Tensors", "Randomness",
        "Inspection",
      ]),
    module(
      "Features",
      [
        "Sampling", "EntityGraphs", "Tasks", "Relational", "Text", "Tensors", "Neural", yams,
        "Randomness", "Inspection",
      ]),
    module(
      "Models",
      [
        "Features", "LanguageModels", "Prompts", "Sampling", "EntityGraphs", "Tasks", "Relational",
        "Text", "Tensors", "Neural", "Randomness", "Inspection",
      ]),

    // Learning and its record
    module("RunLogs", [grdb, "Inspection"]),
    module(
      "Training",
      [
        "Models", "Features", "Sampling", "EntityGraphs", "Tasks", "Relational", "Text", "Tensors",
        "Neural", "RunLogs", "Randomness", "Inspection",
      ]),

    // The screen
    module("TerminalUI", ["CNcurses"]),
    module("Workbench", ["TerminalUI", "RunLogs", yams, "Inspection"]),

    // The built-in database and the program
    module("Demo", [grdb, "Randomness"]),
    .executableTarget(
      name: "relzero",
      dependencies: [
        arguments, "Training", "Models", "Features", "Sampling", "EntityGraphs", "Tasks",
        "Relational", "LanguageModels", "LanguageTraining", "Text", "Tensors", "Neural",
        "RunLogs", "Workbench",
        "TerminalUI", "Demo",
        "Randomness", "Inspection",
      ],
      swiftSettings: strict),

    // What several test targets share: reference data, temporary folders
    .target(
      name: "FixtureSupport", dependencies: [grdb, "Relational"], path: "Tests/FixtureSupport",
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    tests(of: "Inspection"),
    tests(of: "Randomness"),
    tests(of: "Tensors", ["Randomness", "CKernels"]),
    tests(of: "Neural", ["Tensors", "Randomness"]),
    tests(of: "Relational", ["Inspection", grdb]),
    tests(of: "EntityGraphs", ["Relational", "Inspection", grdb]),
    tests(of: "Tasks", ["Relational", "Inspection", grdb]),
    tests(of: "Sampling", ["EntityGraphs", "Tasks", "Relational", "Randomness", grdb]),
    tests(of: "Text"),
    tests(of: "Prompts", ["Relational", "Text", grdb]),
    tests(of: "LanguageModels", ["Text", "Neural", "Tensors", "Randomness"]),
    tests(of: "LanguageTraining", ["LanguageModels", "Text", "Neural", "Tensors", "Randomness"]),
    tests(of: "Features", ["Relational", grdb]),
    tests(
      of: "Models",
      [
        "Features", "LanguageModels", "Prompts", "Sampling", "EntityGraphs", "Tasks", "Relational",
        "Text", "Neural", "Tensors", "Randomness",
      ]),
    tests(of: "RunLogs", [grdb, "Inspection"]),
    tests(
      of: "Training",
      [
        "RunLogs", "Relational", "EntityGraphs", "Tasks", "Models", "Features", "Prompts",
        "Randomness", "Inspection", grdb,
      ]),
    tests(of: "TerminalUI"),
    tests(of: "Workbench", ["TerminalUI", "RunLogs", "Inspection"], excluding: ["Goldens"]),
    tests(of: "Demo", [grdb, "Relational", "Tasks", "Randomness"]),
    .testTarget(
      name: "relzeroTests",
      dependencies: [
        "relzero", "Relational", "RunLogs", "Models", "Training", "TerminalUI", "FixtureSupport",
        arguments,
      ],
      swiftSettings: strict),
  ]
)
