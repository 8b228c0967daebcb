import Hashing

/// The place in a listing at which a page begins, as the venue writes it: the decimal number of the elements
/// before it in standard base64, `MA==` for the first page and `LTE=` ("-1") behind the last one. A listing
/// must end with `LTE=`: some clients loop for ever on an empty text (facts/polymarket-v2.md 2.1).
package struct PageCursor: Equatable, Sendable {
  /// Elements before the page; never negative. nil behind the last page.
  package var offset: Int?

  package static let start = PageCursor(offset: 0)
  package static let end = PageCursor(offset: nil)

  /// The place behind `offset` elements.
  package init(offset: Int?) {
    self.offset = offset
  }

  /// Reads what a client sent; an absent or empty text is the first page. Nil where it is none of ours.
  package init?(_ text: String?) {
    guard let text, !text.isEmpty else {
      self = .start
      return
    }
    if text == "LTE=" {
      self = .end
      return
    }
    guard text.utf8.count <= 24, let digits = Base64.standard.bytes(text),
      let offset = Int(String(decoding: digits, as: UTF8.self)), offset >= 0
    else { return nil }
    self.offset = offset
  }

  /// What is sent to the client.
  package var text: String { Base64.standard.text(Array(String(offset ?? -1).utf8)) }

  /// The page of `all` that begins here, at most `limit` long, and where the next one begins.
  package func page<Element>(
    of all: [Element], limit: Int
  ) -> (elements: ArraySlice<Element>, next: PageCursor) {
    guard let offset, offset < all.count else { return ([], .end) }
    let end = min(all.count, offset + limit)
    return (all[offset..<end], end < all.count ? PageCursor(offset: end) : .end)
  }
}
