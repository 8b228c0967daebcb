import FixedPoint
import Hashing
import JSON
import Signing

/// The forms in which the venue writes values (facts/polymarket-v2.md 2.4, 2.5): amounts as plain decimal text,
/// hashes with `0x`, times as text of seconds or milliseconds.
extension JSONWriter {
  /// A decimal as text.
  mutating func decimal(_ amount: Micros) {
    var digits: [UInt8] = []
    amount.appendText(to: &digits)
    string(utf8: digits)
  }

  /// A decimal as number.
  mutating func number(_ amount: Micros) {
    var digits: [UInt8] = []
    amount.appendText(to: &digits)
    raw(digits)
  }

  /// A hash, an order id or a condition id.
  mutating func hash(_ digest: Digest32) {
    var text: [UInt8] = [UInt8(ascii: "0"), UInt8(ascii: "x")]
    digest.appendHex(to: &text)
    string(utf8: text)
  }

  /// A whole number as text.
  mutating func numberText(_ number: Int64) {
    var digits: [UInt8] = []
    digits.appendDecimal(number)
    string(utf8: digits)
  }

  /// The words of cancellations: `{"canceled":[…],"not_canceled":{id:reason}}`.
  mutating func cancelReport(_ report: CancelReport) {
    beginObject()
    key("canceled")
    beginArray()
    for id in report.canceled { hash(id) }
    endArray()
    key("not_canceled")
    beginObject()
    var told: Set<Digest32> = []
    for exception in report.notCanceled where told.insert(exception.id).inserted {
      key("0x" + exception.id.hex)
      string(exception.reason.text)
    }
    endObject()
    endObject()
  }

  /// The answer to an order that was taken. Amounts are empty where nothing matched, and hashes come later with
  /// the trades (facts/polymarket-v2.md 2.5).
  mutating func receipt(_ receipt: OrderReceipt) {
    beginObject()
    key("success")
    bool(true)
    key("errorMsg")
    string("")
    key("orderID")
    hash(receipt.id)
    key("status")
    string(receipt.status.rawValue)
    key("makingAmount")
    if receipt.makingAmount > .zero { decimal(receipt.makingAmount) } else { string("") }
    key("takingAmount")
    if receipt.takingAmount > .zero { decimal(receipt.takingAmount) } else { string("") }
    if !receipt.tradeIDs.isEmpty {
      key("tradeIDs")
      beginArray()
      for trade in receipt.tradeIDs { string(trade.text) }
      endArray()
    }
    endObject()
  }

  /// The leg of a batch that was refused: success all the same, with the reason (facts/polymarket-v2.md 2.5).
  mutating func refusedLeg(_ text: String) {
    beginObject()
    key("success")
    bool(true)
    key("errorMsg")
    string(text)
    key("orderID")
    string("")
    key("status")
    string("")
    key("makingAmount")
    string("")
    key("takingAmount")
    string("")
    endObject()
  }

  /// One page of a listing.
  mutating func page<Element>(
    of all: [Element], from cursor: PageCursor, limit: Int,
    _ write: (inout JSONWriter, Element) -> Void
  ) {
    let page = cursor.page(of: all, limit: limit)
    beginObject()
    key("data")
    beginArray()
    for element in page.elements { write(&self, element) }
    endArray()
    key("next_cursor")
    string(page.next.text)
    key("limit")
    integer(Int64(limit))
    key("count")
    integer(Int64(page.elements.count))
    endObject()
  }
}
