package import JSON
package import Journal

/// The `config` envelopes of a journal. One that a run wrote when its policy changed names where the journal has the
/// documents; here they come together again.
package enum ConfigEnvelope {
  /// The envelope with every document's text in it; nil where the journal does not have one of them. `read` gives an
  /// envelope by its number.
  package static func whole(
    _ config: JSONValue, read: (Int64) throws -> JSONValue?
  ) rethrows -> JSONValue? {
    guard let payload = config["payload"], let documents = payload["documents"]?.array else {
      return nil
    }
    var texts: [JSONValue] = []
    for document in documents {
      if document["text"] != nil {
        texts.append(document)
        continue
      }
      guard let path = document["path"]?.string, let text = try text(of: document, path, read)
      else { return nil }
      texts.append(.object([.init("path", .string(path)), .init("text", .string(text))]))
    }
    return replacing(config, "payload", with: replacing(payload, "documents", with: .array(texts)))
  }

  private static func text(
    of document: JSONValue, _ path: String, _ read: (Int64) throws -> JSONValue?
  ) rethrows -> String? {
    if let sequence = document["config"]?.int64 {
      let documents = try read(sequence)?["payload"]?["documents"]?.array
      return documents?.first { $0["path"]?.string == path }?["text"]?.string
    }
    guard let parts = document["parts"]?.array?.compactMap(\.int64) else { return nil }
    var text = ""
    for sequence in parts {
      guard let payload = try read(sequence)?["payload"], payload["path"]?.string == path,
        let part = payload["part"]?.string
      else { return nil }
      text += part
    }
    return text
  }

  private static func replacing(
    _ object: JSONValue, _ key: String, with value: JSONValue
  ) -> JSONValue {
    .object((object.members ?? []).map { $0.key == key ? .init(key, value) : $0 })
  }

  /// The envelope that states the policy digest of a decision, with all its documents: the one that the decision names
  /// as its cause, or else the first one before it. A replay begins with one, so that search is short; in a run, where
  /// policies change, every decision names its own.
  package static func ofDecision(
    _ envelope: JSONValue, in reader: JournalReader
  ) throws(JournalError) -> JSONValue? {
    let (lock, sequence) = (envelope["lock"]?.string ?? "", envelope["seq"]?.int64 ?? 0)
    func isConfig(_ other: JSONValue) -> Bool {
      other["kind"]?.string == "config" && other["payload"]?["digest"]?.string == lock
    }
    func read(_ number: Int64) throws(JournalError) -> JSONValue? {
      try reader.envelope(number).flatMap { try? JSONValue(parsing: $0) }
    }
    for cause in (envelope["causes"]?.array ?? []).compactMap(\.int64) where cause < sequence {
      if let config = try read(cause), isConfig(config) { return try whole(config, in: reader) }
    }
    var found: JSONValue?
    try unsafe reader.forEach { row, text in
      guard row < sequence else { return false }
      guard let config = unsafe try? JSONValue(parsing: Array(text)), isConfig(config) else {
        return true
      }
      found = config
      return false
    }
    guard let found else { return nil }
    return try whole(found, in: reader)
  }

  private static func whole(
    _ config: JSONValue, in reader: JournalReader
  ) throws(JournalError) -> JSONValue? {
    do {
      return try whole(config) { number in
        try reader.envelope(number).flatMap { try? JSONValue(parsing: $0) }
      }
    } catch let error as JournalError {
      throw error
    } catch {
      preconditionFailure("reading an envelope throws nothing else: \(error)")
    }
  }
}
