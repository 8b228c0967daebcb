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

  /// Reads the documents of the folder.
  package init(_ inputs: [PolicyLoader.Input]) {
    for input in inputs.sorted(by: { $0.path < $1.path }) { read(input) }
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
