import Foundation

/// A model's folder on this machine.
public struct FoundModel: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case languageModel = "language model"
    case sentenceEncoder = "sentence encoder"
    /// Of an architecture that is not built.
    case other
  }

  public let name: String
  public let path: String
  public let kind: Kind
  /// What `config.json` says the model is: `llama`, `bert`, `mpnet`.
  public let architecture: String

  /// The model of a folder; nil if it holds none.
  init?(name: String, folder: String) {
    guard FileManager.default.fileExists(atPath: folder + "/tokenizer.json"),
      let json = try? JSONValue.read(folder + "/config.json"),
      let architecture = json["model_type"]?.text
    else { return nil }
    self.name = name
    path = folder
    self.architecture = architecture
    kind =
      switch architecture {
      case "llama": .languageModel
      case "bert", "mpnet": .sentenceEncoder
      default: .other
      }
  }
}

/// Finds models where people keep them: in our home, in Hugging Face's cache, in Python packages.
public struct ModelSearch: Sendable {
  private let environment: [String: String]
  private let home: String?

  /// - Parameter home: the program's home, whose `models` folder is looked at first.
  public init(
    home: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.home = home
    self.environment = environment
  }

  /// All models, the nearest first, each folder once.
  public func models() -> [FoundModel] {
    var seen = Set<String>()
    let found = homeModels() + hubModels() + packageModels()
    return found.filter { seen.insert(($0.path as NSString).resolvingSymlinksInPath).inserted }
  }

  /// The folders that were or would be looked at.
  public var places: [String] {
    (home.map { [$0 + "/models"] } ?? []) + [hub].compactMap { $0 } + sitePackages
  }

  private func contents(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private func homeModels() -> [FoundModel] {
    guard let home else { return [] }
    let folder = home + "/models"
    return contents(folder).compactMap { FoundModel(name: $0, folder: folder + "/" + $0) }
  }

  private var hub: String? {
    if let cache = environment["HF_HUB_CACHE"] { return cache }
    if let home = environment["HF_HOME"] { return home + "/hub" }
    return environment["HOME"].map { $0 + "/.cache/huggingface/hub" }
  }

  /// `models--ORG--NAME/snapshots/REVISION`; of several revisions the one that `refs/main` names.
  private func hubModels() -> [FoundModel] {
    guard let hub else { return [] }
    return contents(hub).filter { $0.hasPrefix("models--") }.compactMap { entry in
      let folder = hub + "/" + entry
      let name = entry.dropFirst("models--".count).replacing("--", with: "/")
      let main = try? String(contentsOfFile: folder + "/refs/main", encoding: .utf8)
      let revisions = contents(folder + "/snapshots")
      let preferred = main?.trimmingCharacters(in: .whitespacesAndNewlines)
      let ordered = revisions.filter { $0 == preferred } + revisions.filter { $0 != preferred }
      return ordered.lazy.compactMap {
        FoundModel(name: String(name), folder: folder + "/snapshots/" + $0)
      }.first
    }
  }

  /// Packages that carry a model in a folder `model`.
  private func packageModels() -> [FoundModel] {
    sitePackages.flatMap { site in
      contents(site).filter { !$0.contains(".") && !$0.hasPrefix("_") }.compactMap { package in
        FoundModel(name: package, folder: "\(site)/\(package)/model")
      }
    }
  }

  private var sitePackages: [String] {
    var roots: [String] = []
    if let active = environment["VIRTUAL_ENV"] { roots.append(active) }
    for folder in (environment["PATH"] ?? "").split(separator: ":")
    where FileManager.default.fileExists(atPath: folder + "/python3") {
      roots.append((String(folder) as NSString).deletingLastPathComponent)
    }
    if let user = environment["HOME"] { roots.append(user + "/.local") }
    var seen = Set<String>()
    return roots.filter { seen.insert($0).inserted }.flatMap { root in
      contents(root + "/lib").filter { $0.hasPrefix("python3") }.flatMap { version in
        ["site-packages", "dist-packages"].map { "\(root)/lib/\(version)/\($0)" }
          .filter { FileManager.default.fileExists(atPath: $0) }
      }
    }
  }
}
