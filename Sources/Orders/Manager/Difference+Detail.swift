import Hashing
import JSON

extension Difference {
  /// As canonical JSON, for the journal.
  var detail: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("class")
    writer.string(reason.rawValue)
    writer.key("evidence")
    writer.string(evidence.prefixedHex)
    writer.key("local")
    writer.string(local)
    if let order {
      writer.key("order")
      writer.string(order.prefixedHex)
    }
    writer.key("since_ms")
    writer.integer(since)
    writer.key("venue")
    writer.string(venue)
    writer.endObject()
    return writer.bytes
  }
}
