import Hashing
import Orders

/// What a lane of transactions is by facts/oms.md 3, said as plainly as can be: a table of numbers that is looked
/// through from end to end each time.
struct NonceModel {
  struct Slot {
    var request: String
    var state: NonceSlotState
    var hasLeft: Bool
  }

  var slots: [Int64: Slot] = [:]
  var floor: Int64?
  var readAt: Int64?
  var next: Int64?
  var gapSince: Int64?
  var isLatched = false
  var foreign: [Int64] = []
  var expires: Int64?
  let limits: NonceLimits

  init(limits: NonceLimits) { self.limits = limits }

  var holes: [Int64] {
    guard let floor, let next, floor < next else { return [] }
    return (floor..<next).filter { slots[$0] == nil || slots[$0]?.state == .void }
  }

  var pending: Int {
    slots.count { number, slot in
      number >= floor ?? .min
        && [.reserved, .signed, .posting, .unknown].contains(slot.state)
    }
  }

  private var isMissing: Bool { !holes.isEmpty || !foreign.isEmpty }

  mutating func pass(to now: Int64) {
    if let gapSince, now - gapSince > limits.gapTolerance { isLatched = true }
  }

  mutating func assign(_ id: String, isKilled: Bool, now: Int64) -> (Int64?, [String]) {
    pass(to: now)
    var codes: [String] = []
    if isKilled { codes.append("KILL_SWITCH_ACTIVE") }
    var isChainKnown = false
    if let readAt { isChainKnown = now - readAt <= limits.chainFreshness }
    if !isChainKnown { codes.append("NONCE_SHEPHERD_RPC_FAILURE") }
    if isLatched {
      codes.append("NONCE_SHEPHERD_GAP_UNRESOLVED")
    } else if isMissing {
      codes.append("NONCE_SHEPHERD_GAP_DETECTED")
    }
    let left = (expires ?? now) - now
    if left <= 0 { codes.append("NONCE_SHEPHERD_CREDENTIAL_EXPIRED") }
    if pending >= limits.pendingCeiling { codes.append("NONCE_SHEPHERD_QUEUE_FULL") }
    let isBlocked = !codes.isEmpty
    if left > 0, left <= limits.renewalWindow {
      codes.append("NONCE_SHEPHERD_CREDENTIAL_RENEWING")
    }
    if isMissing, gapSince == nil { gapSince = now }
    if isBlocked { return (nil, codes) }
    codes.append("NONCE_SHEPHERD_OK")
    if let known = slots.first(where: { $0.value.request == id && $0.value.state != .void }) {
      return (known.key, codes)
    }
    let number = max(floor ?? 0, next ?? 0)
    slots[number] = Slot(request: id, state: .reserved, hasLeft: false)
    next = number + 1
    return (number, codes)
  }

  mutating func settle(_ id: String, _ state: NonceSlotState, now: Int64) {
    guard
      let number = slots.first(where: { $0.value.request == id && $0.value.state != .void })?.key,
      let from = slots[number]?.state
    else { return }
    let order: [NonceSlotState] = [.reserved, .signed, .posting, .unknown, .posted, .mined]
    if state == .void {
      guard from != .posted, from != .mined else { return }
    } else {
      guard let old = order.firstIndex(of: from), let new = order.firstIndex(of: state), new > old
      else { return }
    }
    slots[number]?.state = state
    if [.posting, .unknown, .posted, .mined].contains(state) { slots[number]?.hasLeft = true }
    if state == .void { lowerEnd() }
    if isMissing, gapSince == nil { gapSince = now }
    if !isMissing, !isLatched { gapSince = nil }
  }

  mutating func observe(_ count: Int64, now: Int64) {
    pass(to: now)
    readAt = now
    let floor = max(self.floor ?? count, count)
    for (number, slot) in slots.sorted(by: { $0.key < $1.key }) where number < floor {
      guard number >= self.floor ?? .min else { continue }
      switch slot.state {
      case .reserved, .signed:
        slots[number]?.state = .void
        foreign.append(number)
      case .posting, .posted, .unknown: slots[number]?.state = .mined
      case .mined, .void: break
      }
    }
    self.floor = floor
    next = max(next ?? floor, floor)
    if isMissing, gapSince == nil { gapSince = now }
    if !isMissing, !isLatched { gapSince = nil }
  }

  mutating func release(now: Int64) {
    isLatched = false
    gapSince = isMissing ? now : nil
  }

  private mutating func lowerEnd() {
    while let next, next > floor ?? .min, let slot = slots[next - 1], slot.state == .void,
      !slot.hasLeft
    {
      self.next = next - 1
    }
  }
}

/// One thing that happens to a lane.
enum NonceCommand: CustomStringConvertible {
  case assign(String, isKilled: Bool)
  case settle(String, NonceSlotState)
  case observe(Int64)
  case wait(Int64)
  case credential(Int64?)
  case release

  var description: String {
    switch self {
    case .assign(let id, let isKilled): isKilled ? "assign(\(id), killed)" : "assign(\(id))"
    case .settle(let id, let state): "\(id) -> \(state.rawValue)"
    case .observe(let count): "count \(count)"
    case .wait(let time): "wait \(time)"
    case .credential(let left): "credential \(left.map(String.init) ?? "refused")"
    case .release: "release"
    }
  }

  static func random(using generator: inout some RandomNumberGenerator) -> NonceCommand {
    let id = "r\(Int.random(in: 0..<12, using: &generator))"
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<7: return .assign(id, isKilled: Int.random(in: 0..<8, using: &generator) == 0)
    case 7..<13:
      let states = NonceSlotState.allCases
      return .settle(id, states[Int.random(in: 0..<states.count, using: &generator)])
    case 13..<16: return .observe(Int64.random(in: 0..<16, using: &generator))
    case 16, 17: return .wait(Int64.random(in: 0..<12_000, using: &generator))
    case 18:
      let left = Int64.random(in: -5_000..<60_000, using: &generator)
      return .credential(left < -3_000 ? nil : left)
    default: return .release
    }
  }
}

/// The commands that still fail after as many as possible were left out.
func shrunk<Command>(_ commands: [Command], _ fails: ([Command]) -> Bool) -> [Command] {
  var commands = commands
  var index = commands.count - 1
  while index >= 0 {
    var fewer = commands
    fewer.remove(at: index)
    if fails(fewer) { commands = fewer }
    index = min(index - 1, commands.count - 1)
  }
  return commands
}
