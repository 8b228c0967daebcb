extension Function {
  /// The fields of timestamps, in UTC or in a zone, and of durations (langdef.md, "Timezones").
  static let time: [Function] = [
    field("getFullYear") { $0.year },
    field("getMonth") { $0.month },
    field("getDate") { $0.day },
    field("getDayOfMonth") { $0.day - 1 },
    field("getDayOfWeek") { $0.dayOfWeek },
    field("getDayOfYear") { $0.dayOfYear },
    field("getHours", ofSpan: { $0.wholeHours }) { $0.hour },
    field("getMinutes", ofSpan: { $0.wholeMinutes }) { $0.minute },
    field("getSeconds", ofSpan: { $0.wholeSeconds }) { $0.second },
    field("getMilliseconds", ofSpan: { $0.millisecondsOfSecond }) { $0.millisecond },
  ]

  private static func field(
    _ name: String, ofSpan: (@Sendable (TimeSpan) -> Int64)? = nil,
    _ ofTime: @escaping @Sendable (Timestamp.Fields) -> Int
  ) -> Function {
    var overloads: [Overload] = [
      .on { (time: Timestamp) in Int64(ofTime(time.fields())) },
      .on { (time: Timestamp, zone: String) throws(LibraryError) in
        Int64(ofTime(time.fields(in: try TimeZone(zone))))
      },
    ]
    if let ofSpan { overloads.append(.on { (span: TimeSpan) in ofSpan(span) }) }
    return Function(name, overloads)
  }
}
