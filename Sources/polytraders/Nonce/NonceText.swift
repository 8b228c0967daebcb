import Diagnostics
import Governance
import Hashing
import JSON
import Orders
import Stores

/// The numbers of a desk as people and programs read them.
enum NonceText {
  /// The end of the year 9999, in milliseconds: what ends later does not end.
  private static let lastMoment: Int64 = 253_402_300_799_999

  /// Which lane it is.
  static func name(_ lane: DeskStoreReport.Lane) -> String {
    "\(lane.numbers.kind.rawValue)s of \(lane.wallet.printable()) on chain \(lane.chain)"
  }

  /// What is missing, such as `6-7, 9`; empty where nothing is.
  static func holes(_ lane: NonceLane) -> String {
    let holes = lane.holes.map { hole in
      hole.count == 1 ? "\(hole.lowerBound)" : "\(hole.lowerBound)-\(hole.upperBound)"
    }
    let foreign = lane.head.foreign.map { "\($0) (used by somebody else)" }
    return (holes + foreign).joined(separator: ", ")
  }

  /// All lanes, windows, leases and releases.
  static func status(_ report: DeskStoreReport) -> String {
    var parts = report.lanes.map { self.lane($0) }
    var rest = report.windows.map { window in
      "window      \(window.count) cancel-replaces in 60 s of key \(short(window.apiKey))\n"
    }
    rest += report.leases.map { lease in
      let state = lease.isHeld ? "until" : "ended"
      return "lease       \(lease.owner.printable()), epoch \(lease.epoch), \(state) "
        + "\(UTCTime.text(lease.until))\n"
    }
    rest += report.releases.map { release in
      "released    \(release.lane.printable()) at \(UTCTime.text(release.time)) by "
        + "\(release.by.printable())\n"
    }
    if !rest.isEmpty { parts.append(rest.joined()) }
    return parts.isEmpty ? "no number was given yet\n" : parts.joined(separator: "\n")
  }

  private static func lane(_ lane: DeskStoreReport.Lane) -> String {
    let head = lane.numbers.head
    let holes = holes(lane.numbers)
    var lines = [
      "lane        \(name(lane))",
      "next        \(head.next.map(String.init) ?? "unknown"), settled below "
        + "\(head.floor.map(String.init) ?? "unknown"), \(lane.numbers.pending) pending",
      "missing     \(holes.isEmpty ? "nothing" : holes)",
    ]
    if let since = head.gapSince { lines.append("gap since   \(UTCTime.text(since))") }
    if head.isLatched {
      lines.append("latched     nothing is signed until 'polytraders nonce release'")
    }
    lines += lane.numbers.slots.suffix(64).filter { [.unknown, .void].contains($0.state) }.map {
      "\($0.state.rawValue.lowercased().padded(12))\($0.number) of \($0.request.printable()) since "
        + UTCTime.text($0.since)
    }
    lines.append("chain read  \(head.readAt.map { UTCTime.text($0) } ?? "never")")
    lines.append("credential  \(credential(head.credentialExpires))")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func credential(_ expires: Int64?) -> String {
    switch expires {
    case nil: "none that is proven"
    case .some(let time) where time > lastMoment: "without end"
    case .some(let time): "until \(UTCTime.text(time))"
    }
  }

  /// Enough of a key to know it by.
  private static func short(_ key: String) -> String {
    key.count <= 8 ? key.printable() : "\(key.prefix(8).description.printable())…"
  }

  /// The same for programs.
  static func json(_ report: DeskStoreReport) -> JSONValue {
    func number(_ value: Int64?) -> JSONValue { value.map { .number("\($0)") } ?? .null }
    let lanes = report.lanes.map { lane -> JSONValue in
      let head = lane.numbers.head
      return .object([
        .init("chain", number(lane.chain)), .init("wallet", .string(lane.wallet)),
        .init("lane", .string(lane.numbers.kind.rawValue)), .init("next", number(head.next)),
        .init("floor", number(head.floor)), .init("pending", number(Int64(lane.numbers.pending))),
        .init(
          "holes",
          .array(
            lane.numbers.holes.map { .array([number($0.lowerBound), number($0.upperBound)]) })),
        .init("foreign", .array(head.foreign.map { number($0) })),
        .init("gap_since_ms", number(head.gapSince)), .init("latched", .bool(head.isLatched)),
        .init("chain_read_ms", number(head.readAt)),
        .init("credential_expires_ms", number(head.credentialExpires)),
      ])
    }
    return .object([
      .init("lanes", .array(lanes)),
      .init(
        "windows",
        .array(
          report.windows.map {
            .object([
              .init("api_key", .string($0.apiKey)),
              .init("cancel_replaces_60s", number(Int64($0.count))),
            ])
          })),
      .init(
        "leases",
        .array(
          report.leases.map {
            .object([
              .init("api_key", .string($0.apiKey)), .init("owner", .string($0.owner)),
              .init("epoch", number($0.epoch)), .init("until_ms", number($0.until)),
            ])
          })),
      .init(
        "releases",
        .array(
          report.releases.map {
            .object([
              .init("lane", .string($0.lane)), .init("by", .string($0.by)),
              .init("time_ms", number($0.time)),
            ])
          })),
    ])
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
