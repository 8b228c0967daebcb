import FixedPoint
import JSON

extension RiskFacts {
  /// The event of the kind `risk_check` in the form of vectors/events/README.md: what bots/kill-triggers.yaml reads.
  package func event(now: Int64) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("kind")
    writer.string("risk_check")
    writer.key("now_ms")
    writer.integer(now)
    writer.key("risk")
    writer.beginObject()
    writer.key("account")
    writer.beginObject()
    writer.key("age_ms")
    writer.integer(accountAge)
    // Where nobody can tell what the account is worth, no fall is judged: it is held against itself, and said so.
    let held = isValued ? equity : peak ?? balance
    for (name, amount) in [
      ("balance", balance), ("equity", held), ("peak", isValued ? peak : held),
      ("reserved", reserved),
    ] {
      guard let amount else { continue }
      writer.key(name)
      writer.string("\(amount)")
    }
    if !isValued {
      writer.key("valued")
      writer.bool(false)
    }
    writer.endObject()
    writer.key("answers")
    writer.beginObject()
    writer.key("count")
    writer.integer(Int64(answered))
    writer.key("rejected_bps")
    writer.integer(rejectRate)
    writer.endObject()
    writer.key("books")
    writer.beginObject()
    writer.key("mismatch")
    writer.bool(isMismatched)
    writer.endObject()
    writer.key("feeds")
    writer.beginObject()
    writer.key("silence_ms")
    writer.integer(silence)
    writer.endObject()
    writer.key("numbers")
    writer.beginObject()
    writer.key("gap_age_ms")
    writer.integer(gapAge)
    writer.endObject()
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  /// For people: what was looked at.
  package var text: String {
    func amount(_ amount: Micros?) -> String { amount.map { "\($0)" } ?? "unknown" }
    return
      "equity \(isValued ? amount(equity) : "unknown, no fall judged,") of peak \(amount(peak)) pUSD, reserved \(amount(reserved)) of balance "
      + "\(amount(balance)) pUSD, \(rejected) of \(answered) answers rejected, feeds silent for \(silence) ms, "
      + "account read \(accountAge) ms ago, books \(isMismatched ? "differ" : "agree"), "
      + "gap \(gapAge > 0 ? "unresolved for \(gapAge) ms" : "none")"
  }
}
