import Desk
import Hashing
import Orders
import Runtime
import Trading
import Venue
import VenueSimulator

// A venue that answers from copies of its book.
extension SimulationRun {
  /// The answer to a cancel as a copy of the book gives it that is a moment behind: an order that has just been
  /// filled is called cancelled. Not where another takes its place: that has to believe the venue.
  func outdated(_ answer: VenueFloor.CancelAnswer) -> VenueFloor.CancelAnswer {
    guard run.faults.contains(.stale), !isCalm, case .receipt(var receipt) = answer else {
      return answer
    }
    let books = desk?.manager.books
    let isOld = { [floor, now] (id: Digest32) -> Bool in
      guard let order = floor.exchange.order(id), order.status == .matched,
        let last = order.trades.last.flatMap({ floor.exchange.trade($0) })
      else { return false }
      return now - last.matchedAt <= 3_000
    }
    for refusal in receipt.refused
    where isOld(refusal.id.digest) && books?.replacements[refusal.id.digest] == nil {
      guard staleness.chance(700) else { continue }
      receipt.refused.removeAll { $0.id == refusal.id }
      receipt.canceled.append(refusal.id)
    }
    return .receipt(receipt)
  }

  /// Where cancels are answered from a copy of the book, the channel is behind too, and a strategy wants an order gone
  /// just as it fills.
  func hurry(_ event: ExchangeEvent) {
    guard run.faults.contains(.stale), !isCalm, case .trade(let notice) = event,
      notice.trade.status == .matched
    else { return }
    for leg in [notice.trade.taker] + notice.trade.makers {
      guard let known = witness.signed[leg.orderID], known.terms.type.rests,
        floor.exchange.order(leg.orderID)?.status == .matched, staleness.chance(300)
      else { continue }
      channelLag = now + staleness.number(500...2_500)
      timeline.add(.hurry(known.terms.clientOrderID), at: now + 1)
    }
  }
}
