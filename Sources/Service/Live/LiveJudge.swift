package import Desk
import JSON
package import Journal
package import Orders
package import Runtime
import Trading

/// The evaluation graph of a live desk: order events decided by the approved policies in force, which change between two
/// events and never in one. Where nothing is approved, or nobody decides, nothing is signed.
package final class LiveJudge: DeskJudge {
  private let service: DecisionService
  let clock: any NanosecondClock
  /// From the moment an event was taken up to the decision about it, in nanoseconds.
  package private(set) var latency = LatencyHistogram()
  /// When the event that is worked on was taken up.
  package var begun: UInt64 = 0
  /// Decisions by their first code.
  package private(set) var codes: [String: Int] = [:]

  /// A judge that decides by the policies of `service`.
  package init(_ service: DecisionService, clock: any NanosecondClock) {
    self.service = service
    self.clock = clock
  }

  package func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement {
    try judge(signing: Self.event { DeskEvent.write(signing: terms, facts, now: now, to: &$0) })
  }

  /// NonceShepherd on a transaction that waits for its number.
  package func judge(
    signing transaction: TransactionRequest, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement {
    try judge(
      signing: Self.event { DeskEvent.write(signing: transaction, facts, now: now, to: &$0) })
  }

  private func judge(signing event: [UInt8]) throws(JournalError) -> Judgement {
    let verdicts = try service.judge(event, as: .signingRequest)
    note(verdicts)
    let strictest = verdicts.min { Self.signingRank($0) < Self.signingRank($1) }
    guard let strictest else {
      // No bot guards the signature: that is no leave to sign.
      return Judgement(
        action: .blockSigning, codes: [PolicyCode.unapproved.rawValue], sequence: 0)
    }
    return Self.judgement(strictest)
  }

  package func judge(
    resting order: RestingView, now: Int64
  ) throws(JournalError) -> Judgement? {
    let verdicts = try service.judge(
      Self.event { DeskEvent.write(resting: order, now: now, to: &$0) }, as: .restingOrder)
    note(verdicts)
    return verdicts.min { Self.restingRank($0) < Self.restingRank($1) }.map(Self.judgement)
  }

  private static func event(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    write(&writer)
    return writer.bytes
  }

  private func note(_ verdicts: [DecisionService.Verdict]) {
    latency.record(clock.now &- begun)
    for verdict in verdicts {
      if let code = verdict.outcome.codes.first { codes[code, default: 0] += 1 }
    }
  }

  private static func judgement(_ verdict: DecisionService.Verdict) -> Judgement {
    Judgement(
      action: verdict.outcome.action, codes: verdict.outcome.codes,
      sequence: verdict.sequence ?? 0, isLive: verdict.outcome.isLive)
  }

  // MARK: The strictest of several
  private static let signingOrder: [Action] = [
    .halt, .blockSigning, .holdSigning, .pauseTrading, .pauseEvaluation, .defer, .renewCredential,
    .assignNonce,
  ]
  private static let restingOrder: [Action] = [
    .halt, .cancel, .pauseTrading, .pauseEvaluation, .cancelReplace, .defer, .hold, .allow,
  ]

  private static func signingRank(_ verdict: DecisionService.Verdict) -> Int {
    rank(verdict, signingOrder)
  }

  private static func restingRank(_ verdict: DecisionService.Verdict) -> Int {
    rank(verdict, restingOrder)
  }

  /// What a bot that is not live decides is carried out only where no live one decides at all, as nothing.
  private static func rank(_ verdict: DecisionService.Verdict, _ order: [Action]) -> Int {
    let place = order.firstIndex(of: verdict.outcome.action) ?? order.count
    return verdict.outcome.isLive ? place : place + 100
  }
}
