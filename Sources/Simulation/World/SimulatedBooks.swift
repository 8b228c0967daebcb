import Desk
import FixedPoint
import Hashing
import Orders

/// The books as a simulated desk hears of them: always fresh, since books are the venue's public side.
final class SimulatedBooks: DeskBooks {
  var read: (UInt256) -> BookView? = { _ in nil }
  var ahead: (Digest32) -> Micros? = { _ in nil }

  func book(of token: UInt256, now: Int64) -> BookView? { read(token) }
  func queueAhead(of order: Digest32) -> Micros? { ahead(order) }
  func tags(of market: String) -> [String] { [] }
}
