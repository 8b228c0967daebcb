package import Diagnostics
package import Policy

/// What a file of `specs/approved` says: an approved release with the documents it is of, or, in `pending.yaml`, a
/// proposal that is still collecting signatures. Nothing of it is to be believed before `ApprovedHistory` has
/// checked it.
package struct ReleaseDocument: Hashable, Sendable {
  /// The two kinds of files.
  package enum Kind: String, CaseIterable, Sendable {
    case release = "ApprovedPolicy"
    case proposal = "PolicyProposal"
  }

  package var kind: Kind
  package var change: ProposedChange
  /// When it was proposed, in milliseconds since 1970, whole seconds.
  package var proposedAt: Int64
  /// In the order in which they were made.
  package var approvals: [Approval]
  /// The exact texts of what was approved, in the order of their paths; none in a proposal, which is of the
  /// working files as long as they mean the same.
  package var documents: [PolicySet.Source]
  /// Where the file says it; nil for a document that was not read.
  package var places = Places()

  /// Places of a file, for findings.
  package struct Places: Hashable, Sendable {
    package var whole: Location?
    /// Of the approvals, in their order.
    package var approvals: [Location] = []
    /// Of members of `spec`, by their key.
    package var members: [String: Location] = [:]
  }

  package init(
    kind: Kind, change: ProposedChange, proposedAt: Int64, approvals: [Approval] = [],
    documents: [PolicySet.Source] = []
  ) {
    self.kind = kind
    self.change = change
    self.proposedAt = proposedAt
    self.approvals = approvals
    self.documents = documents
  }

  /// The moment at which the last signature was made, from which on a release holds; milliseconds since 1970.
  package var effectiveAt: Int64 { approvals.map(\.approvedAt).max() ?? proposedAt }

  /// The documents as the loader takes them; findings name them as `FILE: PATH`.
  package var inputs: [PolicyLoader.Input] {
    let file = places.whole?.file
    return documents.map { document in
      PolicyLoader.Input(
        file: file.map { "\($0): \(document.path)" } ?? document.path, path: document.path,
        bytes: Array(document.text.utf8))
    }
  }

  /// The name of the file of a release: `000042.yaml`.
  package static func fileName(sequence: Int) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".yaml"
  }

  /// The name of the file of a proposal.
  package static let pendingName = "pending.yaml"
  /// Where all of them lie in a root.
  package static let folder = "specs/approved"
}
