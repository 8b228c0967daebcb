import JSON
package import Journal
package import Orders

/// The book of transactions as a journal gives it back.
package enum TransactionTraces {
  /// Folds everything that `journal` holds about transactions. An entry that cannot be read stops: a state with holes
  /// is no state.
  package static func book(_ journal: JournalReader) throws -> TransactionBook {
    var book = TransactionBook()
    let reader = JSONReader(maximumDepth: 64)
    var failure: (any Error)?
    try unsafe journal.forEach { sequence, text in
      do {
        let node = try unsafe reader.parse(text)
        guard let payload = node.member("payload"), TransactionEntry.isEntry(payload),
          let time = node.member("ts_ms")?.int64
        else { return true }
        book.apply(try TransactionEntry(payload: payload), at: time)
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return book
  }

  /// What the journal knows about the numbers of a lane as they stand now (facts/oms.md 3.6).
  static func journal(_ book: TransactionBook, _ lane: NonceLane) -> NonceJournal {
    var journal = NonceJournal(highest: book.highestNumber)
    for slot in lane.slots {
      // Bytes of another number are of no use for this one.
      let attempt = book[id: slot.request]?.attempts.last {
        $0.number == slot.number && $0.state != .destroyed
      }
      guard let attempt else { continue }
      journal.traces[slot.request] =
        switch attempt.state {
        case .signed: .signed(attempt.hash)
        case .sent: .sent(attempt.hash)
        case .posted, .rejected, .dropped: .settled(attempt.hash)
        case .destroyed: nil
        }
    }
    return journal
  }
}
