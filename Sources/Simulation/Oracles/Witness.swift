import FixedPoint
import Hashing
import Orders
import Trading
import Venue
import VenueSimulator

/// Watches a run: what left, what was signed, latched and reserved, what the venue really has. It believes nothing
/// that the desk says of itself.
struct Witness {
  /// An order that was signed.
  struct SignedOrder {
    var terms: OrderTerms
    var sequence: Int64
  }

  /// What was found, in the order in which it was found; one of each kind and order is enough.
  private(set) var violations: [Violation] = []
  /// Everything that was ever signed, by id.
  private(set) var signed: [Digest32: SignedOrder] = [:]
  /// In the order of signing.
  private(set) var ids: [Digest32] = []
  /// Kills that hold, by scope: what was latched, whoever latched it.
  private(set) var kills: [KillScope: KillRecord] = [:]
  /// Bytes that left, by order.
  private var posted: [Digest32: [UInt8]] = [:]
  private var orderOfSequence: [Int64: Digest32] = [:]
  private var requestOfNumber: [Int64: String] = [:]
  /// Times of reservations by operation. All times are the world's, whatever the desk's clock shows.
  private var reservations: [(operation: String, time: Int64)] = []
  private var grants: [Int64] = []
  private var granted: Set<Digest32> = []
  /// Orders with a cancel that has left.
  private var cancelled: Set<Digest32> = []
  /// When cancel-replaces left: the first cancel of an order whose place is to be taken.
  private var departures: [Int64] = []
  /// Good signatures under resets, by kill: who, of which epoch, until when.
  private var signatures: [String: [(name: String, epoch: Int64, expires: Int64)]] = [:]
  private var seen: Set<String> = []
  /// Milliseconds since the start of the run.
  var time: Int64 = 0
  /// Cancel-replaces in 60 s.
  let cap: Int

  /// A witness of a run whose window holds `cap` operations.
  init(cap: Int) {
    self.cap = cap
  }

  /// Notes a violation, each subject once.
  mutating func report(_ oracle: Violation.Oracle, _ subject: String, _ text: String) {
    guard seen.insert("\(oracle.rawValue) \(subject)").inserted else { return }
    violations.append(Violation(oracle, time: time, text))
  }

  // MARK: what the desk does

  /// The signer gave a signature.
  mutating func sign(_ terms: OrderTerms, _ sequence: Int64, _ bytes: SignedBytes) {
    if let kill = kill(of: terms) {
      report(
        .signedAfterTrip, terms.clientOrderID,
        "\(terms.clientOrderID) was signed while kill \(kill.id) holds \(kill.scope.text)")
    }
    if signed[bytes.id] == nil { ids.append(bytes.id) }
    signed[bytes.id] = SignedOrder(terms: terms, sequence: sequence)
  }

  /// Bytes leave. `unsafe` is how many envelopes are not on the disk at this moment.
  mutating func post(_ id: Digest32, _ body: [UInt8], unsafe: Int, now: Int64) {
    if unsafe > 0 {
      report(.sentBeforeDisk, id.hex, "an order left with \(unsafe) envelopes not on the disk")
    }
    if let before = posted[id], before != body {
      report(.changedBytes, id.hex, "other bytes were sent for order 0x\(id.hex)")
    }
    let isFirst = posted[id] == nil
    posted[id] = body
    guard let order = signed[id] else {
      report(.changedBytes, id.hex, "an order was sent that the signer never saw")
      return
    }
    if let other = orderOfSequence[order.sequence], other != id {
      report(
        .changedBytes, "\(order.sequence)",
        "number \(order.sequence) was sent with two orders, 0x\(other.hex) and 0x\(id.hex)")
    }
    orderOfSequence[order.sequence] = id
    if isFirst, let kill = kill(of: order.terms) {
      report(
        .signedAfterTrip, "post \(id.hex)",
        "\(order.terms.clientOrderID) left while kill \(kill.id) holds \(kill.scope.text)")
    }
  }

  /// The store gave a number.
  mutating func assign(_ request: String, _ number: Int64) {
    if let other = requestOfNumber[number], other != request {
      report(
        .repeatedNumber, "\(number)", "number \(number) was given to \(other) and to \(request)")
    }
    requestOfNumber[number] = request
  }

  /// The store gave room in the window; asked again, the operation counts from then.
  mutating func reserve(_ operation: String, at now: Int64) {
    reservations.removeAll { $0.operation == operation }
    reservations.append((operation, now))
    limit(reservations.map(\.time), now, "counted")
  }

  /// The journal says that an order's cancel-replace may go; the store need not have been asked.
  mutating func grant(_ order: Digest32, at now: Int64) {
    // One that a crash took out of the journal is granted again, for the one place that it has.
    guard granted.insert(order).inserted else { return }
    grants.append(now)
    limit(grants, now, "granted")
    if cancelled.contains(order) { depart(now) }
  }

  /// A cancel of an order leaves.
  mutating func cancel(_ order: Digest32, at now: Int64) {
    guard cancelled.insert(order).inserted, granted.contains(order) else { return }
    depart(now)
  }

  private mutating func depart(_ now: Int64) {
    departures.append(now)
    limit(departures, now, "sent")
  }

  private mutating func limit(_ times: [Int64], _ now: Int64, _ what: String) {
    let count = times.count { now - $0 < 60_000 }
    guard count > cap else { return }
    report(.overCap, what, "\(count) cancel-replaces were \(what) within 60 s, cap \(cap)")
  }

  /// The store took a reservation back.
  mutating func giveBack(_ operation: String) {
    reservations.removeAll { $0.operation == operation }
  }

  /// Somebody's signature under a reset is handed in. `isGood`: it is theirs, of who may, under what stands.
  mutating func approve(_ approval: KillApproval, isGood: Bool) {
    guard isGood else { return }
    let terms = approval.terms
    signatures[terms.kill, default: []].append((approval.approver, terms.epoch, terms.expires))
  }

  /// Something is in the latch, at `now` on the desk's clock. `open` are the venue's orders of ours in its scope.
  mutating func latch(_ record: KillRecord, open: Int, now: Int64 = 0) {
    if record.state == .armed, let before = kills[record.scope] {
      let people = Set(
        signatures[before.id, default: []].filter { $0.epoch == before.epoch }.map(\.name))
      if people.count < 2 || record.id != before.id || before.state.isCancelling {
        report(
          .armedWithoutQuorum, record.id,
          "\(record.scope.text) is armed from \(before.state.rawValue) with good signatures of "
            + "\(people.count)")
      }
    }
    kills[record.scope] = record.state == .armed ? nil : record
    if record.state == .contained, open > 0 {
      report(
        .falselyContained, record.id,
        "kill \(record.id) is called contained with \(open) orders open in \(record.scope.text)")
    }
  }

  /// The kill that holds for an order, as the latch has it.
  func kill(of terms: OrderTerms) -> KillRecord? {
    let scopes: [KillScope] = [.global, .market(terms.market), .strategy(terms.strategy)]
    return scopes.lazy.compactMap { self.kills[$0] }.first
      ?? kills.first { if case .wallet = $0.key { true } else { false } }?.value
  }

  // MARK: what the venue has

  /// Holds the venue's open orders against our books, right after something left or came in.
  mutating func compare(_ floor: VenueFloor, _ record: (Digest32) -> OrderRecord?) {
    var live: [String: Int] = [:]
    for order in floor.liveOrders {
      // What somebody else placed with our key is for reconciliation to find.
      guard let known = signed[order.id] else { continue }
      let leg = Self.leg(known.terms)
      live[leg, default: 0] += 1
      if live[leg] == 2 {
        report(.duplicateExposure, leg, "the venue has two live orders of \(leg)")
      }
      guard let record = record(order.id) else {
        report(
          .hiddenExposure, order.id.hex,
          "\(known.terms.clientOrderID) rests at the venue and is not in our books")
        continue
      }
      let held = record.status.open.raw + record.status.unattributed.raw
      if held < order.open.raw {
        report(
          .hiddenExposure, order.id.hex,
          "\(known.terms.clientOrderID) has \(order.open) open at the venue, our books say "
            + "\(record.status.open) (\(record.status.life.rawValue))")
      }
    }
  }

  /// Holds what the venue has of every leg, open and filled, against what its plan asked for.
  mutating func compareLegs(_ floor: VenueFloor, plan: (String) -> ExecutionPlan?) {
    var sizes: [String: Int64] = [:]
    for id in ids {
      guard let known = signed[id], let order = floor.exchange.order(id) else { continue }
      // A FOK or FAK buy spends its pUSD, whatever number of shares they buy.
      let filled =
        order.isCashLimited
        ? min(floor.filled(id).raw, order.originalSize.raw) : floor.filled(id).raw
      let open = order.status.isOpen ? order.remaining.raw : 0
      sizes[Self.leg(known.terms), default: 0] += filled + open
    }
    for (leg, size) in sizes.sorted(by: { $0.key < $1.key }) {
      guard let name = ClientOrderID(leg + "/1"), let plan = plan(name.intent),
        plan.legs.indices.contains(name.leg)
      else { continue }
      let wanted = plan.legs[name.leg].size.raw
      if size > wanted {
        report(
          .duplicateExposure, "size \(leg)",
          "\(leg) has \(Micros(raw: size)) at the venue, its plan asked for \(Micros(raw: wanted))")
      }
    }
  }

  private static func leg(_ terms: OrderTerms) -> String {
    ClientOrderID(terms.clientOrderID).map { "\($0.intent)/\($0.leg)" } ?? terms.clientOrderID
  }
}
