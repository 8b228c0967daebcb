/// The header fields of a request or an answer, in their order; names compare without regard to case.
package struct HTTPHeaders: Sendable, Hashable {
  /// One field as sent.
  package struct Field: Sendable, Hashable {
    /// As written by the sender.
    package var name: String
    /// Without blanks around it.
    package var value: String

    /// Whether it can be sent as one field: no line break, no NUL, and a name.
    var isSafe: Bool {
      !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
        && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
  }

  /// In the order of the wire.
  package var fields: [Field] = []

  /// No fields.
  package init() {}

  /// The fields in the order given.
  package init(_ pairs: KeyValuePairs<String, String>) {
    fields = pairs.map { Field(name: $0.key, value: $0.value) }
  }

  /// The value of the first field of that name in any case; nil where there is none.
  package subscript(name: String) -> String? {
    fields.first { Self.equal($0.name, name) }?.value
  }

  /// Adds a field behind the others.
  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  private static func equal(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
      && zip(left.utf8, right.utf8).allSatisfy { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// What a server was asked for.
package struct HTTPRequest: Sendable {
  /// In capitals: `GET`, `POST`, `DELETE`.
  package var method: String
  /// The path as sent, without the query: begins with `/`.
  package var path: String
  /// The names and values behind the question mark in their order, percent-decoded.
  package var query: [(name: String, value: String)]
  /// All header fields.
  package var headers: HTTPHeaders
  /// The exact bytes of the body; empty where there is none.
  package var body: [UInt8]

  /// A request made by hand, as in tests.
  package init(
    method: String, path: String, query: [(name: String, value: String)] = [],
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// An answer: what a server sends and what a client receives.
package struct HTTPResponse: Sendable {
  /// 100...599.
  package var status: Int
  /// Without those that the transport itself sets (Content-Length, Date, Connection).
  package var headers: HTTPHeaders
  /// The exact bytes of the body.
  package var body: [UInt8]

  /// An answer with these parts.
  package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
