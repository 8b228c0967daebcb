package import Diagnostics
package import Graph
package import JSON
package import Trading

/// Where policies come from: the folders of a desk, or whatever a test makes up. Used by one thread.
package protocol PolicySource: AnyObject {
  /// Looks whether there is something else than at the last look.
  ///
  /// - Parameters:
  ///   - now: milliseconds since 1970; never goes back.
  ///   - isForced: reads everything again, whatever it looks like from outside.
  /// - Returns: nil where nothing has changed.
  func look(now: Int64, isForced: Bool) -> PolicyLook?

  /// Looks for differences between what runs, what the files say and what is approved.
  ///
  /// - Parameter running: what decides now; nil before the first policy.
  /// - Returns: what is new and what is gone; nil where nothing is.
  func drift(now: Int64, running: CompiledGraph?) -> DriftLook?

  /// The next time at which something follows by the clock alone.
  var nextMoment: Int64? { get }
}

/// What a look for drift gave.
package struct DriftLook: Sendable {
  /// Envelopes for what is new and for what is gone.
  package var drafts: [EnvelopeDraft]
  /// What is new, for people.
  package var notices: [Diagnostic]

  /// What a look gave.
  package init(drafts: [EnvelopeDraft], notices: [Diagnostic]) {
    self.drafts = drafts
    self.notices = notices
  }
}

/// What a look at the policies gave.
package struct PolicyLook: Sendable {
  package var offer: PolicyOffer
  /// The graphs of the versions that the offer names.
  package var graphs: [(version: PolicyVersion, graph: CompiledGraph)]
  /// What is remembered of the releases, for the journal; nil where nothing is.
  package var trust: JSONValue?
  /// What is different from the release before, a line each; empty where the release is the same.
  package var plan: [String]
  /// What overrides have to say.
  package var drafts: [EnvelopeDraft]
  /// The same for people.
  package var notices: [Diagnostic]

  /// What a look gave.
  package init(
    offer: PolicyOffer, graphs: [(version: PolicyVersion, graph: CompiledGraph)],
    trust: JSONValue? = nil, plan: [String] = [], drafts: [EnvelopeDraft] = [],
    notices: [Diagnostic] = []
  ) {
    self.notices = notices
    self.plan = plan
    self.offer = offer
    self.graphs = graphs
    self.trust = trust
    self.drafts = drafts
  }
}
