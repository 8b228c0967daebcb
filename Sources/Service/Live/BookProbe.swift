package import FixedPoint
import Synchronization
package import Venue

/// Asks the venue for whole books where the channel has told nothing for a while: a quiet market and a feed that froze
/// look the same from outside, and an open socket answers PING for hours without a book (facts/monitoring.md 1.2). One
/// question at a time, for all books together, so that many quiet markets cost no more than one.
package final class BookProbe: Sendable {
  /// What the venue showed.
  package struct Answer: Sendable {
    /// When it was asked, milliseconds since 1970.
    package var asked: Int64
    package var books: [BookRecord]
  }

  private let client: VenueClient
  private let mailbox: LiveMailbox
  private let isBusy = Mutex(false)
  /// So many books are asked for at once; the venue takes 500.
  private static let most = 200

  /// A probe that has asked for nothing; answers go to `mailbox`.
  package init(client: VenueClient, mailbox: LiveMailbox) {
    self.client = client
    self.mailbox = mailbox
  }

  /// Asks for the books of these tokens, unless a question is under way. A question without an answer says nothing:
  /// the books grow old, and what rests on them is cancelled.
  package func ask(_ tokens: [UInt256], now: Int64) {
    let isFree = isBusy.withLock { isBusy in
      defer { isBusy = true }
      return !isBusy
    }
    guard isFree else { return }
    let wanted = Array(tokens.prefix(Self.most))
    Task { [self] in
      if let books = try? await client.books(of: wanted) {
        mailbox.put(.probed(Answer(asked: now, books: books)))
      }
      isBusy.withLock { $0 = false }
    }
  }
}
