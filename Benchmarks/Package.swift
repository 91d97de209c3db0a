// swift-tools-version: 6.2
import PackageDescription

// Measurements of the engine, apart from the product so that nothing here is built with it.

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "relzero", path: "..")],
  targets: [
    .executableTarget(
      name: "engine-bench",
      dependencies: [.product(name: "Engine", package: "relzero")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "feed-bench",
      dependencies: [
        .product(name: "Feed", package: "relzero"), .product(name: "Engine", package: "relzero"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "language-bench",
      dependencies: [
        .product(name: "Decoding", package: "relzero"),
        .product(name: "Engine", package: "relzero"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "CCountingHeap"),
    .executableTarget(
      name: "runs-bench",
      dependencies: [
        "CCountingHeap",
        .product(name: "Feed", package: "relzero"), .product(name: "Engine", package: "relzero"),
        .product(name: "Learning", package: "relzero"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)
