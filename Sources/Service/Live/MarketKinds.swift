package import Diagnostics
package import FixedPoint
package import Orders
import Synchronization
package import Venue

/// What the venue tells of each token: its market, which exchange contract settles it, and what its orders must keep to
/// (`SEC_DOMAIN_MISMATCH`). Plans about tokens that nobody asked about yet wait until the venue has answered, and those that the same strategy made
/// after them wait behind them: a plan may cancel or replace what an earlier one asked for.
package final class MarketKinds: Sendable {
  fileprivate struct State {
    var known: [UInt256: MarketRules] = [:]
    /// Why the venue told nothing of a token, until the plans that need it are refused.
    var refused: [UInt256: String] = [:]
    var asked: Set<UInt256> = []
    /// By strategy, oldest first.
    var lines: [String: [ExecutionPlan]] = [:]
  }

  /// A plan that has waited long enough.
  package enum Release: Sendable {
    case ready(ExecutionPlan)
    /// The venue does not tell of a token of the plan.
    case refused(Diagnostic)
  }

  private let client: VenueClient
  private let mailbox: LiveMailbox
  private let state = Mutex(State())

  /// Nothing known yet; `client` is asked, and `mailbox` hears of each answer (`LiveInput.tokensKnown`).
  package init(client: VenueClient, mailbox: LiveMailbox) {
    self.client = client
    self.mailbox = mailbox
  }

  /// A listing told of a token's market.
  package func learn(_ rules: MarketRules) {
    state.withLock { $0.known[rules.tokenID] = rules }
  }

  /// Asks the venue about a token and waits for the answer; nil where it tells nothing.
  package func learn(about token: UInt256) async -> MarketRules? {
    if let known = rules(of: token) { return known }
    guard let rules = try? await client.rules(of: token) else { return nil }
    learn(rules)
    return rules
  }

  /// The market channel told of a new price grid.
  package func setTick(_ tick: TickSize, of token: UInt256) {
    state.withLock { $0.known[token]?.tickSize = tick }
    client.setTickSize(tick, of: token)
  }

  /// What the venue told of a token; nil while nobody knows.
  package func rules(of token: UInt256) -> MarketRules? {
    state.withLock { $0.known[token] }
  }

  /// Whether the market of a token is one of several of which exactly one wins; nil while nobody knows.
  package func isNegativeRisk(_ token: UInt256) -> Bool? { rules(of: token)?.negativeRisk }

  /// Whether an order has to be signed for the contract of markets of which exactly one wins; nil where nobody knows,
  /// or where the token is of another market than the order says: kills and pauses go by what it says.
  package func isNegativeRisk(of terms: OrderTerms) -> Bool? {
    guard let rules = rules(of: terms.token), rules.market == terms.market else { return nil }
    return rules.negativeRisk
  }

  /// Why the venue would not take a plan as it is written, or would take it for another market than it names; nil where
  /// nothing is known against it.
  package func problem(of plan: ExecutionPlan) -> String? {
    for (index, leg) in plan.legs.enumerated() {
      if let problem = rules(of: leg.token)?.problem(of: leg) { return "leg \(index): \(problem)" }
    }
    return nil
  }

  /// How many plans wait for the venue.
  package var waiting: Int {
    state.withLock { $0.lines.values.reduce(0) { $0 + $1.count } }
  }

  /// Puts a plan in its strategy's line and gives what may go on now, in order. Called by the desk's thread.
  package func admit(_ plan: ExecutionPlan) -> [Release] {
    let (asks, released) = state.withLock { state -> ([UInt256], [Release]) in
      state.lines[plan.strategy, default: []].append(plan)
      let unknown = plan.legs.map(\.token).filter {
        state.known[$0] == nil && state.asked.insert($0).inserted
      }
      return (unknown, state.release(plan.strategy))
    }
    for token in asks { ask(token) }
    return released
  }

  /// What may go on after an answer of the venue. Called by the desk's thread.
  package func release() -> [Release] {
    state.withLock { state in
      state.lines.keys.sorted().flatMap { state.release($0) }
    }
  }

  /// Asks about tokens that no plan names, unless they are known or asked about already.
  package func inquire(_ tokens: [UInt256]) {
    let unknown = state.withLock { state in
      tokens.filter { state.known[$0] == nil && state.asked.insert($0).inserted }
    }
    for token in unknown { ask(token) }
  }

  private func ask(_ token: UInt256) {
    Task { [self] in
      do throws(VenueFailure) {
        let rules = try await client.rules(of: token)
        state.withLock { state in
          state.known[token] = rules
          state.asked.remove(token)
        }
      } catch {
        state.withLock { state in
          state.refused[token] = error.message
          state.asked.remove(token)
        }
      }
      mailbox.put(.tokensKnown)
    }
  }
}

extension MarketKinds.State {
  /// The plans of a strategy up to the first that must wait.
  fileprivate mutating func release(_ strategy: String) -> [MarketKinds.Release] {
    var released: [MarketKinds.Release] = []
    var line = lines[strategy] ?? []
    while let plan = line.first {
      if let token = plan.legs.map(\.token).first(where: { refused[$0] != nil }) {
        released.append(.refused(Self.refusal(of: plan, refused[token] ?? "")))
      } else if plan.legs.allSatisfy({ known[$0.token] != nil }) {
        released.append(.ready(plan))
      } else {
        break
      }
      line.removeFirst()
    }
    lines[strategy] = line.isEmpty ? nil : line
    guard !refused.isEmpty else { return released }
    // The venue is asked again by the next plan that names the token.
    let wanted = Set(lines.values.joined().flatMap { $0.legs.map(\.token) })
    refused = refused.filter { wanted.contains($0.key) }
    return released
  }

  private static func refusal(of plan: ExecutionPlan, _ message: String) -> Diagnostic {
    Diagnostic(
      "PT2709", .error,
      "the plan '\(plan.intent)' is not taken: the venue does not tell of its token: " + message,
      at: nil,
      help: ["name a token of an open market; 'polytraders market list --open' shows them"])
  }
}
