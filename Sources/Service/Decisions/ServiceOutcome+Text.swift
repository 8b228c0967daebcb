import Graph
import JSON
import Trading

extension ServiceOutcome {
  /// `,"bot":…,"codes":[…],…,"seq":`, laid out once for all decisions of the outcome.
  static func text(
    bot: String, codes: [String], severity: Severity, action: Action, held: Action?, isLive: Bool,
    version: PolicyVersion
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("bot")
    writer.string(bot)
    writer.key("codes")
    writer.beginArray()
    for code in codes { writer.string(code) }
    writer.endArray()
    writer.key("severity")
    writer.string(severity.rawValue)
    writer.key("action")
    writer.string(action.rawValue)
    if let held {
      writer.key("held")
      writer.string(held.rawValue)
    }
    if !isLive {
      writer.key("live")
      writer.bool(false)
    }
    writer.key("policy")
    writer.string(version.effective)
    writer.key("release")
    writer.integer(version.sequence)
    writer.key("overrides")
    writer.beginArray()
    for hold in version.overrides { writer.string(hold.id) }
    writer.endArray()
    writer.key("seq")
    // The object goes on behind the event's name: its opening brace becomes a comma.
    return [UInt8(ascii: ",")] + writer.bytes.dropFirst()
  }
}
