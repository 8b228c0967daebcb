package import Diagnostics
package import Hashing
package import Policy
import YAML

/// What lies in `overrides/`, read and not yet believed.
package struct OverrideFolder: Sendable {
  /// In the order of their paths.
  package private(set) var overrides: [OverrideDocument] = []
  package private(set) var revocations: [OverrideRevocation] = []
  /// Files that are neither, with the reasons.
  package private(set) var unreadable: [(file: String, diagnostics: [Diagnostic])] = []

  /// The folder, relative to the root.
  package static let path = "overrides"

  /// Something of the folder that is there and cannot be read: not the same as being gone.
  package struct Unreadable: Hashable, Sendable {
    /// Relative to the root; `overrides` for the folder itself.
    package var path: String
    /// Why, for people.
    package var reason: String

    /// Something that could not be read.
    package init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// Reads the documents of the folder.
  package init(_ inputs: [PolicyLoader.Input], besides lost: [Unreadable] = []) {
    for input in inputs.sorted(by: { $0.path < $1.path }) { read(input) }
    for lost in lost {
      let problem = OverrideProblem.cannotRead(lost.path, lost.reason)
      unreadable.append((lost.path, [problem.diagnostic(at: nil)]))
    }
  }

  /// The override that a journal keeps as text; nil where it is none, or has another id.
  static func document(_ text: String, id: Digest32) -> OverrideDocument? {
    let path = path(of: id)
    let folder = OverrideFolder([.init(file: path, path: path, bytes: Array(text.utf8))])
    return folder.overrides.first { $0.id.value == id }
  }

  private mutating func read(_ input: PolicyLoader.Input) {
    var bag = DiagnosticBag()
    let parsed = YAMLDocument.parse(input.bytes, file: input.file)
    bag.add(contentsOf: parsed.diagnostics)
    if let root = parsed.root {
      let version = root["apiVersion"]?.text
      switch root["kind"]?.text {
      case "Override":
        if version == "polytraders/v1",
          let document = OverrideDocument.read(root, file: input.file, &bag)
        {
          overrides.append(document)
          return
        }
      case "OverrideRevocation":
        if version == "polytraders/v1",
          let document = OverrideRevocation.read(root, file: input.file, &bag)
        {
          revocations.append(document)
          return
        }
      case let kind:
        bag.add(OverrideProblem.unknownKind(kind ?? "").diagnostic(at: root.location))
      }
      if version != "polytraders/v1", !bag.hasErrors {
        bag.add(OverrideProblem.unknownVersion(version ?? "").diagnostic(at: root.location))
      }
    }
    unreadable.append((input.file, bag.sorted))
  }

  /// The file of an override, by the id in front of its name.
  package static func path(of id: Digest32) -> String { "overrides/\(id.short).yaml" }

  /// The file that ends an override.
  package static func revocationPath(of id: Digest32) -> String {
    "overrides/\(id.short).revocation.yaml"
  }
}
