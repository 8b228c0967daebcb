import FixedPoint

/// The reserved capital of all orders, kept current order by order.
struct ReservationSum {
  private var collateral = Micros.zero
  private var provisionalCollateral = Micros.zero
  /// By token; sorted wherever it is shown.
  private var shares: [UInt256: ReservedCapital.Shares] = [:]

  /// An order of `token` holds something else than before.
  mutating func replace(_ before: Reservation, by after: Reservation, of token: UInt256) {
    guard before != after else { return }
    collateral = collateral.replacing(before.collateral, by: after.collateral)
    provisionalCollateral = provisionalCollateral.replacing(
      before.provisionalCollateral, by: after.provisionalCollateral)
    var held =
      shares[token]
      ?? ReservedCapital.Shares(
        token: token, open: .zero, provisionalOut: .zero, provisionalIn: .zero)
    held.open = held.open.replacing(before.openShares, by: after.openShares)
    held.provisionalOut = held.provisionalOut.replacing(
      before.provisionalOut, by: after.provisionalOut)
    held.provisionalIn = held.provisionalIn.replacing(
      before.provisionalIn, by: after.provisionalIn)
    shares[token] = held.isZero ? nil : held
  }

  var capital: ReservedCapital {
    ReservedCapital(
      collateral: collateral, provisionalCollateral: provisionalCollateral,
      shares: shares.values.sorted { $0.token < $1.token })
  }
}

extension Micros {
  /// This sum with one of its parts replaced.
  fileprivate func replacing(_ before: Micros, by after: Micros) -> Micros {
    Micros(raw: raw - before.raw).adding(after)
  }
}
