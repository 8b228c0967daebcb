internal import CSimdjson
package import FixedPoint

#if canImport(Glibc)
  internal import Glibc
#endif

/// The seven forms of a JSON value; true and false are two, so that a bool needs no further look.
package enum JSONKind: UInt8, Sendable {
  case null, `false`, `true`, number, string, array, object
}

/// A value inside a text that a `JSONReader` has read: two pointers, copied freely, without any
/// allocation.
///
/// It is valid until the reader's next `parse` and as long as the text it was read from. Equality
/// of texts and keys is that of the unescaped characters, so `"a"` and `"\u0061"` are the same key.
@safe package struct JSONNode {
  private let node: UnsafePointer<polytraders_json_node>
  private let base: UnsafeRawPointer

  init(node: UnsafePointer<polytraders_json_node>, base: UnsafeRawPointer) {
    unsafe self.node = unsafe node
    unsafe self.base = unsafe base
  }

  /// The form of the value.
  package var kind: JSONKind {
    guard let kind = unsafe JSONKind(rawValue: node.pointee.kind) else {
      fatalError("the JSON tape holds an unknown kind")
    }
    return kind
  }

  /// Where the value begins, in bytes from the start of the text; of a string, its quotation mark.
  package var byteOffset: Int { unsafe Int(node.pointee.offset) }

  /// Length of the value as written, in bytes, with quotation marks or brackets.
  package var byteCount: Int { unsafe Int(node.pointee.length) }

  /// The value as written, with quotation marks or brackets.
  @unsafe package var rawBytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base + byteOffset, count: byteCount)
  }

  /// The text of a number, or of a string without its quotation marks and with its escapes as
  /// written; empty for every other kind.
  @unsafe package var textBytes: UnsafeRawBufferPointer {
    switch kind {
    case .number: unsafe rawBytes
    case .string: unsafe UnsafeRawBufferPointer(start: base + byteOffset + 1, count: byteCount - 2)
    default: unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
  }

  /// A string in which at least one character is written with a backslash.
  package var isEscaped: Bool { unsafe node.pointee.escaped != 0 }

  /// Whether this is the string `text` (ASCII or UTF-8, compared byte by byte).
  package func equals(_ text: StaticString) -> Bool {
    guard unsafe node.pointee.kind == JSONKind.string.rawValue else { return false }
    let count = text.utf8CodeUnitCount
    if isEscaped { return string.map { $0.utf8.elementsEqual(text.description.utf8) } ?? false }
    guard byteCount - 2 == count else { return false }
    return unsafe memcmp(base + byteOffset + 1, text.utf8Start, count) == 0
  }

  /// The characters of a string; nil for any other kind.
  package var string: String? {
    guard kind == .string else { return nil }
    return unsafe isEscaped ? unescape(textBytes) : String(decoding: textBytes, as: UTF8.self)
  }

  /// The text of a number exactly as written; nil for any other kind.
  package var numberText: String? {
    guard kind == .number else { return nil }
    return unsafe String(decoding: textBytes, as: UTF8.self)
  }

  /// true or false; nil for any other kind.
  package var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// A number written as an integer (`-0`, `17`; not `1.0` or `1e3`) that fits 64 bits; otherwise
  /// nil.
  package var int64: Int64? {
    guard kind == .number else { return nil }
    return unsafe integer(textBytes)
  }

  /// A string that holds nothing but an integer that fits 64 bits, as the venue writes times:
  /// `"1780795913023"`.
  package var int64InString: Int64? {
    guard kind == .string, !isEscaped else { return nil }
    return unsafe integer(textBytes)
  }

  /// The exact amount of a number or of a string that holds a plain decimal. Any other kind is
  /// `.empty`.
  package func micros() throws(DecimalError) -> Micros {
    let text = unsafe textBytes
    if let amount = unsafe plainMicros(text) { return amount }
    return try unsafe Micros.parse(text)
  }

  /// The values of an array in order; nothing for any other kind.
  package var elements: JSONElements {
    JSONElements(nodes: nodes(inside: .array))
  }

  /// The members of an object in the order of the text; nothing for any other kind.
  package var members: JSONMembers {
    JSONMembers(nodes: nodes(inside: .object))
  }

  private func nodes(inside container: JSONKind) -> NodeCursor {
    guard kind == container else { return unsafe NodeCursor(node: node, end: node, base: base) }
    return unsafe NodeCursor(node: node + 1, end: node + Int(node.pointee.stride), base: base)
  }

  /// The value of the member `name`, nil where there is none or this is no object.
  package func member(_ name: StaticString) -> JSONNode? {
    for member in members where member.key.equals(name) { return member.value }
    return nil
  }
}

/// A key of an object with its value.
package struct JSONMember {
  /// A node of kind `.string`.
  package let key: JSONNode
  /// What the key stands for.
  package let value: JSONNode
}

/// The values of an array, read off the tape without allocation.
package struct JSONElements: Sequence, IteratorProtocol {
  fileprivate var nodes: NodeCursor

  /// The next value; nil at the end.
  package mutating func next() -> JSONNode? { nodes.next() }
}

/// The members of an object, read off the tape without allocation.
package struct JSONMembers: Sequence, IteratorProtocol {
  fileprivate var nodes: NodeCursor

  /// The next member; nil at the end.
  package mutating func next() -> JSONMember? {
    guard let key = nodes.next(), let value = nodes.next() else { return nil }
    return JSONMember(key: key, value: value)
  }
}

/// Goes from node to node on one level of the tape: a container is passed over with all that it holds.
@safe private struct NodeCursor {
  private var node: UnsafePointer<polytraders_json_node>
  private let end: UnsafePointer<polytraders_json_node>
  private let base: UnsafeRawPointer

  init(
    node: UnsafePointer<polytraders_json_node>, end: UnsafePointer<polytraders_json_node>,
    base: UnsafeRawPointer
  ) {
    unsafe self.node = unsafe node
    unsafe self.end = unsafe end
    unsafe self.base = unsafe base
  }

  mutating func next() -> JSONNode? {
    guard unsafe node < end else { return nil }
    defer { unsafe node += Int(node.pointee.stride) }
    return unsafe JSONNode(node: node, base: base)
  }
}
