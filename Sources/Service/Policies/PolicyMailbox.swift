package import Diagnostics
package import Graph
package import Runtime
import Synchronization
package import Trading

/// What the watcher of the policies has for the thread of the events, and the way back. Looking whether there is
/// something costs the events one load; neither side ever waits for the other.
package final class PolicyMailbox: Sendable {
  /// What one look at the policies gave.
  package struct Letter: Sendable {
    /// Nil where the look was at something else.
    package var offer: PolicyOffer?
    /// Ready to decide: every version that the offer names and that was not sent before.
    package var prepared: [Handover<PreparedPolicy>]
    /// What overrides and drift have to say, as their books wrote it.
    package var drafts: [EnvelopeDraft]
    /// The same for people.
    package var notices: [Diagnostic]
    /// How many differences were found that were not known before.
    package var driftOpened: Int

    /// A letter.
    package init(
      offer: PolicyOffer? = nil, prepared: [Handover<PreparedPolicy>] = [],
      drafts: [EnvelopeDraft] = [], notices: [Diagnostic] = [], driftOpened: Int = 0
    ) {
      self.offer = offer
      self.prepared = prepared
      self.drafts = drafts
      self.notices = notices
      self.driftOpened = driftOpened
    }
  }

  private let hasMail = Atomic<Bool>(false)
  private let wanted = Atomic<Bool>(false)
  private let letters = Mutex<[Letter]>([])
  private let retired = Mutex<[Handover<PreparedPolicy>]>([])
  private let samples = Mutex<[[UInt8]]>([])

  /// An empty mailbox.
  package init() {}

  /// Leaves a letter for the thread of the events.
  package func send(_ letter: Letter) {
    letters.withLock { $0.append(letter) }
    hasMail.store(true, ordering: .releasing)
  }

  /// Asks the watcher to send everything again: something that it takes for known here is not.
  func request() { wanted.store(true, ordering: .releasing) }

  /// Whether everything is to be sent again; asked once.
  func takeRequest() -> Bool { wanted.exchange(false, ordering: .acquiring) }

  /// Whether there may be a letter.
  var isFull: Bool { hasMail.load(ordering: .acquiring) }

  /// Takes the letters that are there; none where the watcher is just writing one.
  func take() -> [Letter] {
    letters.withLockIfAvailable { letters in
      hasMail.store(false, ordering: .relaxed)
      let taken = letters
      letters = []
      return taken
    } ?? []
  }

  /// Gives a policy back that decides nothing any more: taking it apart is not for the thread of the events.
  func retire(_ policy: Handover<PreparedPolicy>) {
    retired.withLock { $0.append(policy) }
  }

  /// Takes what was given back apart.
  package func discardRetired() {
    _ = retired.withLock { policies in
      let taken = policies
      policies = []
      return taken
    }
  }

  private let decider = Mutex<CompiledGraph?>(nil)

  /// What decides now: what the watcher holds against what is approved.
  package var running: CompiledGraph? {
    get { decider.withLock { $0 } }
    set { decider.withLock { $0 = newValue } }
  }

  /// Lines of the present, by which a policy is warmed before it decides.
  package var sampleLines: [[UInt8]] {
    get { samples.withLock { $0 } }
    set { samples.withLock { $0 = newValue } }
  }
}
