/// Goes through a list of pages by their cursors (facts/polymarket-v2.md 2.1).
///
/// The first cursor is `MA==`, the venue's last `LTE=`; the documentation ends with an empty one. A
/// cursor that comes a second time, or more pages than can be, is an error: part of a list must never
/// pass for all of it.
package struct PageWalk: Sendable {
  /// Why a list has no end.
  package enum Fault: Error, Equatable, Sendable {
    case repeatedCursor(String)
    case tooManyPages(limit: Int)
  }

  /// The cursor of the page to ask for.
  package private(set) var cursor = "MA=="
  private var seen: Set<String> = ["MA=="]
  private let limit: Int

  /// At most `limit` pages.
  package init(limit: Int = 10_000) {
    self.limit = limit
  }

  /// Takes the cursor that the page names as the next; false where it was the last page.
  package mutating func advance(to next: String?) throws(Fault) -> Bool {
    guard let next, !next.isEmpty, next != "LTE=" else { return false }
    guard seen.insert(next).inserted else { throw .repeatedCursor(next) }
    guard seen.count <= limit else { throw .tooManyPages(limit: limit) }
    cursor = next
    return true
  }
}
