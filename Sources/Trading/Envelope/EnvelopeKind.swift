/// What a ReportEnvelope reports (facts/monitoring.md 4, design.md 5). The text is the envelope's `kind`.
package enum EnvelopeKind: String, CaseIterable, Sendable {
  /// An outcome of the evaluation graph for one order event.
  case decision
  /// What a strategy wants, before any order exists.
  case intent
  case order, cancel, fill, reject
  /// The policy and the bots a run starts with, or changed to.
  case config
  case approval, override, rollout, drift
  case incident, alert, playbook, freeze, kill
  case health
  /// A statement about the log itself, such as a Merkle root published elsewhere.
  case checkpoint
  /// A remark of a person, or a note that a payload was erased.
  case annotation
}
