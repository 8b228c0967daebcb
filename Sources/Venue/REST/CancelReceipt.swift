package import JSON

/// The answer to a cancel (facts/polymarket-v2.md 2.5).
///
/// It says nothing about fills, and an order that is in neither list may be anything: what was cancelled
/// how far, only the order and its trades tell.
package struct CancelReceipt: Hashable, Sendable {
  /// An order that was not cancelled.
  package struct Refusal: Hashable, Sendable {
    package var id: VenueOrderID
    package var reason: Reason
    /// As the venue wrote it.
    package var text: String
  }

  /// Why not.
  package enum Reason: String, Sendable {
    /// Cancelled before, matched, or not known: one text for opposite ends, and once seen for an order
    /// that was live. Ask for the order.
    case goneOrMatched
    case other

    init(text: String) {
      let lowered = text.lowercased()
      let isGone = lowered.contains("already canceled or matched") || lowered.contains("be found")
      self = isGone ? .goneOrMatched : .other
    }
  }

  /// What the receipt says of one order.
  package enum Statement: Hashable, Sendable {
    case canceled
    case refused(Refusal)
    /// Nothing.
    case silent
  }

  package var canceled: [VenueOrderID]
  package var refused: [Refusal]

  /// What is said of an order. Of one that stands in both lists nothing is believed.
  package func statement(on id: VenueOrderID) -> Statement {
    let refusal = refused.first { $0.id == id }
    let isCanceled = canceled.contains(id)
    if let refusal { return isCanceled ? .silent : .refused(refusal) }
    return isCanceled ? .canceled : .silent
  }

  /// Reads the object.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    let list = try fields.require("canceled")
    canceled = try RecordFields.list(list) { node throws(VenueRecordError) in
      guard let id = VenueOrderID(node.string ?? "") else {
        throw .badIdentifier("canceled", offset: node.byteOffset)
      }
      return id
    }
    refused = []
    guard let map = fields["not_canceled"] else { return }
    guard map.kind == .object else { throw .notAnObject(offset: map.byteOffset) }
    for member in map.members {
      guard let id = VenueOrderID(member.key.string ?? "") else {
        throw .badIdentifier("not_canceled", offset: member.key.byteOffset)
      }
      let text = member.value.string ?? ""
      refused.append(Refusal(id: id, reason: Reason(text: text), text: text))
    }
  }
}
