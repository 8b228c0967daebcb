package import JSON

extension KillRecord {
  /// The payload of a `kill` envelope and of a line of the latch (KillSwitchEvent of seeds/004).
  package var json: JSONValue {
    .object([
      .init("by", .string(by)), .init("epoch", .number("\(epoch)")), .init("kill_id", .string(id)),
      .init("reason", .string(reason)), .init("scope", .string(scope.text)),
      .init("state", .string(state.rawValue)), .init("time_ms", .number("\(time)")),
      .init("trigger", .string(trigger.rawValue)),
    ])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let by = json["by"]?.string, let epoch = json["epoch"]?.int64, epoch >= 0,
      let id = json["kill_id"]?.string, let reason = json["reason"]?.string,
      let scope = json["scope"]?.string.flatMap({ KillScope($0) }),
      let state = json["state"]?.string.flatMap({ State(rawValue: $0) }),
      let time = json["time_ms"]?.int64,
      let trigger = json["trigger"]?.string.flatMap({ KillTrigger(rawValue: $0) })
    else { return nil }
    self.init(
      id: id, epoch: epoch, scope: scope, state: state, trigger: trigger, by: by, reason: reason,
      time: time)
  }
}
