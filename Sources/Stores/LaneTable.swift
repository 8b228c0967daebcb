import Hashing
import JSON
import Orders
import SQLite

/// A lane in its tables.
final class LaneTable {
  private let name: String
  private let readHead: SQLiteStatement
  private let readSlots: SQLiteStatement
  private let writeHead: SQLiteStatement
  private let writeSlot: SQLiteStatement
  private let dropSlots: SQLiteStatement
  /// Of the newest rows that were read or written.
  private var generation: Int64 = -1
  private var first: Int64?

  /// The rows of the lane of that name, with the statements for them.
  init(_ connection: borrowing SQLiteConnection, _ name: String) throws(SQLiteFailure) {
    self.name = name
    readHead = try connection.prepare("SELECT generation, head FROM lanes WHERE lane = ?1")
    readSlots = try connection.prepare(
      """
      SELECT number, request, state, owner, epoch, hash, has_left, since_ms FROM slots
      WHERE lane = ?1 AND generation > ?2 ORDER BY number
      """)
    writeHead = try connection.prepare(
      """
      INSERT INTO lanes VALUES (?1, ?2, ?3)
      ON CONFLICT (lane) DO UPDATE SET generation = excluded.generation, head = excluded.head
      """)
    writeSlot = try connection.prepare(
      "INSERT OR REPLACE INTO slots VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
    dropSlots = try connection.prepare("DELETE FROM slots WHERE lane = ?1 AND number < ?2")
    try readHead.bind(name, at: 1)
    try readSlots.bind(name, at: 1)
    try writeHead.bind(name, at: 1)
    try writeSlot.bind(name, at: 1)
    try dropSlots.bind(name, at: 1)
  }

  /// What was taken over may never have been stored: everything is read again.
  func forget() { generation = -1 }

  /// Reads what others wrote since; `lane` is made anew where nothing of it is to be trusted.
  func refresh(_ lane: inout NonceLane) throws(SQLiteFailure) {
    defer { readHead.reset() }
    let isNew = generation < 0
    if isNew { lane = NonceLane(kind: lane.kind) }
    guard try readHead.step(), let found = readHead.integer(0), let text = readHead.text(1) else {
      generation = max(generation, 0)
      return
    }
    guard found != generation else { return }
    guard let json = try? JSONValue(parsing: text) else {
      throw SQLiteFailure(
        code: 0, message: "the head of lane \(name) is no JSON", operation: "read")
    }
    try readSlots.bind(generation, at: 2)
    defer { readSlots.reset() }
    var slots: [NonceSlot] = []
    while try readSlots.step() { slots.append(try slot()) }
    let head = NonceLane.Head(json: json)
    if isNew {
      lane = NonceLane(kind: lane.kind, head: head, slots: slots)
    } else {
      for slot in slots { lane.load(slot) }
      lane.load(head)
    }
    first = lane.slots.first?.number
    generation = found
  }

  /// Stores what changed.
  func store(_ lane: inout NonceLane) throws(SQLiteFailure) {
    generation += 1
    for number in lane.takeChanges() {
      guard let slot = lane.slot(number) else { continue }
      try writeSlot.bind(slot.number, at: 2)
      try writeSlot.bind(generation, at: 3)
      try writeSlot.bind(slot.request, at: 4)
      try writeSlot.bind(slot.state.rawValue, at: 5)
      try writeSlot.bind(slot.owner, at: 6)
      try writeSlot.bind(slot.epoch, at: 7)
      try writeSlot.bind(slot.hash?.hex ?? "", at: 8)
      try writeSlot.bind(slot.hasLeft ? 1 : 0, at: 9)
      try writeSlot.bind(slot.since, at: 10)
      try writeSlot.run()
    }
    if let kept = lane.slots.first?.number, let first, kept > first {
      try dropSlots.bind(kept, at: 2)
      try dropSlots.run()
    }
    first = lane.slots.first?.number
    try writeHead.bind(generation, at: 2)
    try writeHead.bind(lane.head.json.compactText, at: 3)
    try writeHead.run()
  }

  private func slot() throws(SQLiteFailure) -> NonceSlot {
    guard let number = readSlots.integer(0), let request = readSlots.text(1),
      let state = readSlots.text(2).flatMap({ NonceSlotState(rawValue: $0) }),
      let owner = readSlots.text(3), let epoch = readSlots.integer(4),
      let hash = readSlots.text(5), let hasLeft = readSlots.integer(6),
      let since = readSlots.integer(7)
    else {
      throw SQLiteFailure(code: 0, message: "lane \(name) holds a bad slot", operation: "read")
    }
    return NonceSlot(
      number: number, request: request, state: state, owner: owner, epoch: epoch,
      hash: Digest32(hex: hash), hasLeft: hasLeft != 0, since: since)
  }
}
