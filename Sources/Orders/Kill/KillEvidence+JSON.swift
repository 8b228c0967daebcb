package import Hashing
package import JSON

extension KillEvidence {
  /// What is hashed.
  package var json: JSONValue {
    .object([
      .init(
        "clearances",
        .array(
          clearances.map {
            .object([
              .init("facts", .string($0.facts)), .init("time_ms", .number("\($0.time)")),
              .init("trigger", .string($0.trigger.rawValue)),
            ])
          })),
      .init("contained_ms", .number("\(contained)")), .init("epoch", .number("\(epoch)")),
      .init(
        "items",
        .array(
          items.map { item in
            .object(
              [.init("by", .string(item.by)), .init("name", .string(item.name))]
                + (item.proof.map { [.init("proof", .string($0))] } ?? []))
          })),
      .init("kill_id", .string(kill)),
    ])
  }

  /// Reads `json`; nil for anything else.
  package init?(json: JSONValue) {
    guard let kill = json["kill_id"]?.string, let epoch = json["epoch"]?.int64,
      let contained = json["contained_ms"]?.int64,
      let clearanceValues = json["clearances"]?.array, let itemValues = json["items"]?.array
    else { return nil }
    let clearances = clearanceValues.compactMap { value -> Clearance? in
      guard let trigger = value["trigger"]?.string.flatMap({ KillTrigger(rawValue: $0) }),
        let time = value["time_ms"]?.int64, let facts = value["facts"]?.string
      else { return nil }
      return Clearance(trigger: trigger, time: time, facts: facts)
    }
    let items = itemValues.compactMap { value -> Item? in
      guard let name = value["name"]?.string, let by = value["by"]?.string else { return nil }
      return Item(name: name, by: by, proof: value["proof"]?.string)
    }
    guard clearances.count == clearanceValues.count, items.count == itemValues.count else {
      return nil
    }
    self.init(kill: kill, epoch: epoch, contained: contained, clearances: clearances, items: items)
  }

  /// SHA-256 of the canonical text of `json`.
  package var hash: Digest32 {
    do throws(CanonicalJSONError) {
      return SHA256.hash(try CanonicalJSON.bytes(of: json))
    } catch {
      preconditionFailure("evidence has texts and whole numbers only: \(error.message)")
    }
  }
}
