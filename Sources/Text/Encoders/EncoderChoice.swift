import Foundation

/// The encoder that a person names: `hashed`, a model's folder, a file of word vectors, or part of the name
/// of a model on this machine (`minilm`).
public enum EncoderChoice {
  /// The built-in encoder's name.
  public static let builtIn = "hashed"

  /// - Parameters:
  ///   - hashedWidth: the width of the built-in encoder's vectors.
  ///   - home: the program's home, for its models and for the vectors that are kept; nil keeps none.
  public static func encoder(
    _ name: String, hashedWidth: Int, home: String?
  ) throws(TextError) -> any SentenceEncoder {
    if name == builtIn { return HashedNGramEncoder(width: hashedWidth) }
    let encoder = try named(name, home: home)
    return home.map { CachedEncoder(encoder, in: $0 + "/text") } ?? encoder
  }

  private static func named(
    _ name: String, home: String?
  ) throws(TextError) -> any SentenceEncoder {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      return isFolder.boolValue
        ? try BertSentenceEncoder(folder: name) : try GloVeEncoder(path: name)
    }
    let search = ModelSearch(home: home)
    let encoders = search.models().filter { $0.kind == .sentenceEncoder }
    guard
      let found = encoders.first(where: { $0.name.lowercased().contains(name.lowercased()) })
    else {
      throw .noEncoder(name: name, found: encoders.map(\.name), places: search.places)
    }
    return try BertSentenceEncoder(folder: found.path)
  }
}
