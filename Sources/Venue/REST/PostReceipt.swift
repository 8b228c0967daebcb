import JSON

/// The venue took an order (facts/polymarket-v2.md 2.5).
package struct PostReceipt: Hashable, Sendable {
  package var id: VenueOrderID
  /// `live`, `matched` or `delayed`. Matched is not settled: its trades may still fail.
  package var status: VenueOrderStatus
  /// As written: what the order has given so far; empty where nothing is told. A hint: trades count.
  package var makingAmount: String
  /// As written: what the order has got so far.
  package var takingAmount: String
  /// Empty until there are transactions.
  package var transactionHashes: [String]
  package var tradeIDs: [String]
}

/// What became of one order that was sent.
package enum PostOutcome: Equatable, Sendable {
  case accepted(PostReceipt)
  case failed(VenueFailure)

  /// The receipt of an accepted order.
  package var receipt: PostReceipt? {
    if case .accepted(let receipt) = self { receipt } else { nil }
  }

  /// Why it was not accepted, or is not known to be.
  package var failure: VenueFailure? {
    if case .failed(let failure) = self { failure } else { nil }
  }
}

/// One element of the answer to a POST, before it is held against what was sent.
struct OrderLeg {
  var outcome: PostOutcome
  /// The order that the venue speaks of; nil where it names none.
  var id: VenueOrderID?

  /// Reads the object. Anything but a clear yes or a clear no is unknown.
  init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    let reason = try fields.nonEmptyText("errorMsg")
    let error = try fields.nonEmptyText("error")
    let complaint = reason ?? error
    let written = try fields.nonEmptyText("orderID")
    id = written.flatMap { VenueOrderID($0) }
    if written != nil, id == nil {
      throw .badIdentifier("orderID", offset: fields["orderID"]?.byteOffset ?? 0)
    }
    let isSuccess = try fields.optionalBool("success")
    let status: VenueWord<VenueOrderStatus>? = try fields.optionalWord("status")
    if let complaint {
      // A refused leg of a batch says success and carries the reason.
      id = id ?? VenueOrderID(in: complaint)
      outcome = .failed(
        written == nil
          ? .rejected(VenueFailure.Rejection(text: complaint, status: 200))
          : .unknown(.contradiction("an order id beside the complaint '\(complaint)'")))
      return
    }
    guard isSuccess == true, let id else {
      outcome = .failed(.unknown(.contradiction("neither an order id nor a reason")))
      return
    }
    guard let known = status?.known, [.live, .matched, .delayed].contains(known) else {
      outcome = .failed(.unknown(.contradiction("the status '\(status?.text ?? "")'")))
      return
    }
    outcome = .accepted(
      PostReceipt(
        id: id, status: known,
        makingAmount: try fields.amountText("makingAmount"),
        takingAmount: try fields.amountText("takingAmount"),
        transactionHashes: try fields.texts("transactionsHashes"),
        tradeIDs: try fields.texts("tradeIDs")))
  }

  /// What the leg means for the order `expected`.
  func outcome(for expected: VenueOrderID) -> PostOutcome {
    guard let id, id != expected else { return outcome }
    return .failed(.unknown(.otherOrder(id)))
  }
}

extension RecordFields {
  /// An amount as it is written, text or number; empty where it is absent.
  func amountText(_ name: StaticString) throws(VenueRecordError) -> String {
    guard let value = self[name] else { return "" }
    guard let text = value.string ?? value.numberText else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    return text
  }
}
