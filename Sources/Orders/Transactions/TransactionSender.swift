package import Hashing
package import Signing
import Trading

/// What becomes of transactions: asked, quoted, judged, numbered, signed, journalled, sent, seen in a block, and what
/// is done where one of these fails (facts/oms.md 3). A pure core: everything comes in as an event with its time.
///
/// One number, one act: what was sent with a number is replaced with that number only, and a request gets another
/// number only once nothing of it can be mined any more.
package struct TransactionSender: Sendable {
  /// What was asked and what became of it: a fold of the entries.
  package private(set) var book: TransactionBook
  let wallet: Address
  let patience: TransactionPatience
  /// What a filler may cost: wei for a unit of gas.
  let feeCap: UInt64
  /// Requests that somebody of this process waits for: only those begin again by themselves.
  package private(set) var wanted: Set<String> = []
  private var quotes: [String: TransactionQuote] = [:]
  /// The newest block when it was first seen that something unknown has used a number.
  private var overtaken: [Int64: Int64] = [:]
  package private(set) var sight: TransactionSight?

  /// A sender that goes on from `book`, which the journal gave.
  package init(
    _ book: TransactionBook, wallet: Address, feeCap: UInt64, patience: TransactionPatience
  ) {
    self.book = book
    self.wallet = wallet
    self.feeCap = feeCap
    self.patience = patience
  }

  /// The hashes that a look at the chain has to ask about, in the order of the book.
  package var watched: [Digest32] {
    book.records.filter { !$0.isOver }
      .flatMap { $0.attempts.filter(\.hasLeft).map(\.hash) }
  }

  /// Whether anything is under way that ends by itself.
  package var isBusy: Bool {
    book.records.contains { record in
      switch record.phase {
      case .signed, .sent, .posted, .dropped: true
      case .asked: wanted.contains(record.request.id)
      case .mined, .reverted, .refused, .superseded: false
      }
    }
  }

  /// Folds an entry that is on the disk.
  package mutating func apply(_ entry: TransactionEntry, at time: Int64) {
    book.apply(entry, at: time)
  }

  /// What follows from an event.
  package mutating func take(_ event: TransactionEvent, now: Int64) -> [TransactionAction] {
    switch event {
    case .submitted(let request): return submit(request)
    case .quoted(let id, let quote):
      quotes[id] = quote
      guard let request = book[id: id]?.request else { return [] }
      guard bid(quote, request) != nil else { return [refuse(id, Self.tooDear(quote, request))] }
      return [.judge(id: id)]
    case .notQuoted(let id, let codes, let message):
      return [.record(.refused(id: id, codes: codes, message: message))]
    case .judged(let id, let judgement):
      let isLeave = judgement.action == .assignNonce || judgement.action == .renewCredential
      guard judgement.isLive, isLeave else {
        return [
          .record(
            .refused(
              id: id, codes: judgement.codes, message: "the policies do not let it be signed"))
        ]
      }
      return [.assign(id: id)]
    case .numbered(let id, .refused(let codes)):
      return [.record(.refused(id: id, codes: codes, message: "no number is given now"))]
    case .numbered(let id, .assigned(let number, _)): return begin(id, number)
    case .signed(let id, let attempt): return send(id, attempt)
    case .moved(let id, let number):
      return [refuse(id, "number \(number) was given to something else before it was sent")]
    case .notSigned(let id, let number, let code, let message):
      return unsign(id, number, code, message)
    case .cleared(let id, let hash): return post(id, hash)
    case .held(let id, _, let code, let message):
      return [.record(.noted(code: code, message: "\(id) stays here: \(message)"))]
    case .answered(let id, let hash, let answer): return answered(id, hash, answer)
    case .seen(let sight):
      self.sight = sight
      return look(sight, now)
    case .findings(let findings): return findings.map { .record($0.note) }
    case .repairs(let repairs): return repairs.flatMap { repair($0) }
    case .recovered(let steps): return steps.flatMap { recover($0, now) }
    }
  }

  // MARK: From the wish to the bytes

  private mutating func submit(_ request: TransactionRequest) -> [TransactionAction] {
    wanted.insert(request.id)
    guard let known = book[id: request.id] else {
      return [.record(.asked(request)), .quote(id: request.id)]
    }
    switch known.phase {
    case .asked, .refused: return [.record(.asked(request)), .quote(id: request.id)]
    // What was sent goes its way, and what is over is over: one id is one act.
    case .signed, .sent, .posted, .dropped, .mined, .reverted, .superseded: return []
    }
  }

  private mutating func begin(_ id: String, _ number: Int64) -> [TransactionAction] {
    guard let record = book[id: id], let quote = quotes.removeValue(forKey: id),
      let fee = bid(quote, record.request)
    else { return [.settle(id: id, number: number, .void, hash: nil)] }
    // The same number as before: what is out with it has to be outbid.
    let rivals = book.attempts(at: number).map(\.attempt.fee)
    guard let fee = Self.above(rivals, fee, record.request.feeCap) else {
      return [
        .settle(id: id, number: number, .void, hash: nil),
        refuse(id, "to replace what was sent with number \(number) costs more than the cap"),
      ]
    }
    return [.sign(id: id, number: number, gas: quote.gas, fee: fee)]
  }

  private func send(_ id: String, _ attempt: TransactionAttempt) -> [TransactionAction] {
    let (number, hash) = (attempt.number, attempt.hash)
    let isReplacement = book[id: id]?.attempts.contains { $0.number == number && $0.hasLeft }
    if isReplacement == true {
      // The lane knows the number as sent already.
      return [
        .record(.signed(id: id, attempt)), .record(.sending(id: id, hash: hash)),
        .post(id: id, hash: hash),
      ]
    }
    return [
      .record(.signed(id: id, attempt)), .settle(id: id, number: number, .signed, hash: hash),
      .settle(id: id, number: number, .posting, hash: hash),
      .record(.sending(id: id, hash: hash)), .post(id: id, hash: hash),
    ]
  }

  /// Nothing was signed. Where nothing of the request is out, its number is free again.
  private func unsign(
    _ id: String, _ number: Int64, _ code: String, _ message: String
  ) -> [TransactionAction] {
    if book[id: id]?.current != nil {
      return [.record(.noted(code: code, message: "\(id) is not replaced: \(message)"))]
    }
    return [
      .settle(id: id, number: number, .void, hash: nil),
      .record(.refused(id: id, codes: [code], message: message)),
    ]
  }

  private func post(_ id: String, _ hash: Digest32) -> [TransactionAction] {
    guard let attempt = book[id: id]?.attempts.last(where: { $0.hash == hash }) else { return [] }
    let send: [TransactionAction] = [
      .record(.sending(id: id, hash: hash)), .post(id: id, hash: hash),
    ]
    return attempt.hasLeft
      ? send : [.settle(id: id, number: attempt.number, .posting, hash: hash)] + send
  }

  private mutating func answered(
    _ id: String, _ hash: Digest32, _ answer: SendAnswer
  ) -> [TransactionAction] {
    guard let record = book[id: id],
      let attempt = record.attempts.last(where: { $0.hash == hash })
    else { return [] }
    func settle(_ state: NonceSlotState) -> TransactionAction {
      .settle(id: id, number: attempt.number, state, hash: hash)
    }
    switch answer {
    case .accepted(let node):
      return [.record(.posted(id: id, hash: hash, node: node)), settle(.posted)]
    case .doubtful(let why), .stale(let why):
      return [.record(.doubted(id: id, hash: hash, message: why)), settle(.unknown)]
    case .underpriced(let why):
      guard let fee = attempt.fee.raised(atLeast: nil, cap: cap(of: record.request)) else {
        return reject(record, attempt, why + "; more is above the cap")
      }
      return [
        .record(.rejected(id: id, hash: hash, message: why)),
        .sign(id: id, number: attempt.number, gas: attempt.gas, fee: fee),
      ]
    case .refused(let why): return reject(record, attempt, why)
    }
  }

  /// The bytes are nowhere, and were seen by others: the number is a hole, unless other bytes of it are out.
  private func reject(
    _ record: TransactionRecord, _ attempt: TransactionAttempt, _ why: String
  ) -> [TransactionAction] {
    let id = record.request.id
    let entry = TransactionAction.record(.rejected(id: id, hash: attempt.hash, message: why))
    if record.attempts.contains(where: { $0.isAlive && $0.hash != attempt.hash }) { return [entry] }
    return [entry, .settle(id: id, number: attempt.number, .void, hash: attempt.hash)]
  }

  // MARK: What the chain shows

  private mutating func look(_ sight: TransactionSight, _ now: Int64) -> [TransactionAction] {
    var actions: [TransactionAction] = []
    var decided: Set<Int64> = []
    for record in book.records where !record.isOver {
      guard let outcome = record.attempts.compactMap({ sight.outcomes[$0.hash] }).first,
        let number = record.attempts.first(where: { $0.hash == outcome.hash })?.number
      else { continue }
      decided.insert(number)
      guard sight.head - outcome.block + 1 >= patience.depth else { continue }
      actions += finish(record, number, outcome)
    }
    let winners = winners
    for record in book.records where !record.isOver {
      // Not of what is asked for anew: that has no number yet.
      if record.phase != .asked, let losing = lose(record, winners) {
        actions += losing
        continue
      }
      guard let attempt = record.current, attempt.hasLeft, !decided.contains(attempt.number) else {
        continue
      }
      actions += follow(record, attempt, sight, now)
    }
    return actions
  }

  /// Deep enough.
  private mutating func finish(
    _ record: TransactionRecord, _ number: Int64, _ outcome: TransactionOutcome
  ) -> [TransactionAction] {
    let id = record.request.id
    overtaken[number] = nil
    return [
      .record(.mined(id: id, outcome)),
      .settle(id: id, number: number, .mined, hash: outcome.hash),
    ]
  }

  /// What is out with a number that another transaction of ours has used up is over: a filler for good, an act until
  /// it is asked for again.
  private func lose(
    _ record: TransactionRecord, _ winners: [Int64: String]
  ) -> [TransactionAction]? {
    guard let number = record.number, let winner = winners[number], winner != record.request.id
    else { return nil }
    let id = record.request.id
    if record.request.isFiller {
      return [.record(.superseded(id: id, number: number, isForeign: false))]
    }
    let refusal = refuse(id, "number \(number) was filled: nothing of it can be mined any more")
    return wanted.contains(id)
      ? [refusal, .record(.asked(record.request)), .quote(id: id)] : [refusal]
  }

  /// Who used each number up, of what is in this book.
  private var winners: [Int64: String] {
    var winners: [Int64: String] = [:]
    for record in book.records {
      guard let hash = record.outcome?.hash,
        let number = record.attempts.first(where: { $0.hash == hash })?.number
      else { continue }
      winners[number] = record.request.id
    }
    return winners
  }

  private mutating func follow(
    _ record: TransactionRecord, _ attempt: TransactionAttempt, _ sight: TransactionSight,
    _ now: Int64
  ) -> [TransactionAction] {
    let id = record.request.id
    let number = attempt.number
    if sight.count > number { return passed(record, number, sight) }
    overtaken[number] = nil
    let isKnown = record.attempts.contains { $0.isAlive && sight.known.contains($0.hash) }
    let age = now - (attempt.sentAt ?? attempt.signedAt)
    guard isKnown else {
      guard sight.isComplete, age >= patience.missing else { return [] }
      if attempt.sendings < 2 { return [.clear(id: id, hash: attempt.hash)] }
      return [
        .record(.dropped(id: id, hash: attempt.hash)),
        .settle(id: id, number: number, .posted, hash: attempt.hash), .drop(number: number),
      ]
    }
    if record.phase == .sent {
      return [
        .record(.posted(id: id, hash: attempt.hash, node: "the pool")),
        .settle(id: id, number: number, .posted, hash: attempt.hash),
      ]
    }
    // Its turn has come, and nobody takes it.
    guard sight.count == number, age >= patience.stuck,
      let fee = attempt.fee.raised(
        atLeast: .bid(baseFee: sight.baseFee, tip: sight.tip, cap: cap(of: record.request)),
        cap: cap(of: record.request))
    else { return [] }
    return [.sign(id: id, number: number, gas: attempt.gas, fee: fee)]
  }

  /// The chain is beyond the number, and no bytes of ours are in a block: somebody else has the key. Believed only
  /// when every node says so and as many blocks as a receipt needs have come since.
  private mutating func passed(
    _ record: TransactionRecord, _ number: Int64, _ sight: TransactionSight
  ) -> [TransactionAction] {
    guard sight.isComplete else { return [] }
    let since = overtaken[number] ?? sight.head
    overtaken[number] = since
    guard sight.head - since >= max(1, patience.depth) else { return [] }
    return [
      .record(.superseded(id: record.request.id, number: number, isForeign: true)),
      .record(
        .noted(
          code: nil,
          message: "number \(number) was used by a transaction that is not ours: somebody else has "
            + "the key")),
    ]
  }

  // MARK: Holes

  private mutating func repair(_ repair: NonceRepair) -> [TransactionAction] {
    switch repair {
    case .fill(let number):
      let request = TransactionRequest.filler(number: number, wallet: wallet, feeCap: feeCap)
      let rivals = book.attempts(at: number).map(\.attempt.fee)
      guard let sight,
        let bid = TransactionFee.bid(baseFee: sight.baseFee, tip: sight.tip, cap: feeCap),
        let fee = Self.above(rivals, bid, feeCap)
      else {
        // The hole stays, and what waits for it: the lane latches in the end.
        return [
          .settle(id: request.id, number: number, .void, hash: nil),
          .record(.noted(code: nil, message: "to fill number \(number) costs more than the cap")),
        ]
      }
      return [
        .record(.asked(request)),
        .sign(id: request.id, number: number, gas: 21_000, fee: fee),
      ]
    case .resign(let id, let from, let to):
      guard let record = book[id: id], let old = record.attempts.last(where: { $0.number == from })
      else { return [.settle(id: id, number: to, .void, hash: nil)] }
      return [
        .record(.moved(id: id, from: from, to: to)),
        .sign(id: id, number: to, gas: old.gas, fee: old.fee),
      ]
    case .lookUp: return []
    }
  }

  private func recover(_ step: NonceRecovery, _ now: Int64) -> [TransactionAction] {
    switch step {
    case .voided(let id, _):
      guard let record = book[id: id], !record.isOver, record.attempts.allSatisfy({ !$0.hasLeft })
      else { return [] }
      return [refuse(id, "the process ended before anything of it was sent")]
    case .post(let id, let number, let hash):
      guard let attempt = book[id: id]?.attempts.last(where: { $0.hash == hash }) else { return [] }
      guard now - attempt.signedAt <= patience.stale else {
        return [
          .settle(id: id, number: number, .void, hash: nil),
          refuse(id, "it was signed long ago and never sent"),
        ]
      }
      return [.clear(id: id, hash: hash)]
    case .lookUp(let id, _, let hash):
      // It may be out, whatever the journal holds: the next looks at the chain say where it is.
      guard let attempt = book[id: id]?.attempts.last(where: { $0.hash == hash }),
        attempt.state == .signed
      else { return [] }
      return [.record(.sending(id: id, hash: hash))]
    }
  }

  // MARK: Fees

  /// A filler is paid by whoever closes the hole now.
  private func cap(of request: TransactionRequest) -> UInt64 {
    request.isFiller ? max(feeCap, request.feeCap) : request.feeCap
  }

  private func bid(_ quote: TransactionQuote, _ request: TransactionRequest) -> TransactionFee? {
    .bid(baseFee: quote.baseFee, tip: quote.tip, cap: request.feeCap)
  }

  /// What outbids everything that was sent with a number; nil where that is above the cap.
  private static func above(
    _ rivals: [TransactionFee], _ bid: TransactionFee, _ cap: UInt64
  ) -> TransactionFee? {
    guard let most = rivals.map(\.most).max(), let tip = rivals.map(\.tip).max() else { return bid }
    return TransactionFee(most: most, tip: tip).raised(atLeast: bid, cap: cap)
  }

  private static func tooDear(
    _ quote: TransactionQuote, _ request: TransactionRequest
  ) -> String {
    "a unit of gas costs \(quote.baseFee) wei and \(quote.tip) wei for the producer now, above the cap of "
      + "\(request.feeCap) wei"
  }

  private func refuse(_ id: String, _ message: String) -> TransactionAction {
    .record(.refused(id: id, codes: [], message: message))
  }
}

extension NonceFinding {
  /// What people are told.
  fileprivate var note: TransactionEntry {
    switch self {
    case .foreignUse(let number):
      .noted(
        code: "NONCE_SHEPHERD_GAP_DETECTED",
        message:
          "number \(number) was used by somebody else before it was sent: somebody else has the key"
      )
    case .foreignCount(let expected, let found):
      .noted(
        code: nil,
        message:
          "the chain counts \(found) transactions where \(expected) were given out: somebody else has the "
          + "key; numbers go on from \(found)")
    case .countFell(let from, let to):
      .noted(code: nil, message: "the chain's count fell from \(from) to \(to): a reorganisation")
    case .stuck(let number, let reads):
      .noted(
        code: "NONCE_SHEPHERD_GAP_DETECTED",
        message: "the chain's count stays at \(number) over \(reads) readings while numbers wait")
    }
  }
}
