import CommandLine
import Diagnostics
import FixedPoint
import Hashing
import JSON
import Signing
import Trading
import Venue

/// An order as a person says it, before it is signed.
struct OrderDraft {
  var token: UInt256
  var side: Side
  /// The limit.
  var price: Micros
  /// Shares; nil where `amount` is given.
  var size: Micros?
  /// pUSD that a buy which does not rest spends at most.
  var amount: Micros?
  var type = OrderType.goodTillCancelled
  /// Seconds until a good-till-date order ends; 0 for never. One of ``lifetimes``.
  var lifetime: Int64 = 0
  var isPostOnly = false
  var isDeferred = false

  /// No order is for longer than a hundred years.
  static let lifetimes: ClosedRange<Int64> = 0...3_155_760_000

  /// The order, signed for the contract of its market. `now` is the venue's time in milliseconds, since the venue
  /// holds its own clock against the expiration.
  func posting(
    by wallet: OrderWallet, _ rules: MarketRules, on chain: VenueChain, now: Int64
  ) throws(DiagnosticError) -> OrderPosting {
    let amounts = try amounts(rules)
    let order = VenueOrder(
      salt: UInt64.random(in: 0..<(1 << 53)), maker: wallet.maker, signer: wallet.signer,
      tokenID: token, makerAmount: amounts.maker, takerAmount: amounts.taker, side: side,
      signatureType: wallet.signatureType, timestamp: UInt64(max(0, now)), metadata: .zero,
      builder: .zero)
    let domain = OrderDomain.of(isNegativeRisk: rules.negativeRisk, on: chain)
    do throws(OrderSignatureError) {
      return OrderPosting(
        try SignedOrder(order, in: domain, key: wallet.key), type: type,
        expiration: lifetime == 0 ? 0 : UInt64(max(0, now / 1_000 + lifetime)),
        isPostOnly: isPostOnly, isDeferred: isDeferred)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  private func amounts(_ rules: MarketRules) throws(DiagnosticError) -> OrderAmounts {
    do throws(AmountError) {
      // What is signed is what was said: nothing is cut.
      try OrderAmounts.checkLots(size ?? amount ?? .zero)
      if let size {
        let minimum = OrderAmounts.Minimum(
          size: type.rests ? rules.minimumOrderSize ?? .zero : .zero)
        return try .limit(side, price: price, size: size, tick: rules.tickSize, minimum: minimum)
      }
      return try .market(side, price: price, amount: amount ?? .zero, tick: rules.tickSize)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }

  /// What is wrong with the parts together, for people; nil where nothing is.
  var contradiction: String? {
    guard Self.lifetimes.contains(lifetime) else { return "no order lives for a hundred years" }
    switch (size, amount) {
    case (.some, nil): return nil
    case (nil, .some) where side == .buy && !type.rests: return nil
    default: return "give a size, or for a FOK or FAK buy an amount in its place"
    }
  }
}

/// What commands print of an order that was sent.
enum PostText {
  /// The figures of an order before it is sent.
  static func sending(_ posting: OrderPosting) -> [(String, String)] {
    [("order_id", "\(posting.id)"), ("state", "sending")]
  }

  /// The figures of what became of an order.
  static func figures(_ id: VenueOrderID, _ outcome: PostOutcome) -> [(String, String)] {
    switch outcome {
    case .failed(let failure):
      return [
        ("order_id", "\(id)"), ("state", failure.mayHaveActed ? "unknown" : "refused"),
        ("reason", failure.message),
      ]
    case .accepted(let receipt):
      var figures = [
        ("order_id", "\(receipt.id)"), ("state", "accepted"),
        ("status", receipt.status.rawValue.lowercased()),
      ]
      if !receipt.makingAmount.isEmpty {
        figures.append(("making_amount", VenueText.shown(receipt.makingAmount)))
        figures.append(("taking_amount", VenueText.shown(receipt.takingAmount)))
      }
      if !receipt.tradeIDs.isEmpty {
        let trades = receipt.tradeIDs.joined(separator: " ")
        figures.append(("trades", VenueText.shown(trades)))
      }
      return figures
    }
  }

  /// The finding of a failure, with the way to look the order up where that is what to do.
  static func diagnostic(
    _ id: VenueOrderID, _ failure: VenueFailure, _ values: ParsedValues
  ) -> Diagnostic {
    var diagnostic = failure.diagnostic
    if failure.mayHaveActed {
      let options = AccountOptions.words(values)
      diagnostic.help = ["look it up: polytraders account order \(id)\(options)"]
    }
    return diagnostic
  }
}
