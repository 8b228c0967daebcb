import Hashing

/// What became of a request so far.
package struct TransactionRecord: Hashable, Sendable {
  /// Where a request stands.
  package enum Phase: String, CaseIterable, Sendable {
    /// Nothing is signed yet.
    case asked
    /// The bytes exist and were not sent.
    case signed
    /// Sent, and no node has said yes.
    case sent
    /// In a node's pool, or in a block that is not deep enough yet.
    case posted
    /// Done.
    case mined
    /// In a block, and the contract refused. The number is used up.
    case reverted
    /// No node has it any more; its number is being filled.
    case dropped
    /// Nothing was sent.
    case refused
    /// Something else used its number.
    case superseded
  }

  package var request: TransactionRequest
  package var phase: Phase
  /// The oldest first; those of one number exclude each other on the chain.
  package var attempts: [TransactionAttempt]
  package var outcome: TransactionOutcome?
  /// Why nothing came of it; most important first.
  package var codes: [String]
  package var message: String
  /// Milliseconds since 1970.
  package var askedAt: Int64
  package var changedAt: Int64

  /// The newest bytes that may still be mined.
  package var current: TransactionAttempt? { attempts.last { $0.isAlive } }
  /// The number it has, or had last.
  package var number: Int64? { (current ?? attempts.last { $0.state != .destroyed })?.number }
  /// Whether nothing more happens with it by itself.
  package var isOver: Bool {
    switch phase {
    case .mined, .reverted, .refused, .superseded: true
    case .asked, .signed, .sent, .posted, .dropped: false
    }
  }

  mutating func change(_ hash: Digest32, _ body: (inout TransactionAttempt) -> Void) {
    guard let place = attempts.lastIndex(where: { $0.hash == hash }) else { return }
    body(&attempts[place])
  }
}

/// All transactions of a journal, by the order in which they were first asked for.
package struct TransactionBook: Equatable, Sendable {
  package private(set) var records: [TransactionRecord] = []
  private var places: [String: Int] = [:]

  /// A book without transactions.
  package init() {}

  /// The record of a request.
  package subscript(id id: String) -> TransactionRecord? { places[id].map { records[$0] } }

  /// The highest number that anything is signed with that was not destroyed.
  package var highestNumber: Int64? {
    records.flatMap(\.attempts).filter { $0.state != .destroyed }.map(\.number).max()
  }

  /// Everything that was signed with a number and may have left.
  package func attempts(at number: Int64) -> [(id: String, attempt: TransactionAttempt)] {
    records.flatMap { record in
      record.attempts.filter { $0.number == number && $0.hasLeft }.map { (record.request.id, $0) }
    }
  }

  /// Takes the next entry; what does not fit changes nothing, since a journal is folded as it is.
  package mutating func apply(_ entry: TransactionEntry, at time: Int64) {
    if case .asked(let request) = entry {
      ask(request, time)
      return
    }
    guard let id = entry.id, let place = places[id] else { return }
    records[place].changedAt = time
    records[place].take(entry, time)
  }

  private mutating func ask(_ request: TransactionRequest, _ time: Int64) {
    guard let place = places[request.id] else {
      places[request.id] = records.count
      records.append(
        TransactionRecord(
          request: request, phase: .asked, attempts: [], codes: [], message: "", askedAt: time,
          changedAt: time))
      return
    }
    // What was sent stays: those bytes may still be somewhere.
    records[place].request = request
    records[place].phase = .asked
    records[place].codes = []
    records[place].message = ""
    records[place].changedAt = time
  }
}

extension TransactionRecord {
  fileprivate mutating func take(_ entry: TransactionEntry, _ time: Int64) {
    switch entry {
    case .asked, .noted: break
    case .refused(_, let codes, let message):
      for place in attempts.indices where attempts[place].state == .signed {
        attempts[place].state = .destroyed
      }
      (phase, self.codes, self.message) = (.refused, codes, message)
    case .signed(_, let attempt):
      attempts.append(attempt)
      // A replacement of what is out changes nothing about that.
      if phase != .sent, phase != .posted { phase = .signed }
    case .sending(_, let hash):
      change(hash) { attempt in
        if attempt.state == .signed { attempt.state = .sent }
        attempt.sentAt = time
        attempt.sendings += 1
      }
      if phase == .signed { phase = .sent }
    case .posted(_, let hash, _):
      change(hash) { $0.state = .posted }
      (phase, message) = (.posted, "")
    case .doubted(_, _, let message): self.message = message
    case .rejected(_, let hash, let message):
      change(hash) { $0.state = .rejected }
      self.message = message
      if current == nil { phase = .dropped }
    case .mined(_, let outcome):
      self.outcome = outcome
      (phase, message) = (outcome.succeeded ? .mined : .reverted, "")
    case .dropped(_, let hash):
      change(hash) { $0.state = .dropped }
      for place in attempts.indices where attempts[place].isAlive {
        attempts[place].state = .dropped
      }
      phase = .dropped
    case .moved(_, let from, _):
      for place in attempts.indices
      where attempts[place].number == from && attempts[place].state == .signed {
        attempts[place].state = .destroyed
      }
      if current == nil { phase = .asked }
    case .superseded(_, let number, _):
      for place in attempts.indices where attempts[place].number == number {
        attempts[place].state = .dropped
      }
      phase = .superseded
    }
  }
}
