package import Diagnostics
import Graph
import Hashing
import Policy

extension OverrideBook {
  /// One file of the folder and what became of it.
  package struct Entry: Sendable {
    package enum Status: Sendable {
      case active
      /// It holds, and its file is not what was signed, or cannot be read.
      case kept(OverrideProblem)
      /// Approved; it starts later.
      case scheduled
      /// What is lacking, in words.
      case awaiting([String])
      /// Its time is over; it may or may not have been active.
      case expired
      case ended(OverrideEnding)
      /// Approved by itself; something else keeps it from holding.
      case held(OverrideProblem)
      case refused([OverrideProblem])
      case unreadable([Diagnostic])
    }

    package let file: String
    /// Nil for what could not be read.
    package let assessment: OverrideAssessment?
    package let status: Status
  }
}

extension OverrideBook.Begun {
  /// What is said of an override that ends before it ever held.
  init(_ assessment: OverrideAssessment, on base: PolicyState) {
    let document = assessment.document
    self.init(
      id: document.id.value, bot: document.bot.value, parameter: document.parameter.value,
      scope: document.scope, value: document.value.value, policy: document.policy.value.hex,
      governance: base.governanceDigest, starts: document.starts.value,
      expires: document.expires.value, order: 0)
  }

  /// `exec.queuewarden.stale_ttl_s`
  var name: String { "\(bot).\(parameter)" }
}
