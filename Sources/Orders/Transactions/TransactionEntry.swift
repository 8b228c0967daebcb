package import Hashing

/// What the journal keeps about transactions: folded in their order they give back the book (facts/oms.md 3.6).
package enum TransactionEntry: Hashable, Sendable {
  /// Somebody asks for an act.
  case asked(TransactionRequest)
  /// Nothing of it was sent, and nothing will be: it may be asked for again.
  case refused(id: String, codes: [String], message: String)
  /// The bytes exist. On the disk before anything leaves.
  case signed(id: String, TransactionAttempt)
  /// From here on the bytes may be out.
  case sending(id: String, hash: Digest32)
  /// A node has taken them.
  case posted(id: String, hash: Digest32, node: String)
  /// Nobody knows whether a node has them.
  case doubted(id: String, hash: Digest32, message: String)
  /// Every node refused the bytes.
  case rejected(id: String, hash: Digest32, message: String)
  /// In a block with enough others on top.
  case mined(id: String, TransactionOutcome)
  /// No node has it any more, and the number waits: it is a hole now.
  case dropped(id: String, hash: Digest32)
  /// What was signed and never sent gave its number up for another one.
  case moved(id: String, from: Int64, to: Int64)
  /// The number was used by something else: by another transaction of ours, or of somebody with the same key.
  case superseded(id: String, number: Int64, isForeign: Bool)
  /// Something that people are told about.
  case noted(code: String?, message: String)

  /// The request that it is about.
  package var id: String? {
    switch self {
    case .asked(let request): request.id
    case .refused(let id, _, _), .signed(let id, _), .sending(let id, _), .posted(let id, _, _),
      .doubted(let id, _, _), .rejected(let id, _, _), .mined(let id, _), .dropped(let id, _),
      .moved(let id, _, _), .superseded(let id, _, _):
      id
    case .noted: nil
    }
  }
}
