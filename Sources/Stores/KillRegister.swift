import Orders

/// The newest step of every kill, by scope: what the shared store and the latch file both hold.
///
/// Nothing is ever forgotten: an armed scope stays listed with its epoch, so that an older record cannot bring an
/// older state back.
struct KillRegister: Hashable, Sendable {
  private var newest: [String: LatchedKill] = [:]

  /// A register of entries; of one scope the stricter counts.
  init(_ entries: [LatchedKill] = []) {
    for entry in entries {
      let key = entry.step.record.scope.normalised.text
      newest[key] = newest[key].map { Self.stricter(entry, $0) } ?? entry
    }
  }

  /// Every scope that was ever tripped, in the order of the scopes' texts.
  var entries: [LatchedKill] { newest.sorted { $0.key < $1.key }.map(\.value) }

  /// The newest steps that let nothing be signed, in the order of the scopes' texts.
  var active: [KillRecord] { entries.map(\.step.record).filter { $0.state != .armed } }

  /// The highest epoch ever given; 0 where nothing was tripped.
  var epoch: Int64 { newest.values.map(\.step.record.epoch).max() ?? 0 }

  /// What stands on a scope; nil where it was never tripped.
  subscript(scope: KillScope) -> LatchedKill? { newest[scope.normalised.text] }

  /// Takes the next step of a kill; false where it belongs to an older epoch, which is void.
  @discardableResult
  mutating func take(_ step: KillStep) -> Bool {
    let record = step.record
    let key = record.scope.normalised.text
    guard var entry = newest[key] else {
      newest[key] = LatchedKill(step)
      return true
    }
    guard record.epoch >= entry.step.record.epoch else { return false }
    entry.take(step)
    newest[key] = entry
    return true
  }

  /// Both registers as one, the stricter entry of each scope: what holds where two media disagree.
  func merged(with other: KillRegister) -> KillRegister {
    newest.isEmpty ? other : KillRegister(entries + other.entries)
  }

  /// The kill that holds for an order of these scopes and this wallet; nil where none does.
  func kill(of scopes: [KillScope], wallet: String) -> KillRecord? {
    guard !newest.isEmpty else { return nil }
    let covered = Set([KillScope.global, .wallet(wallet)] + scopes).map(\.normalised.text)
    for scope in covered.sorted() {
      if let record = newest[scope]?.step.record, record.state != .armed { return record }
    }
    return nil
  }

  private static func stricter(_ left: LatchedKill, _ right: LatchedKill) -> LatchedKill {
    let (one, other) = (left.step.record, right.step.record)
    if (one.state == .armed) != (other.state == .armed) {
      return one.state == .armed ? right : left
    }
    if one.epoch != other.epoch { return one.epoch > other.epoch ? left : right }
    return one.state.openness <= other.state.openness ? left : right
  }
}

extension KillRecord.State {
  /// How near to trading again: least is strictest.
  fileprivate var openness: Int {
    switch self {
    case .tripped: 0
    case .cancelling: 1
    case .contained: 2
    case .resetRequested: 3
    case .armed: 4
    }
  }
}
