import FixedPoint
import Hashing
import Signing

extension EngineRefusal {
  /// The status of the venue's answer.
  package var status: Int {
    self == .restarting ? 425 : 503
  }

  /// The venue's text; that of a restart is the whole body, not JSON.
  package var text: String {
    switch self {
    case .restarting: "service not ready"
    case .postOnly: "post-only mode: only post-only orders and cancels are allowed"
    case .cancelOnly:
      "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
    case .disabled: "Trading is currently disabled. Check polymarket.com for updates"
    }
  }

  /// The word beside the text, where the venue gives one.
  package var code: String? {
    if case .postOnly = self { "post_only_mode" } else { nil }
  }

  /// Seconds to wait, where the venue tells them.
  package var retryAfterSeconds: Int64? {
    if case .postOnly(let secondsLeft) = self { secondsLeft } else { nil }
  }
}

extension OrderRefusal {
  /// The status of the venue's answer to a single order.
  package var status: Int {
    switch self {
    case .engine(let refusal): refusal.status
    default: 400
    }
  }

  /// The venue's text (facts/polymarket-v2.md 2.6), as it stands in `error` of a single answer and in
  /// `errorMsg` of a leg of a batch.
  package var text: String {
    switch self {
    case .engine(let refusal): refusal.text
    case .banned(let address): "'\(address.lowercaseHex)' address banned"
    case .closedOnly(let address): "'\(address.lowercaseHex)' address in closed only mode"
    case .unknownToken: "Invalid token id"
    case .marketNotReady: "the market is not yet ready to process new orders"
    case .duplicate(let id): "order 0x\(id.hex) is invalid. Duplicated."
    case .badAmounts: "Invalid order payload"
    case .tooPrecise(let precision): precision.text
    case .breaksTick(let id, let price, let tick):
      "order 0x\(id.hex) is invalid. Price (\(price)) breaks minimum tick size rule: \(tick)"
    case .tooSmall(let id, let size, let minimum):
      "order 0x\(id.hex) is invalid. Size (\(size)) lower than the minimum: \(minimum)"
    case .badExpiration: "invalid expiration"
    case .postOnlyType: "invalid post-only order: only GTC and GTD order types are allowed"
    case .crossesBook: "invalid post-only order: order crosses book"
    case .marketableTooSmall(let value):
      "invalid amount for a marketable BUY order ($\(value)), min size: $1"
    case .notEnoughBalance(let shortage): shortage.text
    case .notEnoughAllowance(let allowance, let needed):
      "not enough balance / allowance: the allowance is not enough -> allowance: "
        + "\(allowance.raw), order amount: \(needed.raw)"
    case .notFillable: "order couldn't be fully filled. FOK orders are fully filled or killed."
    case .noMatch:
      "no orders found to match with FAK order. "
        + "FAK orders are partially filled or killed if no match is found."
    }
  }
}

extension OrderRefusal.Shortage {
  /// The venue's text, amounts in units of 1e-6; what is zero is left out, as the venue does.
  var text: String {
    var parts = ["balance: \(balance.raw)"]
    if active > .zero { parts.append("sum of active orders: \(active.raw)") }
    if matched > .zero { parts.append("sum of matched orders: \(matched.raw)") }
    parts.append("order amount: \(needed.raw)")
    return "not enough balance / allowance: the balance is not enough -> "
      + parts.joined(separator: ", ")
  }
}

extension OrderRefusal.AmountPrecision {
  /// The venue's text.
  var text: String {
    switch self {
    case .marketBuy(let decimals):
      "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, "
        + "taker amount a max of \(decimals) decimals"
    case .buy(let decimals):
      "invalid amounts, the buy orders maker amount supports a max accuracy of \(decimals) "
        + "decimals, taker amount a max of 2 decimals"
    case .sell(let decimals):
      "invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, "
        + "taker amount a max of \(decimals) decimals"
    }
  }
}
