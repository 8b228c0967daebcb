import Hashing
import JSON
import Orders
import Signing

/// The lines of a latch and of its log.
enum KillLatchText {
  /// The fold of a log so far.
  struct State: Equatable {
    /// In the order of the scopes' texts.
    private(set) var kills: [LatchedKill] = []
    private(set) var epoch: Int64 = 0
    private(set) var sequence = 0
    /// The hash of the newest line.
    private(set) var head = Digest32.zero

    init(
      kills: [LatchedKill] = [], epoch: Int64 = 0, sequence: Int = 0, head: Digest32 = .zero
    ) {
      self.kills = kills
      self.epoch = epoch
      self.sequence = sequence
      self.head = head
    }

    /// Folds a step and gives its line.
    mutating func take(_ step: KillStep) -> [UInt8] {
      let body: [JSONValue.Member] = [
        .init("approvals", .array(step.approvals.map(\.json))),
        .init("previous", .string(head.hex)), .init("record", step.record.json),
        .init("sequence", .number("\(sequence + 1)")),
      ]
      let hash = SHA256.hash(KillLatchText.canonical(.object(body)))
      fold(step, hash: hash)
      return KillLatchText.canonical(.object(body + [.init("hash", .string(hash.hex))])) + [0x0A]
    }

    private mutating func fold(_ step: KillStep, hash: Digest32) {
      sequence += 1
      head = hash
      epoch = max(epoch, step.record.epoch)
      if let place = kills.firstIndex(where: { $0.step.record.scope == step.record.scope }) {
        kills[place].take(step)
        return
      }
      let place =
        kills.firstIndex { $0.step.record.scope.text > step.record.scope.text } ?? kills.endIndex
      kills.insert(LatchedKill(step), at: place)
    }

    /// The step as it is to be written: with the signatures that are here already where a store that keeps records
    /// alone gives it without; nil where nothing is new.
    func completing(_ step: KillStep) -> KillStep? {
      guard let kill = kills.first(where: { $0.step.record.scope == step.record.scope }) else {
        return step
      }
      let isSame = kill.step.record.id == step.record.id
      var step = step
      if isSame, step.approvals.isEmpty,
        step.record.state == .resetRequested || step.record.state == .armed
      {
        step.approvals = kill.step.approvals
      }
      return isSame && kill.step.record.state == step.record.state
        && kill.step.approvals == step.approvals ? nil : step
    }

    /// The whole text of the latch.
    var latch: [UInt8] {
      var entries: [UInt8] = []
      for kill in kills { entries += KillLatchText.canonical(kill.json) + [0x0A] }
      let header = KillLatchText.canonical(
        .object([
          .init("entries", .string(SHA256.hash(entries).hex)), .init("epoch", .number("\(epoch)")),
          .init("log_hash", .string(head.hex)), .init("sequence", .number("\(sequence)")),
          .init("version", .number("1")),
        ]))
      return header + [0x0A] + entries
    }
  }

  /// A log with its fold, and the fold before its last line.
  struct Chain {
    var state = State()
    var previous: State?
    var steps: [KillStep] = []
  }

  // MARK: Reading

  /// The fold of a log whose lines hang together.
  static func log(_ bytes: [UInt8]) throws(KillLatchFailure) -> Chain {
    var chain = Chain()
    for line in try lines(bytes) {
      let value = try value(line)
      guard let approvalValues = value["approvals"]?.array,
        let record = value["record"].flatMap({ KillRecord(json: $0) }),
        let hash = value["hash"]?.string.flatMap({ Digest32(hex: $0) })
      else { throw KillLatchFailure("line \(chain.steps.count + 1) is no step of a kill") }
      let approvals = approvalValues.compactMap { KillApproval(json: $0) }
      let step = KillStep(record, approvals: approvals)
      let before = chain.state
      // The line that this step gives has to be the one that is there, with its hash, its number and its place.
      guard approvals.count == approvalValues.count, chain.state.take(step) == line + [0x0A],
        chain.state.head == hash
      else { throw KillLatchFailure("line \(chain.steps.count + 1) is not what was written") }
      guard record.state != .armed || isSigned(step) else {
        throw KillLatchFailure("line \(chain.steps.count + 1) arms without two signatures")
      }
      chain.previous = before
      chain.steps.append(step)
    }
    guard !chain.steps.isEmpty else { throw KillLatchFailure("it is empty") }
    return chain
  }

  /// What a latch says, where it is whole.
  static func latch(_ bytes: [UInt8]) throws(KillLatchFailure) -> State {
    let lines = try lines(bytes)
    guard let first = lines.first else { throw KillLatchFailure("it is empty") }
    let header = try value(first)
    var entries: [UInt8] = []
    for line in lines.dropFirst() { entries += line + [0x0A] }
    guard header["version"]?.int64 == 1, let epoch = header["epoch"]?.int64,
      let sequence = header["sequence"]?.int64,
      let head = header["log_hash"]?.string.flatMap({ Digest32(hex: $0) }),
      header["entries"]?.string == SHA256.hash(entries).hex
    else { throw KillLatchFailure("it is not what was written") }
    var kills: [LatchedKill] = []
    for line in lines.dropFirst() {
      guard let kill = LatchedKill(json: try value(line)) else {
        throw KillLatchFailure("it has a line that is no kill")
      }
      kills.append(kill)
    }
    return State(kills: kills, epoch: epoch, sequence: Int(clamping: sequence), head: head)
  }

  /// Whether two different keys signed that very kill. Whose they are is for those to say who know the approvers.
  static func isSigned(_ step: KillStep) -> Bool {
    guard step.approvals.count == 2, let first = step.approvals.first,
      let second = step.approvals.last, first.terms == second.terms,
      first.address != second.address
    else { return false }
    return step.approvals.allSatisfy { approval in
      approval.terms.kill == step.record.id && approval.terms.epoch == step.record.epoch
        && approval.evidence.hash == approval.terms.evidence
        && approval.signature.signer(of: approval.terms.statement(of: approval.address).digest)
          == approval.address
    }
  }

  private static func lines(_ bytes: [UInt8]) throws(KillLatchFailure) -> [[UInt8]] {
    guard bytes.last == 0x0A || bytes.isEmpty else {
      throw KillLatchFailure("its last line has no end")
    }
    return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  private static func value(_ line: [UInt8]) throws(KillLatchFailure) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: line)
    } catch {
      throw KillLatchFailure("it has a line that is no JSON")
    }
  }

  static func canonical(_ value: JSONValue) -> [UInt8] {
    do throws(CanonicalJSONError) {
      return try CanonicalJSON.bytes(of: value)
    } catch {
      preconditionFailure("latches have texts and whole numbers only: \(error.message)")
    }
  }
}
