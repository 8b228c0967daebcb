package import Diagnostics
package import Policy

/// What the server asks of the disk. Paths are absolute.
package protocol ServerFiles: Sendable {
  /// The nearest folder at or above one that has `bots/` and `policies/`.
  func root(above folder: String) -> String?

  /// The documents that lie in a root now.
  func documents(ofRoot root: String) -> RootFiles

  /// The path of a file with the explanation of a code, in Markdown; nil where there is none.
  func explanation(ofCode code: String) -> String?
}

/// The documents of a root as they lie on the disk, or with the buffers of an editor in their places.
package struct RootFiles: Sendable {
  /// What a document of a root is read by.
  package enum Role: Sendable {
    /// `bots/`, `policies/`, `specs/`: what decides.
    case policy
    /// `tests/`
    case tests
    /// `specs/eip712/`: what is signed.
    case typedData
    /// `specs/playbooks/`: what people do when something happens.
    case playbook
    /// Overrides, releases: read where they are used.
    case other
  }

  package var documents: [(role: Role, input: PolicyLoader.Input)]
  /// What could not be read.
  package var diagnostics: [Diagnostic]
  /// The newest file of `specs/approved/`; nil where nothing is approved.
  package var release: PolicyLoader.Input?

  package init(
    _ documents: [(role: Role, input: PolicyLoader.Input)] = [], diagnostics: [Diagnostic] = [],
    release: PolicyLoader.Input? = nil
  ) {
    self.documents = documents
    self.diagnostics = diagnostics
    self.release = release
  }

  package func inputs(_ role: Role) -> [PolicyLoader.Input] {
    documents.filter { $0.role == role }.map(\.input)
  }

  /// What a file of that path, relative to the root, is; nil where no part of the program reads it.
  package static func role(ofPath path: String) -> Role? {
    let lower = path.lowercased()
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard lower.hasSuffix(".yaml") || lower.hasSuffix(".yml"), parts.count > 1,
      !parts.contains(where: { $0.hasPrefix(".") || $0.isEmpty })
    else { return nil }
    switch parts[0] {
    case "bots", "policies": return .policy
    case "tests": return parts.count == 2 ? .tests : nil
    case "overrides": return .other
    case "specs":
      switch parts[1] {
      case "eip712": return .typedData
      case "playbooks": return .playbook
      case "approved": return .other
      default: return .policy
      }
    default: return nil
    }
  }

  /// These documents with the texts of `buffers`, by file, in place of what the disk has, and with those that are
  /// not on the disk yet.
  func replacing(with buffers: [String: [UInt8]], root: String) -> RootFiles {
    var result = self
    for (file, bytes) in buffers.sorted(by: { $0.key < $1.key }) {
      guard file.hasPrefix(root + "/") else { continue }
      let path = String(file.dropFirst(root.count + 1))
      if let index = result.documents.firstIndex(where: { $0.input.file == file }) {
        result.documents[index].input.bytes = bytes
      } else if let role = Self.role(ofPath: path) {
        result.documents.append((role, PolicyLoader.Input(file: file, path: path, bytes: bytes)))
      }
    }
    result.documents.sort { $0.input.path < $1.input.path }
    return result
  }
}
