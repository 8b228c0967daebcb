package import FixedPoint
package import JSON
package import Trading

/// The members of a JSON object of the venue, read by name with the bounds of their kind; every error
/// says where.
///
/// Members that are null count as absent: the venue writes both. Unknown members are ignored.
package struct RecordFields {
  private let node: JSONNode

  /// The members of `node`, which is an object.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    guard node.kind == .object else { throw .notAnObject(offset: node.byteOffset) }
    self.node = node
  }

  /// Where the object begins.
  package var byteOffset: Int { node.byteOffset }

  /// The member, where it is there and not null.
  package subscript(name: StaticString) -> JSONNode? {
    guard let value = node.member(name), value.kind != .null else { return nil }
    return value
  }

  /// The member, which must be there.
  package func require(_ name: StaticString) throws(VenueRecordError) -> JSONNode {
    guard let value = self[name] else { throw .missing("\(name)", offset: byteOffset) }
    return value
  }

  // MARK: texts

  /// A text, which may be empty; nil where it is absent.
  package func optionalText(_ name: StaticString) throws(VenueRecordError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    return text
  }

  /// A text that must be there; it may be empty.
  package func text(_ name: StaticString) throws(VenueRecordError) -> String {
    guard let text = try optionalText(name) else {
      throw .missing("\(name)", offset: byteOffset)
    }
    return text
  }

  /// An id: a text of 1 to 128 bytes.
  package func identifier(_ name: StaticString) throws(VenueRecordError) -> String {
    let value = try require(name)
    guard let text = value.string else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    guard (1...128).contains(text.utf8.count) else {
      throw .badIdentifier("\(name)", offset: value.byteOffset)
    }
    return text
  }

  /// The id of an order.
  package func orderID(_ name: StaticString) throws(VenueRecordError) -> VenueOrderID {
    let value = try require(name)
    guard let text = value.string, let id = VenueOrderID(text) else {
      throw .badIdentifier("\(name)", offset: value.byteOffset)
    }
    return id
  }

  /// The id of a token: decimal digits.
  package func tokenID(_ name: StaticString) throws(VenueRecordError) -> UInt256 {
    let value = try require(name)
    guard let text = value.string, let token = UInt256(decimal: text) else {
      throw .badIdentifier("\(name)", offset: value.byteOffset)
    }
    return token
  }

  /// A word of a list that may grow.
  package func word<Known>(
    _ name: StaticString, _: Known.Type = Known.self
  ) throws(VenueRecordError) -> VenueWord<Known> {
    VenueWord(try identifier(name))
  }

  /// A word of a list that may grow; nil where it is absent or empty.
  package func optionalWord<Known>(
    _ name: StaticString, _: Known.Type = Known.self
  ) throws(VenueRecordError) -> VenueWord<Known>? {
    guard let text = try optionalText(name), !text.isEmpty else { return nil }
    return VenueWord(text)
  }

  /// BUY or SELL in any case.
  package func side(_ name: StaticString) throws(VenueRecordError) -> Side {
    let value = try require(name)
    guard let text = value.string else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    guard let side = Side(rawValue: text.uppercased()) else {
      throw .unknownWord("\(name)", text: text, offset: value.byteOffset)
    }
    return side
  }

  // MARK: truths and numbers

  /// true or false; nil where it is absent.
  package func optionalBool(_ name: StaticString) throws(VenueRecordError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let bool = value.bool else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    return bool
  }

  /// true or false.
  package func bool(_ name: StaticString) throws(VenueRecordError) -> Bool {
    guard let bool = try optionalBool(name) else {
      throw .missing("\(name)", offset: byteOffset)
    }
    return bool
  }

  /// A whole number, also as text; nil where it is absent or an empty text.
  package func optionalWhole(_ name: StaticString) throws(VenueRecordError) -> Int64? {
    guard let value = self[name], !value.equals("") else { return nil }
    guard let number = value.int64 ?? value.int64InString else {
      throw .notWhole("\(name)", offset: value.byteOffset)
    }
    return number
  }

  /// A decimal, also as text; nil where it is absent or an empty text.
  package func optionalDecimal(_ name: StaticString) throws(VenueRecordError) -> Micros? {
    guard let value = self[name], !value.equals("") else { return nil }
    return try Self.decimal(value, name)
  }

  /// A decimal, also as text.
  package func decimal(_ name: StaticString) throws(VenueRecordError) -> Micros {
    try Self.decimal(require(name), name)
  }

  /// A price from 0 to 1; nil where it is absent or an empty text.
  package func optionalPrice(_ name: StaticString) throws(VenueRecordError) -> Micros? {
    guard let price = try optionalDecimal(name) else { return nil }
    guard price >= .zero, price <= .one else {
      throw .outOfRange("\(name)", price, offset: self[name]?.byteOffset ?? byteOffset)
    }
    return price
  }

  /// A price from 0 to 1.
  package func price(_ name: StaticString) throws(VenueRecordError) -> Micros {
    guard let price = try optionalPrice(name) else {
      throw .missing("\(name)", offset: byteOffset)
    }
    return price
  }

  /// A decimal that is not negative, in plain form: book levels, least sizes.
  package func size(_ name: StaticString) throws(VenueRecordError) -> Micros {
    let size = try decimal(name)
    guard size >= .zero else {
      throw .outOfRange("\(name)", size, offset: self[name]?.byteOffset ?? byteOffset)
    }
    return size
  }

  /// The decimal of a number or a text.
  static func decimal(
    _ value: JSONNode, _ name: StaticString
  ) throws(VenueRecordError) -> Micros {
    guard value.kind == .string || value.kind == .number else {
      throw .wrongType("\(name)", offset: value.byteOffset)
    }
    do {
      return try value.micros()
    } catch {
      throw .notDecimal("\(name)", error, offset: value.byteOffset)
    }
  }

  // MARK: times

  /// Milliseconds since 1970 of seconds or milliseconds, text or number; nil where it is absent or an
  /// empty text.
  package func optionalTime(_ name: StaticString) throws(VenueRecordError) -> Int64? {
    guard let value = self[name], !value.equals("") else { return nil }
    guard let number = value.int64 ?? value.int64InString,
      let time = VenueTime.milliseconds(number)
    else { throw .badTime("\(name)", offset: value.byteOffset) }
    return time
  }

  /// Milliseconds since 1970 of seconds or milliseconds, text or number.
  package func time(_ name: StaticString) throws(VenueRecordError) -> Int64 {
    guard let time = try optionalTime(name) else {
      throw .missing("\(name)", offset: byteOffset)
    }
    return time
  }

  // MARK: arrays

  /// What `read` makes of the elements of an array; nothing where it is absent.
  package func list<Element>(
    _ name: StaticString, _ read: (JSONNode) throws(VenueRecordError) -> Element
  ) throws(VenueRecordError) -> [Element] {
    guard let value = self[name] else { return [] }
    return try Self.list(value, read)
  }

  /// An array of texts; nothing where it is absent.
  package func texts(_ name: StaticString) throws(VenueRecordError) -> [String] {
    try list(name) { node throws(VenueRecordError) in
      guard let text = node.string else { throw .wrongType("\(name)", offset: node.byteOffset) }
      return text
    }
  }

  /// What `read` makes of the elements of an array.
  package static func list<Element>(
    _ value: JSONNode, _ read: (JSONNode) throws(VenueRecordError) -> Element
  ) throws(VenueRecordError) -> [Element] {
    guard value.kind == .array else { throw .notAnArray(offset: value.byteOffset) }
    var list: [Element] = []
    for element in value.elements { list.append(try read(element)) }
    return list
  }
}
