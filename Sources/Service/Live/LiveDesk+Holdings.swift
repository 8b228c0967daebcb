import Desk
import FixedPoint
import Graph
import Orders
import Policy
import Runner
import Trading
import Venue

// What is held and what rests needs books: those that nobody listens to are begun to be heard, those that have been
// quiet for a while are asked for.
extension LiveDesk {
  /// Listens to the books of everything that the wallet may hold; nobody could say what it is worth without them. Of
  /// what the venue has told nothing it is asked again and again.
  func watchHeld(_ risk: RiskWatch, _ now: Int64) {
    let unheard = risk.held(parts.desk.manager, now: now).filter { parts.books.tick(of: $0) == nil }
    var new: [UInt256] = []
    for token in unheard {
      guard let rules = parts.kinds.rules(of: token) else { continue }
      if parts.books.watch(token, market: rules.market, tick: rules.tickSize.size) {
        new.append(token)
      }
    }
    if !new.isEmpty { parts.watch(new) }
    if now >= nextInquiry, unheard.count > new.count {
      nextInquiry = now + Self.inquiryInterval
      parts.kinds.inquire(unheard)
    }
    tellUnpriced(risk.unpriced.count)
  }

  private static let inquiryInterval: Int64 = 30_000

  private func tellUnpriced(_ count: Int) {
    guard count != toldUnpriced else { return }
    toldUnpriced = count
    if count > 0 {
      say(
        .trouble(
          "\(count) tokens that are held have no price yet: nobody can say how far the equity fell"
        ))
    } else {
      say(.trouble("everything that is held has a price again: the equity is judged"))
    }
  }

  /// Has the books asked for that orders of ours rest on and that have been quiet for half of the time after which they
  /// count as stale: where the venue shows the same book, it is a quiet market.
  func probeBooks(_ now: Int64) {
    guard let probe, now >= nextProbe,
      let limit = parts.service.policy?.graph.policies.staleness[FeedKind.book.rawValue]
    else { return }
    nextProbe = now + max(50, limit / 8)
    let quiet = parts.books.armed(now: now, quietFor: limit / 2)
    if !quiet.isEmpty { probe.ask(quiet, now: now) }
  }

  /// Takes what the venue showed when it was asked.
  func take(_ answer: BookProbe.Answer) {
    for book in answer.books {
      guard let market = parts.books.confirm(book, asked: answer.asked) else { continue }
      parts.feeds.confirmed(market, now: answer.asked)
    }
  }
}
