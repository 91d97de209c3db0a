import Foundation

/// The folder that holds the run log, checkpoints and caches.
public enum Home {
  /// The home's path: the flag, else `$RELZERO_HOME`, else `$XDG_DATA_HOME/relzero`, else
  /// `~/.local/share/relzero`. Nothing is made or looked at.
  ///
  /// An empty variable counts as unset, and a relative `$XDG_DATA_HOME` is passed over, as the XDG
  /// base directory specification asks.
  ///
  /// - Throws: `RunLogError.noHome` when none of them is set.
  public static func resolve(
    flag: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(RunLogError) -> String {
    if let flag, !flag.isEmpty { return absolute(flag, environment) }
    if let home = environment["RELZERO_HOME"], !home.isEmpty { return absolute(home, environment) }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return join(data, "relzero")
    }
    guard let user = environment["HOME"], !user.isEmpty else { throw .noHome }
    return join(user, ".local/share/relzero")
  }

  /// Makes the folder when it is not there.
  ///
  /// - Throws: `RunLogError.homeNotMade`.
  static func make(_ path: String) throws(RunLogError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw .homeNotMade(path: path, reason: "a file of that name is in the way")
      }
      return
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      throw .homeNotMade(
        path: path, reason: reason.map { String(cString: strerror(Int32($0.code))) } ?? "\(error)")
    }
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  private static func absolute(_ path: String, _ environment: [String: String]) -> String {
    if path == "~" || path.hasPrefix("~/"), let user = environment["HOME"], !user.isEmpty {
      return user + path.dropFirst()
    }
    if path.hasPrefix("/") { return path }
    return join(FileManager.default.currentDirectoryPath, path)
  }
}
