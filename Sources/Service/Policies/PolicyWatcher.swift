import Diagnostics
import Dispatch
import Graph
package import Runtime
import Synchronization
import Trading

/// Looks at the policies away from the events: every second, when something is due, and when it is told to. What it
/// finds lies ready in the mailbox, plans, frames and all, before the events hear of it.
package final class PolicyWatcher {
  private let source: any PolicySource
  private let mailbox: PolicyMailbox
  private let clock: any WallClock
  private let bot: String?
  private var high: Int64
  private var sent: [PolicyVersion] = []
  private var lastForced: Int64 = .min
  private var lastDrift: Int64 = .min

  /// How often everything is read again, whatever it looks like from outside, in milliseconds.
  private static let forcedInterval: Int64 = 60_000
  /// How often drift is looked for, in milliseconds: within 5 s of a change it is journalled.
  private static let driftInterval: Int64 = 2_000

  /// A watcher of `source`; with `bot` only that bot decides.
  package init(
    _ source: any PolicySource, mailbox: PolicyMailbox, clock: any WallClock,
    since high: Int64 = .min, bot: String? = nil
  ) {
    self.source = source
    self.mailbox = mailbox
    self.clock = clock
    self.bot = bot
    self.high = high
  }

  /// One look, with what follows from it.
  package func look(isForced: Bool = false) {
    high = max(high, clock.milliseconds)
    mailbox.discardRetired()
    let isRequested = mailbox.takeRequest()
    if isRequested { sent = [] }
    let isForced =
      isForced || isRequested || lastForced == .min || high - lastForced >= Self.forcedInterval
    if isForced { lastForced = high }
    if let look = source.look(now: high, isForced: isForced) { send(look) }
    if lastDrift == .min || high - lastDrift >= Self.driftInterval {
      lastDrift = high
      if let drift = source.drift(now: high, running: mailbox.running) {
        mailbox.send(
          .init(
            drafts: drift.drafts, notices: drift.notices,
            driftOpened: drift.notices.count { $0.severity != .note }))
      }
    }
  }

  private func send(_ look: PolicyLook) {
    let lines = mailbox.sampleLines
    var letter = PolicyMailbox.Letter(
      offer: look.offer, drafts: look.drafts, notices: look.notices)
    for (version, graph) in look.graphs where !sent.contains(version) {
      let policy = PreparedPolicy(
        version, graph: graph, trust: look.trust, plan: look.plan, bot: bot)
      policy.warm(with: lines)
      letter.prepared.append(Handover(giving: policy))
    }
    sent = look.graphs.map(\.version)
    mailbox.send(letter)
  }
}
