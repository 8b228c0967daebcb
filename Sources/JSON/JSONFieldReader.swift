internal import CSimdjson

/// Reads the wanted values of lines that look alike, several times faster than `JSONReader`.
///
/// It remembers what stands between the scalars of the lines that it has seen: a line with the same text there
/// is read in one pass, since its keys, structure and depth have been checked before. A line that is no JSON
/// object, or has something unusual where a value is wanted, is not read: what is wrong with it, or what it
/// means, only `JSONReader` says. For one thread.
@safe package final class JSONFieldReader {
  /// What a text lacks, by the bits that a `JSONFieldTable` names.
  package struct Gaps: Equatable, Sendable {
    /// Not there at all.
    package var absent: UInt64
    /// Not there, or outside what counts.
    package var missing: UInt64

    package init(absent: UInt64, missing: UInt64) {
      self.absent = absent
      self.missing = missing
    }
  }

  private var fields: OpaquePointer
  /// Reads the lines of unknown shapes; its limits hold.
  private let reader: JSONReader
  /// Whether the tree can be read at all.
  private var isReadable: Bool

  /// Reads the values of `tree` with the limits of `reader`, which it shares.
  package init(_ tree: JSONFieldTree, reader: JSONReader) {
    self.reader = reader
    isReadable = !tree.isContradictory
    unsafe fields = Self.fields(tree)
  }

  /// Reads the values of `tree`, the earlier one with more in it, from now on. The last line is forgotten, and so
  /// are all shapes: they were not searched for the new values.
  package func widen(to tree: JSONFieldTree) {
    isReadable = !tree.isContradictory
    unsafe polytraders_json_fields_free(fields)
    unsafe fields = Self.fields(tree)
  }

  private static func fields(_ tree: JSONFieldTree) -> OpaquePointer {
    let (places, text) = lay(tree)
    guard
      let fields = unsafe polytraders_json_fields_create(
        places, places.count, text, text.count, tree.positionCount)
    else { fatalError("no memory for a JSON reader") }
    return unsafe fields
  }

  deinit {
    unsafe polytraders_json_fields_free(fields)
  }

  /// Children of a place follow each other, as the C side wants them.
  private static func lay(_ tree: JSONFieldTree) -> ([polytraders_json_place], [UInt8]) {
    var order = [0]
    var laid: [polytraders_json_place] = []
    var text: [UInt8] = []
    while laid.count < order.count {
      let place = tree.places[order[laid.count]]
      laid.append(
        polytraders_json_place(
          key_start: UInt32(text.count), key_length: UInt32(place.key.utf8.count),
          first_child: UInt32(order.count), child_count: UInt32(place.children.count),
          span: UInt32(place.position), element_limit: UInt32(place.elementLimit),
          is_strict: place.isStrict ? 1 : 0))
      text += place.key.utf8
      order += place.children
    }
    return (laid, text)
  }

  /// Reads a line, whose bytes must stay in place as long as its values are asked for. False where only
  /// `JSONReader` can tell what it is. Up to `padding` bytes behind the line may be looked at; with 32 of them,
  /// its end is read as fast as the rest.
  @unsafe package func read(_ line: UnsafeRawBufferPointer, padding: Int = 0) -> Bool {
    guard isReadable, let base = line.baseAddress, line.count <= reader.maximumBytes else {
      return false
    }
    return unsafe polytraders_json_fields_read(
      fields, reader.parser, base.assumingMemoryBound(to: UInt8.self), line.count, padding)
  }

  /// Whether the line has a scalar, also null, at a position of the tree.
  package func isPresent(_ position: Int) -> Bool {
    unsafe polytraders_json_fields_text(fields, UInt32(position)).length > 0
  }

  /// The scalar at a position as written, strings with their quotation marks; empty where there is none.
  @unsafe package func text(at position: Int) -> UnsafeRawBufferPointer {
    let text = unsafe polytraders_json_fields_text(fields, UInt32(position))
    return unsafe UnsafeRawBufferPointer(start: text.start, count: text.length)
  }

  /// Puts the numbers of the line where `table` says. Nil where a value is not of the form that the table
  /// wants, or unusual; then some of `values` may have been written.
  @unsafe package func convert(
    _ table: JSONFieldTable, into values: UnsafeMutablePointer<Int64>
  ) -> Gaps? {
    var gaps = polytraders_json_gaps()
    guard
      unsafe polytraders_json_fields_convert(
        fields, table.fields, table.count, table.words, table.text, values, &gaps)
    else { return nil }
    return Gaps(absent: gaps.absent, missing: gaps.missing)
  }

  /// How many lines were read by the shape of an earlier one.
  package var recognisedCount: Int { unsafe Int(polytraders_json_fields_recognised(fields)) }
}
