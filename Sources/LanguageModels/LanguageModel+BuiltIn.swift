import Foundation

extension LanguageModel {
  /// What commands call the model that comes with the program.
  public static let builtInName = "builtin"

  /// The model that comes with the program: a small one, trained by `relzero lm train` on texts of
  /// invented databases in the forms that prompts have.
  ///
  /// - Throws: ``LanguageModelError/noBuiltIn(places:)`` when the program stands alone, without the
  ///   folder of its resources beside it.
  public static func builtIn() throws(LanguageModelError) -> LanguageModel {
    try LanguageModel(folder: builtInFolder())
  }

  /// The folder of the built-in model.
  public static func builtInFolder() throws(LanguageModelError) -> String {
    let places = builtInPlaces
    guard
      let found = places.first(where: {
        FileManager.default.fileExists(atPath: $0 + "/config.json")
      })
    else { throw .noBuiltIn(places: places) }
    return found
  }

  /// Beside the program, where the build puts resources; then in the sources it was built from.
  /// (`Bundle.module` would end the process where it finds nothing.)
  private static var builtInPlaces: [String] {
    let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "")
    let executable = (Bundle.main.executableURL ?? program).resolvingSymlinksInPath()
    let folders = [executable.deletingLastPathComponent().path, Bundle.main.bundlePath]
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    return folders.map { $0 + "/relzero_LanguageModels.resources/BuiltIn" } + [sources + "/BuiltIn"]
  }
}
