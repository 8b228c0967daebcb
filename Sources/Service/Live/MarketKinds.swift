import Diagnostics
package import FixedPoint
package import Orders
import Synchronization
package import Venue

/// Which exchange contract settles each token's market: what an order must be signed for (`SEC_DOMAIN_MISMATCH`). Plans
/// about tokens that nobody asked about yet wait until the venue has answered.
package final class MarketKinds: Sendable {
  private let client: VenueClient
  private let mailbox: LiveMailbox
  private let known = Mutex<[UInt256: Bool]>([:])

  /// Nothing known yet; `client` is asked, and plans come back through `mailbox`.
  package init(client: VenueClient, mailbox: LiveMailbox) {
    self.client = client
    self.mailbox = mailbox
  }

  /// A listing told of a token's market.
  package func learn(_ token: UInt256, isNegativeRisk: Bool) {
    known.withLock { $0[token] = isNegativeRisk }
  }

  /// Whether the market of a token is one of several of which exactly one wins; nil while nobody knows.
  package func isNegativeRisk(_ token: UInt256) -> Bool? {
    known.withLock { $0[token] }
  }

  /// Whether everything is known that the orders of a plan need. Where it is not, the venue is asked, and the plan comes
  /// again once it has answered.
  package func isReady(for plan: ExecutionPlan) -> Bool {
    let unknown = plan.legs.map(\.token).filter { isNegativeRisk($0) == nil }
    guard !unknown.isEmpty else { return true }
    Task { [self] in
      do throws(VenueFailure) {
        for token in unknown {
          learn(token, isNegativeRisk: try await client.rules(of: token).negativeRisk)
        }
        mailbox.put(.plan(plan))
      } catch {
        mailbox.put(
          .badPlan(
            Diagnostic(
              "PT2709", .error,
              "the plan '\(plan.intent)' is not taken: the venue does not tell of its token: "
                + error.message, at: nil,
              help: ["name a token of an open market; 'polytraders market list --open' shows them"])
          ))
      }
    }
    return false
  }
}
