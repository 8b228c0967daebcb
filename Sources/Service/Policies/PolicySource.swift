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

  /// Everything that is drift now, by a look of its own.
  func drift(now: Int64) -> [DriftNotice]

  /// The next time at which something follows by the clock alone.
  var nextMoment: Int64? { get }
}

/// What a look at the policies gave.
package struct PolicyLook: Sendable {
  package var offer: PolicyOffer
  /// The graphs of the versions that the offer names.
  package var graphs: [(version: PolicyVersion, graph: CompiledGraph)]
  /// What is remembered of the releases, for the journal; nil where nothing is.
  package var trust: JSONValue?
  /// What overrides have to say.
  package var drafts: [EnvelopeDraft]

  /// What a look gave.
  package init(
    offer: PolicyOffer, graphs: [(version: PolicyVersion, graph: CompiledGraph)],
    trust: JSONValue? = nil, drafts: [EnvelopeDraft] = []
  ) {
    self.offer = offer
    self.graphs = graphs
    self.trust = trust
    self.drafts = drafts
  }
}
