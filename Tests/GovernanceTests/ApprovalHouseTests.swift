import Governance
import Graph
import TestSupport
import Testing

/// The policies of this checkout are approved, with the published keys of specs/approvers.yaml.
@Suite struct ApprovalHouseTests {
  @Test("the working files mean what the newest release means; if not: make approve-demo")
  func inSync() throws {
    let found = ApprovedHistory.unverified(root: Places.checkout).releases
    let newest = try #require(found.last, "nothing is approved: make approve-demo")
    let history = try ApprovedHistory.load(root: Places.checkout, now: newest.effectiveAt)
    let working = try PolicyState.load(root: Places.checkout)
    #expect(
      working.graph.digest == history.current.policyDigest
        && working.governanceDigest == history.current.governanceDigest,
      "the policies changed since release \(history.current.sequence): make approve-demo")
    #expect(history.pending == nil)
  }
}
