import LanguageModels
import Neural
import Text

/// Why a language model could not be trained.
public enum LanguageTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  case text(TextError)
  case model(LanguageModelError)
  case weights(CheckpointError)
  case unwritable(path: String, reason: String)
  /// The folder holds the training of another recipe.
  case otherRecipe(folder: String)

  public var description: String {
    switch self {
    case .text(let error): error.description
    case .model(let error): error.description
    case .weights(let error): error.description
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)."
    case .otherRecipe(let folder):
      "\(folder): holds a training with another recipe (recipe.json). Give another folder with "
        + "--out, or the same recipe to go on with it."
    }
  }
}
