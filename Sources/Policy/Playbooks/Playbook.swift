import CEL
package import Diagnostics

/// What people and machine do when a reason code becomes an incident, step by step: a document of `specs/playbooks`
/// (seeds/004; facts/monitoring.md 3). It decides no event and is no part of what is compiled.
package struct Playbook: Sendable {
  /// `config-drift`
  package var name: Located<String>
  package var owner: Located<String>
  /// `Config drift detected`
  package var title: String
  /// Where the seeds have it.
  package var source: String?
  /// Its steps come before those of every other playbook, once for each incident.
  package var isPrelude: Bool
  /// Nil for a prelude.
  package var trigger: Trigger?
  /// What happens at the instant of the trigger, before any step; nil for nothing.
  package var containment: Containment?
  /// In their order.
  package var steps: [Step]

  /// What starts it.
  package struct Trigger: Sendable {
    /// Reason codes; an envelope with one of them opens the incident.
    package var codes: [Located<String>]
    /// What must hold besides, over the names of `PlaybookFacts`; nil for always.
    package var condition: ExpressionText?
  }

  /// A freeze that is placed without asking: it may only lower risk.
  package struct Containment: Sendable {
    package var scope: Scope
    package var level: FreezeLevel
    package var unfreeze: UnfreezePolicy
    /// Whether resting orders of the scope are cancelled with it.
    package var cancelsAll: Bool
    /// Where it does not hold, nothing is contained; nil for always.
    package var condition: ExpressionText?
    package var location: Location
  }

  /// One step. Which of the members a step of its kind has is `Kind.form`; the reader refuses the others.
  package struct Step: Sendable {
    /// `c3`: unique in its playbook.
    package var id: Located<String>
    package var kind: Located<Kind>
    /// What it is about, or what a person is asked.
    package var text: Located<String>
    /// It is left out where this does not hold.
    package var condition: ExpressionText?
    package var action: Located<Action>?
    /// What the action acts on.
    package var scope: Located<Scope>?
    /// What an assertion or a wait looks at.
    package var check: ExpressionText?
    /// Milliseconds for which a wait's check must hold without a break; no data is a break.
    package var heldFor: Int64?
    /// Where a false assertion goes.
    package var otherwise: Located<Direction>?
    /// Where the answers of a person go, in the order of the document; empty for free text or a plain "done".
    package var answers: [(word: Located<String>, direction: Located<Direction>)] = []
    /// The answer that leaves less at risk: what silence counts as.
    package var safest: Located<String>?
    /// The least characters of a free text; nil where no text is asked for.
    package var leastCharacters: Int64?
    /// Who may answer or approve; empty for anybody on the incident.
    package var roles: [Located<Role>] = []
    /// How many different people approve.
    package var approvers: Int64?
    /// Steps whose actors may not approve.
    package var distinctFrom: [Located<String>] = []
    /// What an approval binds by hash.
    package var binds: [Located<Evidence>] = []
    /// Milliseconds after which an approval cannot be used.
    package var expires: Int64?
    /// Whom a page goes to.
    package var rotation: Located<String>?
    /// The moment of a schedule.
    package var moment: Located<Moment>?
    /// Steps that must have passed: what allows an automatic step to raise risk.
    package var requires: [Located<String>] = []
    /// What goes into the journal.
    package var evidence: [Located<Evidence>] = []
    /// Milliseconds; nil where the step waits for ever.
    package var timeout: Int64?
    /// What follows where the time is over.
    package var onTimeout: Located<Direction>?
    /// Where the playbook goes on when the step is done; nil for the next step.
    package var next: Located<Direction>?
  }

  /// Where a playbook goes on.
  package enum Direction: Hashable, Sendable {
    /// To the next step.
    case proceed
    /// To a step of this playbook.
    case goTo(String)
    /// Nothing more is done; the incident stays open.
    case stop
    /// The commander, or whoever is above, is paged; the step stays open.
    case escalate
    /// A rotation is paged; the step stays open.
    case page(String)
    /// As if this had been answered, marked as unconfirmed.
    case answer(String)
  }
}

extension Playbook {
  /// What a step is (facts/monitoring.md 3).
  package enum Kind: String, CaseIterable, Sendable {
    case contain, capture, assert, page, schedule, human, approve
    case waitUntil = "wait_until"
    case auto
  }

  /// What the machine can do in a playbook; closed, like the actions of bots.
  package enum Action: String, CaseIterable, Sendable {
    /// Does what the containment of the playbook says.
    case contain
    case placeFreeze = "place_freeze"
    case cancelOrders = "cancel_orders"
    case stopSigning = "stop_signing"
    case publishEvidence = "publish_evidence"
    case openChannel = "open_channel"
    case replayLastHour = "replay_last_hour"
    case draftApproval = "draft_approval"
    /// Puts what was approved in the place of what runs.
    case applyApproved = "apply_approved"
    case releaseFreeze = "release_freeze"
    case openOverride = "open_override"

    /// What it does to the risk of the desk.
    package enum Effect: Hashable, Sendable {
      case lowers, observes
      /// Brings back what was approved: needs no approval of its own.
      case restores
      case raises
    }

    package var effect: Effect {
      switch self {
      case .contain, .placeFreeze, .cancelOrders, .stopSigning: .lowers
      case .publishEvidence, .openChannel, .replayLastHour, .draftApproval: .observes
      case .applyApproved: .restores
      case .releaseFreeze, .openOverride: .raises
      }
    }
  }

  /// The part of the desk that something is done to.
  package enum Scope: String, CaseIterable, Sendable {
    case global, venue, market, strategy, bot
    /// The markets whose freshness cannot be read.
    case staleMarkets = "stale_markets"
  }

  /// What a freeze still allows, each less than the one before (facts/monitoring.md 5).
  package enum FreezeLevel: String, CaseIterable, Sendable {
    case reduceOnly = "reduce_only"
    case advisory
    case cancelOnly = "cancel_only"
    case halt
  }

  /// What it takes to end a freeze (facts/monitoring.md 5).
  package enum UnfreezePolicy: String, CaseIterable, Sendable {
    case auto, timed, manual, dual
    case manualReconcile = "manual_reconcile"

    /// Whether a condition that held long enough may end the freeze without a person.
    package var allowsCondition: Bool { self == .auto || self == .timed }
  }

  /// In which capacity somebody answers.
  package enum Role: String, CaseIterable, Sendable {
    case responder, commander, operations, risk
    case headOfRisk = "head_of_risk"
    case security
    case configOwner = "config_owner"
  }

  /// A moment that is not yet known when the playbook is written.
  package enum Moment: String, CaseIterable, Sendable {
    case overrideExpires = "override_expires"
    /// Early enough for an approval to be given before the override ends.
    case beforeOverrideExpires = "before_override_expires"
  }

  /// What can be captured; all of it goes into the journal by its hash.
  package enum Evidence: String, CaseIterable, Sendable {
    case positions
    case openOrders = "open_orders"
    case lastEnvelopes = "last_envelopes"
    case lastScopeEnvelopes = "last_scope_envelopes"
    case blockHeight = "block_height"
    case alertTimeline = "alert_timeline"
    case flapCount = "flap_count"
    case secondReading = "second_reading"
    case freeze
    case triggerEnvelope = "trigger_envelope"
    case killSwitchEvent = "kill_switch_event"
    case inFlightOrders = "in_flight_orders"
    case cancelReceipts = "cancel_receipts"
    case replayReport = "replay_report"
    case releaseEnvelope = "release_envelope"
    case internalState = "internal_state"
    case chainState = "chain_state"
    case lastSeenBlock = "last_seen_block"
    case lastAppliedEvent = "last_applied_event"
    case explanation
    case corrections
    case driftedFields = "drifted_fields"
    case approvedDigest = "approved_digest"
    case runningDigest = "running_digest"
    case lastWriter = "last_writer"
    case revertReceipt = "revert_receipt"
    case signedOverride = "override"
    case approvalRequest = "approval_request"
  }
}
