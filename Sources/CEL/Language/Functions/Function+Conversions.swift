extension Function {
  /// Conversions between types, `type` and `dyn` (langdef.md, "List of Standard Definitions").
  static let conversions: [Function] = [
    Function(
      "int",
      [
        .of { (value: Int64) in value },
        .of { (value: UInt64) throws(LibraryError) in try Conversion.int(value) },
        .of { (value: Double) throws(LibraryError) in try Conversion.int(value) },
        .of { (text: String) throws(LibraryError) in try Conversion.int(text) },
        .of { (time: Timestamp) in time.seconds },
        .of { (span: TimeSpan) in span.nanoseconds },
      ]),
    Function(
      "uint",
      [
        .of { (value: UInt64) in value },
        .of { (value: Int64) throws(LibraryError) in try Conversion.uint(value) },
        .of { (value: Double) throws(LibraryError) in try Conversion.uint(value) },
        .of { (text: String) throws(LibraryError) in try Conversion.uint(text) },
      ]),
    Function(
      "double",
      [
        .of { (value: Double) in value }, .of { (value: Int64) in Double(value) },
        .of { (value: UInt64) in Double(value) },
        .of { (text: String) throws(LibraryError) in try Conversion.double(text) },
      ]),
    Function(
      "bool",
      [
        .of { (value: Bool) in value },
        .of { (text: String) throws(LibraryError) in try Conversion.bool(text) },
      ]),
    Function(
      "bytes", [.of { (bytes: [UInt8]) in bytes }, .of { (text: String) in Array(text.utf8) }]),
    Function(
      "string",
      [
        .of { (text: String) in text }, .of { (value: Bool) in value ? "true" : "false" },
        .of { (value: Int64) in String(value) }, .of { (value: UInt64) in String(value) },
        .of { (value: Double) in DoubleText.shortest(value) },
        .of { (bytes: [UInt8]) throws(LibraryError) in try Conversion.string(bytes) },
        .of { (time: Timestamp) in time.description },
        .of { (span: TimeSpan) in span.description },
      ]),
    Function(
      "timestamp",
      [
        .of { (time: Timestamp) in time },
        .of { (seconds: Int64) throws(LibraryError) in try Timestamp(seconds: seconds) },
        .of { (text: String) throws(LibraryError) in try Timestamp(text) },
      ]),
    Function(
      "duration",
      [
        .of { (span: TimeSpan) in span },
        .of { (text: String) throws(LibraryError) in try TimeSpan(text) },
        .of { (nanoseconds: Int64) in TimeSpan(nanoseconds: nanoseconds) },
      ]),
    Function(
      "dyn",
      [Overload([.parameter("A")], .dyn) { values, _ throws(EvaluationError.Reason) in values[0] }]),
    Function(
      "type",
      [
        Overload([.parameter("A")], .type(.parameter("A"))) {
          values, _ throws(EvaluationError.Reason) in
          .type(values[0].typeName)
        }
      ]),
  ]
}
