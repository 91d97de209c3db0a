import Foundation
import Inspection
import Yams

extension Manifest {
  /// Reads a manifest.
  ///
  /// Foreign keys are a mapping `column: table` (`"a, b": table` for a composite key), or a list of
  /// `{columns: [a, b], table: t, parent_columns: [x, y]}` where a mapping cannot say it.
  /// - Throws: `manifestMissing` or `manifestUnreadable`, with the line.
  public static func read(_ path: String) throws(DatabaseError) -> Manifest {
    guard let data = FileManager.default.contents(atPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else {
        throw .manifestMissing(path: path)
      }
      throw .manifestUnreadable(path: path, detail: "it cannot be read as a file.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw .manifestUnreadable(path: path, detail: "it is not UTF-8 text.")
    }
    return try parse(text, path: path)
  }

  static func parse(_ text: String, path: String) throws(DatabaseError) -> Manifest {
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw .manifestUnreadable(path: path, detail: "\(error)")
    }
    let reader = ManifestReader(path: path)
    var manifest = Manifest()
    guard let root else { return manifest }
    for (key, node) in try reader.mapping(root, what: "the file") {
      switch key {
      case "name": manifest.name = try reader.text(node, what: key) ?? ""
      case "manifest_version":
        let version = try reader.text(node, what: key) ?? ""
        guard version == "1" else {
          throw reader.wrong(node, "manifest_version is \(version), this program knows version 1")
        }
      case "description": manifest.description = try reader.text(node, what: key) ?? ""
      case "val_timestamp": manifest.validationCutoff = try reader.time(node, what: key)
      case "test_timestamp": manifest.testCutoff = try reader.time(node, what: key)
      case "tables":
        guard !reader.isNull(node) else { continue }
        for (table, node) in try reader.mapping(node, what: key) {
          manifest.tables[table] = try reader.table(node, name: table)
        }
      default:
        if let meant = Self.keys.first(where: { key.isSlip(of: $0) }) {
          throw reader.wrong(node, "the key \"\(key)\" is unknown; did you mean \(meant)?")
        }
        do {
          manifest.unknown[key] = try serialize(node: node)
        } catch {
          throw reader.wrong(node, "the value of \(key) cannot be kept: \(error)")
        }
      }
    }
    if let validation = manifest.validationCutoff, let test = manifest.testCutoff,
      validation >= test
    {
      throw .manifestUnreadable(
        path: path,
        detail:
          "val_timestamp is \(validation), test_timestamp \(test): the first has to be earlier, "
          + "because a model learns before it, is chosen between them, and is tested after both.")
    }
    return manifest
  }

  private static let keys = [
    "name", "manifest_version", "description", "val_timestamp", "test_timestamp", "tables",
  ]

  /// The manifest as YAML in RelBench's order.
  ///
  /// - Parameter path: where it is meant for, for the error.
  public func yaml(for path: String = "manifest.yaml") throws(DatabaseError) -> String {
    do {
      return try serialize(node: node(), width: -1, allowUnicode: true, sortKeys: false)
    } catch {
      throw .manifestUnwritable(path: path, detail: "\(error)")
    }
  }

  /// Writes the manifest, replacing the file in one step.
  public func write(_ path: String) throws(DatabaseError) {
    let text = try yaml(for: path)
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .manifestUnwritable(path: path, detail: error.localizedDescription)
    }
  }

  private func node() throws -> Node {
    var pairs: [(Node, Node)] = [
      (text("name"), text(name)), (text("manifest_version"), Node("1")),
      (text("description"), text(description)),
    ]
    if let validationCutoff {
      pairs.append((text("val_timestamp"), quoted("\(validationCutoff)")))
    }
    if let testCutoff { pairs.append((text("test_timestamp"), quoted("\(testCutoff)"))) }
    for (key, value) in unknown.sorted(by: { $0.key < $1.key }) {
      pairs.append((text(key), try compose(yaml: value) ?? Node("null")))
    }
    let tables = self.tables.sorted { $0.key < $1.key }
    pairs.append((text("tables"), Node(tables.map { (text($0.key), $0.value.node()) })))
    return Node(pairs)
  }
}

extension TableManifest {
  fileprivate func node() -> Node {
    var pairs: [(Node, Node)] = []
    if stated.contains(.primaryKey) {
      let key =
        switch primaryKey.count {
        case 0: Node("null")
        case 1: text(primaryKey[0])
        default: Node(primaryKey.map(text))
        }
      pairs.append((text("pkey"), key))
    }
    if stated.contains(.timeColumn) {
      pairs.append((text("time_col"), timeColumn.map(text) ?? Node("null")))
    }
    if stated.contains(.foreignKeys) {
      let keys = foreignKeys.map { $0.columns.joined(separator: ", ") }
      let isMapping =
        Set(keys).count == keys.count
        && foreignKeys.allSatisfy { key in
          key.parentColumns == nil && key.columns.allSatisfy { !$0.contains(",") }
        }
      let node =
        isMapping
        ? Node(zip(keys, foreignKeys).map { (text($0), text($1.parentTable)) })
        : Node(foreignKeys.map { $0.node() })
      pairs.append((text("fkeys"), node))
    }
    return Node(pairs)
  }
}

extension ForeignKeyManifest {
  fileprivate func node() -> Node {
    var pairs: [(Node, Node)] = [
      (text("columns"), Node(columns.map(text))), (text("table"), text(parentTable)),
    ]
    if let parentColumns {
      pairs.append((text("parent_columns"), Node(parentColumns.map(text))))
    }
    return Node(pairs)
  }
}

/// A string scalar: quoted where plain YAML would read something else than a string.
private func text(_ value: String) -> Node {
  let plain = Node(value)
  let isString = plain.tag == Tag(.str)
  return isString && !value.isEmpty ? plain : quoted(value)
}

private func quoted(_ value: String) -> Node {
  Node(value, Tag(.str), .singleQuoted)
}
