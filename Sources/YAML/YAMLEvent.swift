import CYAML

/// One event of libyaml, copied out of its memory. Positions count scalars from the start of the text.
struct YAMLEvent {
  enum Content {
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(String, YAMLNode.Style)
    case sequenceStart(isFlow: Bool)
    case mappingStart(isFlow: Bool)
    case collectionEnd
  }

  var content: Content
  var tag: String?
  var anchor: String?
  var range: Range<Int>
}

/// Where and why libyaml stopped, in its own words.
struct YAMLFault: Error {
  var problem: String
  var position: Int
  var context: String?
  var contextPosition: Int
}

extension YAMLEvent {
  /// Reads `bytes` (checked UTF-8) and gives each event to `receive` until it returns false. libyaml keeps
  /// pointers to the input and to its own struct, so its whole life is inside this call.
  static func read(_ bytes: [UInt8], _ receive: (YAMLEvent) -> Bool) throws(YAMLFault) {
    var fault: YAMLFault?
    unsafe bytes.withUnsafeBufferPointer { input in
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      defer { unsafe parser.deallocate() }
      guard unsafe yaml_parser_initialize(parser) == 1 else {
        fault = YAMLFault(problem: "out of memory", position: 0, context: nil, contextPosition: 0)
        return
      }
      defer { unsafe yaml_parser_delete(parser) }
      unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
      fault = unsafe pump(parser, receive)
    }
    if let fault { throw fault }
  }

  private static func pump(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ receive: (YAMLEvent) -> Bool
  ) -> YAMLFault? {
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else { return unsafe YAMLFault(parser) }
      defer { unsafe yaml_event_delete(&event) }
      if unsafe event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT { return nil }
      if let copy = unsafe YAMLEvent(event), !receive(copy) { return nil }
    }
  }

  private init?(_ event: yaml_event_t) {
    let start = unsafe event.start_mark.index
    range = unsafe start..<max(start, event.end_mark.index)
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT:
      content = .documentStart
    case YAML_DOCUMENT_END_EVENT:
      content = .documentEnd
    case YAML_ALIAS_EVENT:
      content = unsafe .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      content = unsafe .scalar(String(decoding: bytes, as: UTF8.self), .init(scalar.style))
      (tag, anchor) = unsafe (text(scalar.tag), text(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = unsafe event.data.sequence_start
      content = unsafe .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
      (tag, anchor) = unsafe (text(sequence.tag), text(sequence.anchor))
    case YAML_MAPPING_START_EVENT:
      let mapping = unsafe event.data.mapping_start
      content = unsafe .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
      (tag, anchor) = unsafe (text(mapping.tag), text(mapping.anchor))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      content = .collectionEnd
    default:
      return nil
    }
  }
}

extension YAMLNode.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

extension YAMLFault {
  fileprivate init(_ parser: UnsafeMutablePointer<yaml_parser_t>) {
    problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "out of memory"
    position = unsafe parser.pointee.problem_mark.index
    context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
    contextPosition = unsafe parser.pointee.context_mark.index
  }
}

private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  unsafe bytes.map { unsafe String(cString: $0) }
}
