import JSON
import Runtime
import TestSupport
import Testing
import Venue

/// Answers and messages of the venue, recorded or of the documented shape, and changes of them.
enum RecordSamples {
  /// The lines of a file of recordings.
  static func lines(_ path: String) throws -> [String] {
    let shared = try #require(Places.shared)
    let bytes = try FileContents.read(shared + "/data/polymarket/" + path)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static let id = "0x0f76f4dc6eaf3332f4100f2e8a0b4a927351dd64646b7bb12f37df775c657a78"
  static let otherID = "0x6dd169f87692751b75b4ed673158721cdbf56ec49f29aa94a6aaa05b93b1b0ab"
  static let market = "0xdd22472e552920b8438158ea7238bfadfa4f736aa4cee91a6b86c39ead110917"
  static let token =
    "21742633143463906290569050155826241533067272736897614950488156847949938836455"

  static let order = """
    {"id":"\(id)","status":"LIVE","owner":"k","maker_address":"0xa3","market":"\(market)",\
    "asset_id":"\(token)","side":"BUY","original_size":"100","size_matched":"25","price":"0.513",\
    "outcome":"Yes","expiration":"0","order_type":"GTC","created_at":1725842520,\
    "associate_trades":["t1"]}
    """

  static let trade = """
    {"id":"f50e8ab2","taker_order_id":"\(id)","market":"\(market)","asset_id":"\(token)",\
    "side":"BUY","size":"5","fee_rate_bps":"0","price":"0.52","status":"MATCHED",\
    "match_time":"1725958681","last_update":"1725958682","outcome":"Yes","bucket_index":0,\
    "owner":"k","maker_orders":[{"order_id":"\(otherID)","owner":"m","maker_address":"0x62",\
    "matched_amount":"5","price":"0.52","fee_rate_bps":"0","asset_id":"\(token)",\
    "outcome":"Yes","side":"SELL"}],"transaction_hash":"","trader_side":"TAKER"}
    """

  /// `json`, an object, with the member `name` replaced by the JSON text `value`, added where it is not
  /// there, or removed where `value` is nil.
  static func changing(_ json: String, _ name: String, to value: String?) throws -> String {
    var members = try #require(try JSONValue(parsing: json).members)
    let place = members.firstIndex { $0.key == name }
    if let value {
      let member = JSONValue.Member(name, try JSONValue(parsing: value))
      if let place { members[place] = member } else { members.append(member) }
    } else if let place {
      members.remove(at: place)
    }
    return JSONValue.object(members).compactText
  }
}

/// Reads a record out of a text, as a client would.
func decode<Record>(
  _ text: String, _ body: (JSONNode) throws(VenueRecordError) -> Record
) throws(VenueRecordError) -> Record {
  let reader = JSONReader()
  let result: Result<Record, VenueRecordError>
  do {
    result = try reader.withNode(of: text) { node in
      do throws(VenueRecordError) {
        return .success(try body(node))
      } catch {
        return .failure(error)
      }
    }
  } catch {
    throw .notJSON(error)
  }
  return try result.get()
}
