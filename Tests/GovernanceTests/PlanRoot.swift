import Diagnostics
import Governance
import Graph
import Policy
import TestSupport
import Testing

/// The house's documents in memory, with texts replaced: one side of a plan.
struct PlanRoot {
  private(set) var documents: [(path: String, text: String)]

  /// As they stand in this checkout.
  static func house() throws -> PlanRoot {
    let inputs = try PolicyFiles.inputs(ofRoot: Places.checkout)
    return PlanRoot(
      documents: inputs.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  /// The same with the first `old` of a document replaced; it must be there.
  func replacing(_ path: String, _ old: String, _ new: String) throws -> PlanRoot {
    var changed = self
    let index = try #require(documents.firstIndex { $0.path == path }, "\(path)")
    try #require(documents[index].text.contains(old), "\(old)")
    changed.documents[index].text.replace(old, with: new, maxReplacements: 1)
    return changed
  }

  func removing(_ path: String) -> PlanRoot {
    PlanRoot(documents: documents.filter { $0.path != path })
  }

  func state() throws -> PolicyState {
    do {
      return try PolicyState.load(
        documents.map {
          PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8))
        })
    } catch {
      Issue.record("\(error.text)")
      throw error
    }
  }

  func plan(
    to head: PlanRoot, proposer: String? = nil, authors: [String] = []
  ) throws -> ChangePlan {
    ChangePlan(
      base: try state(), head: try head.state(), proposer: proposer, authors: authors)
  }
}
