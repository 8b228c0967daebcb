package import JSON
package import Orders
import Trading

/// The hour around a trip as the journal has it: whether the condition held when the switch fired, whether it fired in
/// time, and whether anything was signed afterwards (seeds/004, "Kill switch fires automatically", step 5).
///
/// Fed with the envelopes of one journal in their order; what it needs to execute a decision again is for the caller.
package struct KillReview {
  /// How long before the trip it looks, milliseconds.
  package static let hour: Int64 = 3_600_000
  /// How old the evidence may be at the trip, and how late the trip after it, milliseconds.
  package static let tolerance: Int64 = 5_000

  /// A check of the conditions.
  package struct Check {
    package var sequence: Int64
    /// Milliseconds since 1970.
    package var time: Int64
    package var code: String
    /// The event that was decided, canonical.
    package var facts: String
    package var envelope: JSONValue
  }

  /// The trip that is looked at.
  package let tripped: KillRecord
  /// The number of its envelope.
  package let sequence: Int64
  /// The newest check up to the trip; nil where the hour has none.
  package private(set) var evidence: Check?
  /// The first of the checks in a row that say what the newest says.
  package private(set) var firstSaid: Check?
  package private(set) var checks = 0
  /// Why the books and the chain differ, in an incident before the trip.
  package private(set) var mismatch: Int64?
  /// Orders of the scope that were signed after the trip, by the numbers of their envelopes. Must be empty.
  package private(set) var signed: [(sequence: Int64, order: String)] = []
  /// Orders that were refused because of the kill.
  package private(set) var blocked = 0
  /// Requests to cancel after it.
  package private(set) var cancels = 0
  /// When nothing was proved to be open, milliseconds since 1970.
  package private(set) var contained: Int64?
  /// When two people armed it again.
  package private(set) var armed: Int64?

  /// A review of the trip in the envelope with this number.
  package init(_ tripped: KillRecord, sequence: Int64) {
    self.tripped = tripped
    self.sequence = sequence
  }

  /// The record of a `kill` envelope; nil for others.
  package static func record(of envelope: JSONValue) -> KillRecord? {
    guard envelope["kind"]?.string == EnvelopeKind.kill.rawValue else { return nil }
    return envelope["payload"]?["step"].flatMap { KillRecord(json: $0) }
  }

  /// Takes the next envelope.
  package mutating func take(_ envelope: JSONValue) {
    guard let number = envelope["seq"]?.int64, let time = envelope["ts_ms"]?.int64
    else { return }
    if number <= sequence {
      guard time >= tripped.time - Self.hour else { return }
      before(envelope, number, time)
    } else if armed == nil {
      after(envelope, number)
    }
  }

  private mutating func before(_ envelope: JSONValue, _ number: Int64, _ time: Int64) {
    let payload = envelope["payload"]
    let codes = (envelope["reason_codes"]?.array ?? []).compactMap(\.string)
    if codes.contains("GOV_RECONCILE_MISMATCH") { mismatch = number }
    // A person may have tripped it in the latch before this journal knew.
    if time > tripped.time, payload?["entry"]?.string == "order", covers(payload?["terms"]) {
      signed.append((number, payload?["order"]?.string ?? ""))
    }
    guard payload?["event_kind"]?.string == EventKind.riskCheck.rawValue, let code = codes.first
    else { return }
    checks += 1
    let check = Check(
      sequence: number, time: time, code: code, facts: payload?["event"]?.compactText ?? "",
      envelope: envelope)
    if evidence?.code != code { firstSaid = check }
    evidence = check
  }

  private mutating func after(_ envelope: JSONValue, _ number: Int64) {
    let payload = envelope["payload"]
    if let record = Self.record(of: envelope), record.scope == tripped.scope {
      if record.state == .armed { armed = record.time }
      if record.state == .contained, contained == nil { contained = record.time }
      return
    }
    let terms = payload?["terms"]
    switch payload?["entry"]?.string {
    case "order" where covers(terms): signed.append((number, payload?["order"]?.string ?? ""))
    case "denied" where payload?["code"]?.string == "KILL_SWITCH_ACTIVE" && covers(terms):
      blocked += 1
    case "fact" where payload?["fact"]?["type"]?.string == "cancel_requested": cancels += 1
    default: break
    }
  }

  /// What of the order is not known counts as covered.
  private func covers(_ terms: JSONValue?) -> Bool {
    switch tripped.scope {
    case .global, .wallet, .bot: true
    case .strategy(let name): terms?["strategy"]?.string.map { $0 == name } ?? true
    case .market(let id):
      terms?["market"]?.string.map { $0.lowercased() == id.lowercased() } ?? true
    }
  }

  // MARK: Verdict

  /// What speaks against it having fired correctly; empty where nothing does.
  ///
  /// - Parameter isReproduced: whether the evidence, executed again under the policy of its time, decides the same
  ///   byte for byte; nil where it was not executed again.
  package func faults(isReproduced: Bool?) -> [String] {
    var faults: [String] = []
    switch tripped.trigger {
    case .manual, .unreadable: break
    case .reconcileMismatch where mismatch != nil: break
    case .drawdown, .rejectRateSpike, .feedLoss, .walletFundingShort, .reconcileMismatch,
      .unresolvedGap:
      faults += evidenceFaults(isReproduced)
    }
    if !signed.isEmpty {
      faults.append(
        "\(signed.count) orders of the scope were signed after it, the first in envelope \(signed[0].sequence)"
      )
    }
    return faults
  }

  private func evidenceFaults(_ isReproduced: Bool?) -> [String] {
    guard let evidence else { return ["no check of the conditions stands in the hour before it"] }
    guard KillTrigger(code: evidence.code) == tripped.trigger else {
      return ["the last check before it, envelope \(evidence.sequence), says \(evidence.code)"]
    }
    var faults: [String] = []
    if isReproduced == false {
      faults.append("envelope \(evidence.sequence) executed again decides otherwise")
    }
    if tripped.time - evidence.time > Self.tolerance {
      faults.append("the last check before it is \(tripped.time - evidence.time) ms old")
    }
    if let firstSaid, tripped.time - firstSaid.time > Self.tolerance {
      faults.append(
        "the condition held \(tripped.time - firstSaid.time) ms earlier, in envelope \(firstSaid.sequence)"
      )
    }
    return faults
  }
}
